// What workerd does not let us provoke: a platform that throws at once, hangs, or fails late. The rest is in workers.worker.test.ts.
import type { connect, WorkerSocket } from 'cloudflare:sockets';
import { expect, test } from 'vitest';
import { workersNet } from '../../functions/nets/workers.ts';

const never = new Promise<never>(() => undefined);
const resolve = () => Promise.resolve({ outcome: 'none' as const });
const target = { name: 'mail.example.com', port: 587 };

function socket(different: Partial<WorkerSocket> = {}): WorkerSocket {
  return {
    readable: new ReadableStream(),
    writable: new WritableStream(),
    opened: Promise.resolve(),
    closed: never,
    startTls: () => socket(),
    close: () => never,
    ...different,
  };
}
const netOf = (make: typeof connect, startTlsVerified = false) => workersNet({ connect: make, resolve, startTlsVerified });

test('a connection that the platform forbids is unclear', async () => {
  const net = netOf(() => {
    throw new TypeError('not allowed');
  });
  expect(await net.open(target).opened).toEqual({ outcome: 'unclear' });
});

test('a connection that fails is unclear, and what else the platform says of it is heard', async () => {
  const failed = (): Promise<never> => Promise.reject(new Error('proxy request failed'));
  const net = netOf(() => socket({ opened: failed(), closed: failed(), close: failed }));
  const opening = net.open(target);
  expect(await opening.opened).toEqual({ outcome: 'unclear' });
  opening.cancel();
});

test('asks for plain text that may become TLS, or for TLS from the first byte', async () => {
  const asked: unknown[] = [];
  const net = netOf((address, options) => {
    asked.push([address, options]);
    return socket();
  });
  await net.open(target).opened;
  await net.open({ ...target, port: 465, tls: { host: target.name } }).opened;
  expect(asked).toEqual([
    [
      { hostname: 'mail.example.com', port: 587 },
      { secureTransport: 'starttls', allowHalfOpen: false },
    ],
    [
      { hostname: 'mail.example.com', port: 465 },
      { secureTransport: 'on', allowHalfOpen: false },
    ],
  ]);
});

// The platform would verify the name connected to, and we would report it as verified for the other one.
test('TLS for another name than the one connected to is not tried', async () => {
  const net = netOf(() => socket());
  expect(await net.open({ ...target, tls: { host: 'other.example.com' } }).opened).toEqual({ outcome: 'unclear' });
});

test('reads and writes that hang end when the stream is closed, and nobody waits for the close', async () => {
  const hanging = socket({ writable: new WritableStream({ write: () => never }) });
  const opened = await netOf(() => hanging).open(target).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  const read = opened.stream.read();
  const write = opened.stream.write(Uint8Array.from([65]));
  opened.stream.close();
  expect([await read, await write]).toEqual([null, false]);
});

test('a handshake that hangs ends as not trusted when the stream is closed', async () => {
  const hanging = socket({ startTls: () => socket({ opened: never }) });
  const opened = await netOf(() => hanging, true).open(target).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  const facts = opened.stream.startTls({ host: target.name });
  opened.stream.close();
  expect((await facts).trusted).toBe(false);
});

test('STARTTLS is not even tried where its certificate cannot be relied on', async () => {
  let tried = false;
  const spied = socket({
    startTls() {
      tried = true;
      return socket();
    },
  });
  const opened = await netOf(() => spied).open(target).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  expect(await opened.stream.startTls({ host: target.name })).toEqual({ trusted: false, reasons: ['unclear'] });
  expect(tried).toBe(false);
});
