// The counts of a site on Workers: one Durable Object, in its own SQLite, so that they outlive a deployment. It serves durable.ts only.
import { DurableObject, type DurableObjectState, type SqlStorage } from 'cloudflare:workers';
import type { Count, Window } from './counts.ts';

/** Milliseconds between two clearings of what is over. */
const clearEveryMs = 3_600_000;
/** Bytes; about three million counts. Beyond that it throws, which is `down`, until there is room: a flood fills no disk. */
const mostBytes = 300_000_000;

type Row = Record<string, string | number> | undefined;

/** One at a time comes in, and nothing here waits between reading and writing: each call is atomic. */
export class Counter extends DurableObject {
  readonly #sql: SqlStorage;
  readonly #storage: DurableObjectState['storage'];
  #isAlarmSet = false;

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env);
    this.#storage = state.storage;
    this.#sql = state.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, used INTEGER NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID');
  }

  async add(windows: readonly Window[]): Promise<Count[]> {
    if (this.#sql.databaseSize > mostBytes) throw new Error('full');
    const now = Date.now();
    const counts: Count[] = [];
    for (const { key, seconds, most = Infinity } of windows) {
      const [row] = this.#sql
        .exec(
          `INSERT INTO counts VALUES (?1, 1, ?2) ON CONFLICT DO UPDATE SET
             used = CASE WHEN ends > ?3 THEN used + 1 ELSE 1 END, ends = CASE WHEN ends > ?3 THEN ends ELSE ?2 END
           RETURNING used, ends`,
          key,
          now + seconds * 1_000,
          now,
        )
        .toArray();
      const count = told(row, seconds, now);
      counts.push(count);
      if (count.used > most) break;
    }
    if (!this.#isAlarmSet) await this.#setAlarm(now);
    return counts;
  }

  read(windows: readonly Window[]): Count[] {
    const now = Date.now();
    return windows.map(({ key, seconds }) => {
      const [row] = this.#sql.exec('SELECT used, ends FROM counts WHERE key = ? AND ends > ?', key, now).toArray();
      return told(row, seconds, now);
    });
  }

  back(windows: readonly Window[]): void {
    for (const { key } of windows) this.#sql.exec('UPDATE counts SET used = used - 1 WHERE key = ? AND used > 0', key);
  }

  async alarm(): Promise<void> {
    const now = Date.now();
    this.#sql.exec('DELETE FROM counts WHERE ends <= ?', now);
    this.#isAlarmSet = false;
    if (this.#sql.exec('SELECT 1 FROM counts LIMIT 1').toArray().length > 0) await this.#setAlarm(now);
  }

  async #setAlarm(now: number): Promise<void> {
    if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(now + clearEveryMs);
    this.#isAlarmSet = true;
  }
}

const told = (row: Row, seconds: number, now: number): Count =>
  row
    ? { used: Number(row['used']), resetsInSeconds: Math.ceil((Number(row['ends']) - now) / 1_000) }
    : { used: 0, resetsInSeconds: seconds };
