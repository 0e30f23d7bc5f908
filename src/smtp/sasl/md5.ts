// MD5 (RFC 1321) and HMAC-MD5 (RFC 2104). Of our own, because no runtime's `crypto.subtle` has it, and for CRAM-MD5 alone: nothing new should use it.

/** RFC 1321 §3.4: the integer part of 4294967296 times abs(sin(i)), i = 1 to 64. */
const sines = Array.from({ length: 64 }, (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32));
/** Bits to rotate by, four for each of the four rounds. */
const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const blockBytes = 64;

/** The 16 bytes of the digest. */
export function md5(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / blockBytes) * blockBytes);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, (message.length * 8) >>> 0, true);
  view.setUint32(padded.length - 4, Math.floor(message.length / 2 ** 29), true);

  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let at = 0; at < padded.length; at += blockBytes) addBlock(state, view, at);
  const digest = new Uint8Array(16);
  const out = new DataView(digest.buffer);
  state.forEach((word, index) => {
    out.setUint32(index * 4, word, true);
  });
  return digest;
}

function addBlock(state: Uint32Array, view: DataView, start: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const [mixed, word] = mix(round, step, b, c, d);
    const sum = (a + mixed + (sines[step] ?? 0) + view.getUint32(start + word * 4, true)) >>> 0;
    const turn = turns[round * 4 + (step & 3)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) >>> 0];
  }
  [a, b, c, d].forEach((word, index) => {
    state[index] = (state[index] ?? 0) + word;
  });
}

/** The function of a round, and which word of the block it takes. */
function mix(round: number, step: number, b: number, c: number, d: number): [number, number] {
  switch (round) {
    case 0:
      return [((b & c) | (~b & d)) >>> 0, step];
    case 1:
      return [((d & b) | (~d & c)) >>> 0, (5 * step + 1) & 15];
    case 2:
      return [(b ^ c ^ d) >>> 0, (3 * step + 5) & 15];
    default:
      return [(c ^ (b | (~d >>> 0))) >>> 0, (7 * step) & 15];
  }
}

/** HMAC with MD5 (RFC 2104 §2), 16 bytes. */
export function hmacMd5(secret: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = new Uint8Array(blockBytes);
  key.set(secret.length > blockBytes ? md5(secret) : secret);
  const padded = (pad: number, rest: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(blockBytes + rest.length);
    bytes.set(key.map((byte) => byte ^ pad));
    bytes.set(rest, blockBytes);
    return bytes;
  };
  return md5(padded(0x5c, md5(padded(0x36, message))));
}
