// The few globals that Node, Workers and browsers share and that ES itself does not name.
// src/smtp and src/diagnosis are compiled with these and nothing else (src/tsconfig.pure.json): no Buffer, no process, no timers.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}
