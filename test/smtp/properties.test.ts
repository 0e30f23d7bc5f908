// What holds for any server, also for one that nobody has thought of: 100,000 made-up ones, found smaller by fast-check when one breaks it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Peer } from '../../functions/nets/scripted.ts';
import { limits, stageNames } from '../../src/smtp/events.ts';
import { ReplyReader, type Read } from '../../src/smtp/reply.ts';
import { testMessage } from './mail-table.ts';
import { password, request, see, worldOf } from './parts.ts';

/** Everything that a reader makes of these chunks; the end of a fault is told once. */
function readAll(chunks: Uint8Array[]): Read[] {
  const reader = new ReplyReader();
  const all: Read[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let read = reader.next(); read !== undefined; read = reader.next()) {
      all.push(read);
      if (read.fault) return all;
    }
  }
  return all;
}

/** Cuts bytes at these places. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index, all) => bytes.subarray(start, all[index + 1] ?? bytes.length));
}

const code = fc.integer({ min: 200, max: 599 });
const text = fc.string({ unit: fc.constantFrom('a', 'Z', '7', ' ', '-', '.', 'ü', '\u0000', '\t', '=', '<'), maxLength: 20 });
const lineEnd = fc.constantFrom('\r\n', '\n');
const places = fc.array(fc.nat(400), { maxLength: 8 });
/** What a server may send: whole replies, halves of replies, noise. */
const noise = fc.oneof(
  fc
    .tuple(code, fc.array(text, { minLength: 1, maxLength: 4 }), lineEnd)
    .map(([digits, lines, end]) =>
      lines.map((line, index) => `${String(digits)}${index === lines.length - 1 ? ' ' : '-'}${line}${end}`).join(''),
    ),
  fc.tuple(code, text).map(([digits, line]) => `${String(digits)}-${line}\r\n`),
  text,
  fc.constantFrom('\r\n', '\n', '\r', '250', '250 ', '2', 'HTTP/1.1 400 Bad Request\r\n', 'SSH-2.0-x\r\n', '\u0016\u0003\u0001'),
);

test('ReplyReader makes the same of a dialogue however it is split', () => {
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 6 }), places, (parts, at) => {
      const bytes = new TextEncoder().encode(parts.join(''));
      // Of what is no reply at all only so much is shown as had come when that was clear.
      const told = (chunks: Uint8Array[]) =>
        readAll(chunks).map(({ line, reply, fault }) => ({ line: fault ? undefined : line, reply, fault }));
      expect(told(cut(bytes, at))).toEqual(told(Array.from(bytes, (byte) => Uint8Array.of(byte))));
    }),
    { numRuns: 40_000 },
  );
});

test('ReplyReader takes any bytes without throwing, and no line beyond the bound', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(30), places, (bytes, repeat, at) => {
      const long = new Uint8Array(bytes.length * (repeat + 1));
      for (let copy = 0; copy <= repeat; copy += 1) long.set(bytes, copy * bytes.length);
      for (const read of readAll(cut(long, at))) expect(read.line.length).toBeLessThanOrEqual(limits.lineBytes);
    }),
    { numRuns: 25_000 },
  );
});

test('ReplyReader gives back every reply that was written by the rules', () => {
  const reply = fc.tuple(code, fc.array(text, { minLength: 1, maxLength: 5 }), lineEnd);
  fc.assert(
    fc.property(fc.array(reply, { minLength: 1, maxLength: 4 }), places, (replies, at) => {
      const wire = replies.map(([digits, lines, end]) =>
        lines.map((line, index) => `${String(digits)}${index === lines.length - 1 ? ' ' : '-'}${line}${end}`).join(''),
      );
      const found = readAll(cut(new TextEncoder().encode(wire.join('')), at)).flatMap((read) => read.reply ?? []);
      expect(found.map((one) => [one.code, one.lines])).toEqual(replies.map(([digits, lines]) => [digits, lines]));
    }),
    { numRuns: 25_000 },
  );
});

/** What the made-up server does at one point: says something, waits, upgrades, leaves. */
const move = fc.oneof(
  { weight: 6, arbitrary: noise.map((says) => ({ says })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      { says: '220 mail\r\n' },
      { says: '250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n' },
      { says: '235 in\r\n' },
      { says: '334 \r\n' },
      { says: '354 go on\r\n' },
      { says: '250 ok\r\n' },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom({ waits: 5_000 }, { waits: 60_000 }) },
  { weight: 2, arbitrary: fc.boolean().map((trusted) => ({ upgrades: trusted })) },
  { weight: 1, arbitrary: fc.constant({ leaves: true }) },
);

async function play(peer: Peer, moves: (typeof move extends fc.Arbitrary<infer Move> ? Move : never)[]): Promise<void> {
  for (const step of moves) {
    if ('says' in step) {
      peer.write(step.says);
      // A server that answers its own questions would be one thing; mostly it waits for a line first.
      if ((await Promise.race([peer.line(), peer.wait(90_000)])) === null) return;
    } else if ('waits' in step) await peer.wait(step.waits);
    else if ('upgrades' in step) {
      const facts = step.upgrades ? { trusted: true, reasons: [] } : { trusted: false, reasons: ['untrusted-chain' as const] };
      if ((await peer.startTls(facts)) === null) return;
    } else return;
  }
}

test('a check ends for every server, in its time, in the order of its stages, says "works" only after a 235 under trusted TLS, and sends no mail before it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { maxLength: 9 }),
      fc.constantFrom('starttls' as const, 'implicit-tls' as const, 'none' as const),
      fc.constantFrom({}, { from: 'office@example.test' }, { depth: 'send' as const }),
      async (moves, security, asked) => {
        const { events, findings, net } = await see(
          request({ security, ...asked }),
          worldOf((peer) => play(peer, moves)),
          { testMessage },
        );
        expect(findings.ms).toBeLessThanOrEqual(limits.wholeMs);
        expect(net.pendingTimers).toBe(0);
        expect(net.connections.every(({ open }) => !open)).toBe(true);
        const order = findings.stages.map(({ stage }) => stage);
        expect(order.at(0)).toBe('dns');
        expect(order.at(-1)).toBe('quit');
        expect(order.every((stage) => stageNames.includes(stage))).toBe(true);
        const told = JSON.stringify(events);
        expect(told).not.toContain(password);
        const received = net.connections.map((connection) => connection.received).join('');
        const trusted = findings.tls?.trusted === true;
        if (!trusted) expect(received).not.toContain('AUTH');
        if (findings.stages.some(({ stage, outcome }) => stage === 'auth' && outcome === 'ok')) {
          expect(trusted).toBe(true);
          expect(findings.stages.find(({ stage }) => stage === 'auth')?.facts.reply?.code).toBe(235);
        } else expect(received).not.toContain('MAIL FROM');
        if (findings.stages.some(({ stage, outcome }) => stage === 'data' && outcome === 'ok')) expect(received).toContain('\r\n.\r\n');
      },
    ),
    { numRuns: 12_000 },
  );
}, 60_000);
