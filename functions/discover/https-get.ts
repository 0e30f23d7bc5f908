// One GET by https, to an address that was checked before. fetch would look the name up again and follow whatever the answer says.
import type { Net, Opened, Stream } from '../../src/smtp/net.ts';
import { headEnd, joinChunks, mostBytes, readHead, type Head } from './http-answer.ts';

export interface Place {
  host: string;
  /** With the slash in front, without a query. */
  path: string;
}

const port = 443;

/** A value, or undefined when the time is over first. */
const before = <T>(over: Promise<void>, value: Promise<T>): Promise<T | undefined> => Promise.race([value, over.then(() => undefined)]);

/**
 * Gets one file.
 *
 * Shape: `net` is the guarded Net for port 443: it looks the name up once, and goes to no address that it did not judge. Server name and
 * certificate are by name. `over` ends everything at once, whatever is on its way.
 * Bounds: the first address of each family, both at once; 64 kB with the head; no redirect, no compression, no second file.
 * Errors: undefined for all of them. Who asked learns that there is nothing, and not why: anything else would describe a stranger's network.
 */
export async function httpsGet({ host, path }: Place, net: Net, userAgent: string, over: Promise<void>): Promise<Uint8Array | undefined> {
  const stream = await connect(host, net, over);
  if (!stream) return undefined;
  try {
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      `User-Agent: ${userAgent}`,
      'Accept: text/xml, application/xml',
      'Accept-Encoding: identity',
      'Connection: close',
    ];
    const asked = await before(over, stream.write(new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`)));
    return asked === true ? await body(stream, over) : undefined;
  } finally {
    stream.close();
  }
}

async function connect(host: string, net: Net, over: Promise<void>): Promise<Stream | undefined> {
  const answers = await before(over, Promise.all([net.resolve(host, 'A'), net.resolve(host, 'AAAA')]));
  const addresses = (answers ?? []).flatMap((answer) => (answer.outcome === 'ok' ? answer.records.slice(0, 1) : []));
  const openings = addresses.map((address) => net.open({ name: host, address, port, tls: { host } }));
  const first = await before(over, firstThatStands(openings.map(({ opened }) => opened)));
  for (const [at, opening] of openings.entries()) if (at !== first?.at) opening.cancel();
  if (!first) return undefined;
  const facts = await before(over, first.secured);
  if (facts?.trusted === true) return first.stream;
  first.stream.close();
  return undefined;
}

type Stood = { at: number } & Required<Extract<Opened, { outcome: 'ok' }>>;

/** Undefined when none of them did. */
function firstThatStands(all: Promise<Opened>[]): Promise<Stood | undefined> {
  return new Promise((resolve) => {
    const looked = all.map(async (opened, at) => {
      const end = await opened;
      if (end.outcome === 'ok' && end.secured) resolve({ at, ...end, secured: end.secured });
    });
    void Promise.all(looked).then(() => {
      resolve(undefined);
    });
  });
}

async function body(stream: Stream, over: Promise<void>): Promise<Uint8Array | undefined> {
  const held = new Uint8Array(mostBytes);
  let taken = 0;
  let head: Head | undefined;
  for (;;) {
    const bytes = await before(over, stream.read());
    if (bytes === undefined) return undefined;
    if (bytes === null) break;
    if (taken + bytes.length > mostBytes) return undefined;
    held.set(bytes, taken);
    taken += bytes.length;
    if (!head) {
      const end = headEnd(held.subarray(0, taken), taken - bytes.length);
      if (end === -1) continue;
      head = readHead(held.subarray(0, end));
      if (!head) return undefined;
    }
    if (head.length !== undefined && taken >= head.bodyAt + head.length) break;
  }
  if (!head) return undefined;
  const rest = held.subarray(head.bodyAt, taken);
  if (head.chunked) return joinChunks(rest);
  if (head.length === undefined) return rest;
  return rest.length === head.length ? rest : undefined;
}
