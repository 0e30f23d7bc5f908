// What every Net must do, as stories that need no test runner: they run under vitest and inside workerd alike. A story that fails throws.
// Where a runtime says that it cannot know something (`can`), the story expects `unclear`, and never a wrong yes.
import type { CertificateKind } from '../../practice/certificates.ts';
import type { Net, Opened, Stream, TlsFacts, TlsReason } from '../../src/smtp/net.ts';

export type StoryCertificate = Exclude<CertificateKind, 'not-yet-valid'>;
export interface Spot {
  name: string;
  address?: string;
  port: number;
}

/** Where the stories take place. Mail servers there are those of practice/: they greet, and answer EHLO, STARTTLS and QUIT. */
export interface Spots {
  starttls: Record<StoryCertificate, Spot>;
  implicit: Record<StoryCertificate, Spot>;
  closed: Spot;
  /** Accepts and never says a word. */
  silent: Spot;
  /** Sends an EHLO reply of its own behind the 220 of STARTTLS, before TLS. */
  injecting: Spot;
}

export interface Names {
  /** Has the address 192.0.2.7. */
  known: string;
  /**
   * Has two mail exchangers: second.example.com before first.example.com in the answer, first.example.com preferred. And two texts, the first in
   * two strings: `v=spf1 include:a.example` and ` ~all`, then `another one`.
   */
  mail: string;
  missing: string;
  broken: string;
}

export interface Place {
  net: Net;
  spots: Spots;
  names: Names;
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}
function expectOneOf(actual: string, expected: string[], what: string): void {
  if (!expected.includes(actual)) throw new Error(`${what}: ${actual} instead of ${expected.join(' or ')}`);
}

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : new TextDecoder().decode(bytes));

async function openStream(net: Net, spot: Spot, tls = false): Promise<{ stream: Stream; secured?: Promise<TlsFacts> }> {
  const opened = await net.open({ ...spot, ...(tls && { tls: { host: spot.name } }) }).opened;
  if (opened.outcome !== 'ok') throw new Error(`the connection is ${opened.outcome}`);
  return opened;
}

/** Reads until a reply is whole: its last line has a blank behind the code. */
async function readReply(stream: Stream): Promise<string> {
  let reply = '';
  while (!/(^|\n)\d{3} [^\n]*\n$/.test(reply)) {
    const more = text(await stream.read());
    if (more === null) throw new Error(`the connection ended after ${JSON.stringify(reply)}`);
    reply += more;
  }
  return reply;
}

async function say(stream: Stream, line: string): Promise<string> {
  if (!(await stream.write(new TextEncoder().encode(`${line}\r\n`)))) throw new Error(`${line} could not be written`);
  return readReply(stream);
}

async function expectDead(stream: Stream, what: string): Promise<void> {
  expectSame(await stream.read(), null, `read ${what}`);
  expectSame(await stream.write(Uint8Array.from([65])), false, `write ${what}`);
}

async function upToStartTls(net: Net, spot: Spot): Promise<Stream> {
  const { stream } = await openStream(net, spot);
  await readReply(stream);
  await say(stream, 'EHLO client.example');
  const ready = await say(stream, 'STARTTLS');
  expectSame(ready.slice(0, 3), '220', 'the answer to STARTTLS');
  return stream;
}

const certificateReasons: Record<Exclude<StoryCertificate, 'good'>, TlsReason> = {
  expired: 'expired',
  'self-signed': 'self-signed',
  'other-name': 'other-name',
};
const badCertificates = ['expired', 'self-signed', 'other-name'] as const;

function expectRefused(net: Net, facts: TlsFacts, reason: TlsReason): void {
  expectSame(facts.trusted, false, 'trusted');
  expectSame(facts.reasons, [net.can.tlsReasons ? reason : 'unclear'], 'reasons');
  if (net.can.tlsFacts) expectSame(facts.chain !== undefined && facts.chain.length > 0, true, 'the refused certificate is shown');
}

/** The stories by name, each a sentence about a Net. */
export const stories: Record<string, (place: Place) => Promise<void>> = {
  async 'says refused of a closed port, or unclear where it is blind'({ net, spots }) {
    const opened = await net.open(spots.closed).opened;
    expectOneOf(opened.outcome, net.can.byAddress ? ['refused'] : ['refused', 'unclear'], 'outcome');
  },

  async 'opens, reads and writes'({ net, spots }) {
    const { stream } = await openStream(net, spots.starttls.good);
    expectSame((await readReply(stream)).slice(0, 4), '220 ', 'greeting');
    expectSame((await say(stream, 'NOOP')).slice(0, 4), '250 ', 'the answer to NOOP');
    stream.close();
  },

  async 'reads null after the end, every time'({ net, spots }) {
    const { stream } = await openStream(net, spots.starttls.good);
    await readReply(stream);
    await say(stream, 'QUIT');
    expectSame(await stream.read(), null, 'the first read after the end');
    expectSame(await stream.read(), null, 'the second read after the end');
    stream.close();
  },

  async 'closes at once, and closing again is harmless'({ net, spots }) {
    const { stream } = await openStream(net, spots.starttls.good);
    stream.close();
    stream.close();
    await expectDead(stream, 'after close');
    expectSame(await stream.startTls({ host: spots.starttls.good.name }), { trusted: false, reasons: ['closed'] }, 'TLS after close');
  },

  async 'ends a pending read with null when it is closed'({ net, spots }) {
    const { stream } = await openStream(net, spots.silent);
    const pending = stream.read();
    stream.close();
    expectSame(await pending, null, 'the pending read');
  },

  async 'ends an opening that is cancelled'({ net, spots }) {
    const opening = net.open(spots.silent);
    opening.cancel();
    const opened: Opened = await opening.opened;
    expectOneOf(opened.outcome, ['cancelled', 'ok'], 'outcome');
    if (opened.outcome === 'ok') await expectDead(opened.stream, 'after cancel');
    opening.cancel();
  },

  async 'ends a handshake with a silent server when the opening is cancelled'({ net, spots }) {
    const opening = net.open({ ...spots.silent, tls: { host: spots.silent.name } });
    const first = await Promise.race([opening.opened, Promise.resolve(undefined)]);
    opening.cancel();
    const opened = first ?? (await opening.opened);
    if (opened.outcome === 'ok') expectSame((await opened.secured)?.trusted, false, 'trusted');
    else expectSame(opened.outcome, 'cancelled', 'outcome');
  },

  async 'trusts a good certificate after STARTTLS and goes on, or refuses where it cannot verify it'({ net, spots }) {
    const spot = spots.starttls.good;
    const stream = await upToStartTls(net, spot);
    const facts = await stream.startTls({ host: spot.name });
    if (net.can.startTlsVerified) {
      expectSame([facts.trusted, facts.reasons], [true, []], 'facts');
      expectSame(/^250[ -]AUTH /m.test(await say(stream, 'EHLO client.example')), true, 'sign-in is offered under TLS');
    } else {
      expectSame([facts.trusted, facts.reasons], [false, ['unclear']], 'facts');
      await expectDead(stream, 'after TLS that is not verified');
    }
    stream.close();
  },

  async 'trusts a good certificate of implicit TLS and goes on'({ net, spots }) {
    const { stream, secured } = await openStream(net, spots.implicit.good, true);
    const facts = await secured;
    expectSame([facts?.trusted, facts?.reasons], [true, []], 'facts');
    if (net.can.tlsFacts) {
      expectSame(/^TLSv1\.[23]$/.test(facts?.version ?? ''), true, 'version');
      expectSame(typeof facts?.cipher, 'string', 'cipher');
      expectSame(facts?.chain?.[0]?.names, [spots.implicit.good.name], 'names of the certificate');
    }
    expectSame((await readReply(stream)).slice(0, 4), '220 ', 'greeting');
    stream.close();
  },

  async 'never shows after TLS what was sent before it'({ net, spots }) {
    const stream = await upToStartTls(net, spots.injecting);
    const facts = await stream.startTls({ host: spots.injecting.name });
    if (facts.trusted) expectSame((await say(stream, 'EHLO client.example')).includes('INJECTED'), false, 'the injected reply is there');
    else await expectDead(stream, 'after refused TLS');
    stream.close();
  },

  async 'takes no plain text that nobody has read into STARTTLS'({ net, spots }) {
    const { stream } = await openStream(net, spots.starttls.good);
    // The greeting is on its way or waits: it is the first that a handshake finds.
    const facts = await stream.startTls({ host: spots.starttls.good.name });
    expectSame(facts, { trusted: false, reasons: [net.can.tlsReasons ? 'not-tls' : 'unclear'] }, 'facts');
    await expectDead(stream, 'after refused TLS');
  },

  async 'knows a server that speaks no TLS'({ net, spots }) {
    const spot = spots.starttls.good;
    const opened = await net.open({ ...spot, tls: { host: spot.name } }).opened;
    if (opened.outcome === 'ok') {
      const facts = await opened.secured;
      expectSame([facts?.trusted, facts?.reasons], [false, [net.can.tlsReasons ? 'not-tls' : 'unclear']], 'facts');
      await expectDead(opened.stream, 'after refused TLS');
    } else expectSame(opened.outcome, 'unclear', 'outcome');
  },

  async 'rings when the time is over, and not when it was cancelled'({ net }) {
    let rang = false;
    const cancelled = net.after(1);
    void cancelled.done.then(() => {
      rang = true;
    });
    cancelled.cancel();
    cancelled.cancel();
    const before = net.now();
    await net.after(20).done;
    expectSame(rang, false, 'the cancelled clock rang');
    expectSame(net.now() >= before, true, 'time goes on');
  },

  async 'tells a name that does not exist from a look-up that failed'({ net, names }) {
    expectSame(await net.resolve(names.known, 'A'), { outcome: 'ok', records: ['192.0.2.7'] }, 'a name with an address');
    expectSame(await net.resolve(names.known, 'AAAA'), { outcome: 'none' }, 'a name without such a record');
    expectSame(await net.resolve(names.missing, 'A'), { outcome: 'none' }, 'a name that does not exist');
    expectSame(await net.resolve(names.broken, 'A'), { outcome: 'failed' }, 'a look-up that fails');
  },

  async 'gives text records, the strings of each joined'({ net, names }) {
    const records = ['v=spf1 include:a.example ~all', 'another one'];
    expectSame(await net.resolve(names.mail, 'TXT'), { outcome: 'ok', records }, 'texts');
    expectSame(await net.resolve(names.known, 'TXT'), { outcome: 'none' }, 'no texts');
  },

  async 'gives mail exchangers, the preferred one first'({ net, names }) {
    const records = ['first.example.com', 'second.example.com'];
    expectSame(await net.resolve(names.mail, 'MX'), { outcome: 'ok', records }, 'mail exchangers');
  },
};

for (const kind of badCertificates) {
  stories[`refuses a certificate after STARTTLS: ${kind}`] = async ({ net, spots }) => {
    const spot = spots.starttls[kind];
    const stream = await upToStartTls(net, spot);
    expectRefused(net, await stream.startTls({ host: spot.name }), certificateReasons[kind]);
    await expectDead(stream, 'after refused TLS');
  };

  stories[`refuses a certificate of implicit TLS: ${kind}`] = async ({ net, spots }) => {
    const spot = spots.implicit[kind];
    const opened = await net.open({ ...spot, tls: { host: spot.name } }).opened;
    if (opened.outcome === 'ok') {
      const facts = await opened.secured;
      if (!facts) throw new Error('no word on TLS');
      expectRefused(net, facts, certificateReasons[kind]);
      await expectDead(opened.stream, 'after refused TLS');
    } else {
      expectSame(net.can.tlsReasons, false, 'a net that knows reasons ends without one');
      expectSame(opened.outcome, 'unclear', 'outcome');
    }
  };
}
