// The few globals that Node, Workers and browsers share and that ES itself does not name.
// src/smtp and src/diagnosis are compiled with these and nothing else (src/tsconfig.pure.json): no Buffer, no process, no timers.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}

/** Of the URL parser what international host names need (UTS #46). */
declare class URL {
  constructor(text: string);
  readonly hostname: string;
}

/** A key of Web Crypto; nothing of it is looked at. */
interface CryptoKey {
  readonly type: string;
}
/** Of Web Crypto what SCRAM needs. */
declare const crypto: {
  getRandomValues<T extends Uint8Array>(bytes: T): T;
  readonly subtle: {
    digest(hash: string, data: Uint8Array): Promise<ArrayBuffer>;
    importKey(
      format: 'raw',
      data: Uint8Array,
      algorithm: string | { name: string; hash: string },
      extractable: boolean,
      usages: ('sign' | 'deriveBits')[],
    ): Promise<CryptoKey>;
    sign(algorithm: string, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
    deriveBits(
      algorithm: { name: 'PBKDF2'; hash: string; salt: Uint8Array; iterations: number },
      key: CryptoKey,
      length: number,
    ): Promise<ArrayBuffer>;
  };
};
