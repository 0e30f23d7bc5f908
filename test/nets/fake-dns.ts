// A DNS server for tests, over UDP on loopback: answers from a table, with as little of RFC 1035 as that takes.
import { createSocket } from 'node:dgram';
import type { Names } from './stories.ts';

export const fakeNames: Names = { known: 'known.example', mail: 'mail.example', missing: 'missing.example', broken: 'broken.example' };

const typeA = 1;
const typeMx = 15;
const typeTxt = 16;
const typeSrv = 33;
const noSuchName = 3;
const serverFailure = 2;

/** What a test adds: IPv4 addresses, and services as priority, weight, port and host; an empty host is the target `.`. */
export interface Zone {
  addresses?: Record<string, number[]>;
  services?: Record<string, [number, number, number, string][]>;
}

const serviceRecords: NonNullable<Zone['services']> = {
  [`_submissions._tcp.${fakeNames.mail}`]: [
    [20, 0, 465, 'second.example.com'],
    [10, 60, 465, 'first.example.com'],
  ],
  [`_submission._tcp.${fakeNames.mail}`]: [[0, 0, 0, '']],
};

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter(Boolean)
      .map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

/** A record for the name that was asked for (a pointer to byte 12), good for a minute. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

function answersTo(name: string, type: number, { addresses = {}, services = {} }: Zone): { code: number; records: Buffer[] } {
  if (name === fakeNames.broken) return { code: serverFailure, records: [] };
  if (name === fakeNames.known) return { code: 0, records: type === typeA ? [record(typeA, Buffer.from([192, 0, 2, 7]))] : [] };
  if (name === fakeNames.mail && type === typeMx) {
    const exchange = (preference: number, host: string) => record(typeMx, Buffer.concat([Buffer.from([0, preference]), nameBytes(host)]));
    return { code: 0, records: [exchange(20, 'second.example.com'), exchange(10, 'first.example.com')] };
  }
  if (name === fakeNames.mail && type === typeTxt) {
    const strings = (...texts: string[]) =>
      record(typeTxt, Buffer.concat(texts.map((text) => Buffer.from([text.length, ...Buffer.from(text)]))));
    return { code: 0, records: [strings('v=spf1 include:a.example', ' ~all'), strings('another one')] };
  }
  const own = addresses[name];
  if (own) return { code: 0, records: type === typeA ? [record(typeA, Buffer.from(own))] : [] };
  const service = serviceRecords[name] ?? services[name];
  if (service && type === typeSrv) {
    return {
      code: 0,
      records: service.map(([priority, weight, port, host]) => {
        const numbers = Buffer.alloc(6);
        [priority, weight, port].forEach((value, at) => numbers.writeUInt16BE(value, at * 2));
        return record(typeSrv, Buffer.concat([numbers, nameBytes(host)]));
      }),
    };
  }
  return { code: noSuchName, records: [] };
}

function answer(query: Buffer, zone: Zone): { name: string; reply: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const name = labels.join('.').toLowerCase();
  const { code, records } = answersTo(name, query.readUInt16BE(at + 1), zone);
  const head = Buffer.from(query.subarray(0, 12));
  // A response, recursion available; one question, so many answers, nothing else.
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return { name, reply: Buffer.concat([head, query.subarray(12, at + 5), ...records]) };
}

/** Starts it. `asked` are the names in the order they came. */
export async function startFakeDns(zone: Zone = {}): Promise<{ address: string; asked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const socket = createSocket('udp4', (query, from) => {
    const { name, reply } = answer(query, zone);
    asked.push(name);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      socket.close(resolve);
    });
  return { address: `127.0.0.1:${String(socket.address().port)}`, asked, close };
}
