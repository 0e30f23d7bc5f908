// As much of a Durable Object as is used here (developers.cloudflare.com/durable-objects/api).
declare module 'cloudflare:workers' {
  export interface SqlStorage {
    exec(query: string, ...values: (string | number)[]): { toArray(): Record<string, string | number>[] };
    /** Bytes. */
    readonly databaseSize: number;
  }
  export interface DurableObjectState {
    storage: { sql: SqlStorage; getAlarm(): Promise<number | null>; setAlarm(at: number): Promise<void> };
  }
  export class DurableObject {
    constructor(state: DurableObjectState, env: unknown);
  }
}
