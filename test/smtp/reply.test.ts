import { expect, test } from 'vitest';
import { ReplyReader, type Read } from '../../src/smtp/reply.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Feeds chunks and takes everything that comes out. */
function read(chunks: Uint8Array[], reader = new ReplyReader()): Read[] {
  const taken: Read[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next; next = reader.next()) {
      taken.push(next);
      if (next.fault) return taken;
    }
  }
  return taken;
}

const replies = (text: string) => read([bytes(text)]).flatMap(({ reply }) => (reply ? [reply] : []));
const faultOf = (chunk: Uint8Array | string) => read([typeof chunk === 'string' ? bytes(chunk) : chunk]).at(-1)?.fault;

const long =
  '250-mail.example.test\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1\r\n534-5.7.9 Application-specific password required. Learn more at\r\n534 5.7.9  https://support.example/ é ✓\r\n221\r\n';

test('a stream gives the same replies in whatever way it is split in two', () => {
  const whole = bytes(long);
  const expected = read([whole]);
  expect(expected.flatMap(({ reply }) => reply?.code ?? [])).toEqual([250, 534, 221]);
  for (let at = 0; at <= whole.length; at += 1) expect(read([whole.slice(0, at), whole.slice(at)])).toEqual(expected);
});

test('a stream gives the same replies byte by byte', () => {
  expect(read(Array.from(bytes(long), (byte) => Uint8Array.of(byte)))).toEqual(read([bytes(long)]));
});

test('a reply may have one line, many lines, and no text', () => {
  expect(replies('220 mx ESMTP\r\n250-a\r\n250-\r\n250 b\r\n354\r\n')).toEqual([
    { code: 220, lines: ['mx ESMTP'] },
    { code: 250, lines: ['a', '', 'b'] },
    { code: 354, lines: [''] },
  ]);
});

test('a bare LF ends a line, and CR before it is dropped', () => {
  expect(replies('250-a\n250 b\r\n')).toEqual([{ code: 250, lines: ['a', 'b'] }]);
});

test('the enhanced code is read where its class fits the reply code', () => {
  expect(replies('535 5.7.139 no\r\n')[0]?.enhanced).toBe('5.7.139');
  expect(replies('535-no\r\n535 5.7.8 no\r\n')[0]?.enhanced).toBe('5.7.8');
  expect(replies('250 5.7.8 fine\r\n')[0]?.enhanced).toBeUndefined();
  expect(replies('550 5.7.30\r\n')[0]?.enhanced).toBe('5.7.30');
  expect(replies('220 2.0.0ready\r\n')[0]?.enhanced).toBeUndefined();
});

test('bytes that are no UTF-8 are kept as Latin-1, and NUL is kept', () => {
  const reply = read([Uint8Array.of(53, 53, 48, 32, 0xe9, 0, 65, 13, 10)])[0]?.reply;
  expect(reply?.lines).toEqual(['é\0A']);
});

test('what is no reply is malformed', () => {
  for (const text of ['HTTP/1.1 400 Bad Request\r\n', '25 x\r\n', '2500 x\r\n', '199 x\r\n', '600 x\r\n', '\r\n', '250\tx\r\n']) {
    expect(faultOf(text), text).toBe('malformed');
  }
});

test('another protocol is known by its first bytes, without a line end', () => {
  expect(faultOf(Uint8Array.of(0x15, 3, 3, 0, 2))).toBe('malformed');
  expect(faultOf('SSH-2.0')).toBe('malformed');
  expect(read([bytes('22')])).toEqual([]);
  expect(read([bytes('220-')])).toEqual([]);
});

test('lines of one reply with different codes are malformed', () => {
  expect(faultOf('250-a\r\n220 b\r\n')).toBe('malformed');
});

test('a line may have 4096 bytes and not one more', () => {
  const line = (length: number) => `250 ${'x'.repeat(length - 6)}\r\n`;
  expect(faultOf(line(4096))).toBeUndefined();
  expect(faultOf(line(4097))).toBe('too-long');
  expect(faultOf('250 '.padEnd(4097, 'x'))).toBe('too-long');
});

test('a dialogue may have 65536 bytes and not one more, dropped ones included', () => {
  const reader = new ReplyReader();
  const line = bytes(`250 ${'x'.repeat(1018)}\r\n`);
  expect(read(new Array<Uint8Array>(64).fill(line), reader).at(-1)?.fault).toBeUndefined();
  reader.drop();
  expect(read([bytes('2')], reader).at(-1)?.fault).toBe('too-long');
});

test('after a fault nothing more is read', () => {
  const reader = new ReplyReader();
  read([bytes('nonsense\r\n')], reader);
  reader.push(bytes('235 ok\r\n'));
  expect(reader.next()?.fault).toBe('malformed');
});

test('hasRest tells of bytes that no reply has used up', () => {
  const reader = new ReplyReader();
  reader.push(bytes('220 go\r\n250 hidden'));
  expect(reader.next()?.reply?.code).toBe(220);
  expect(reader.hasRest).toBe(true);
  reader.drop();
  expect(reader.hasRest).toBe(false);
});
