// The scripted net itself: what stories may rely on. That it behaves as every Net is shown by the conformance suite.
import { expect, test } from 'vitest';
import { scriptedNet, tlsFacts, type Script } from '../../functions/nets/scripted.ts';
import type { Stream } from '../../src/smtp/net.ts';

const text = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
const bytes = (line: string): Uint8Array => new TextEncoder().encode(line);

async function connected(script: Script) {
  const net = scriptedNet({ servers: { 'a.test:1': script } });
  const opened = await net.open({ name: 'a.test', port: 1 }).opened;
  if (opened.outcome !== 'ok') throw new Error(opened.outcome);
  return { net, stream: opened.stream };
}

test('bytes arrive as they were written, and null after the end', async () => {
  const { stream } = await connected(async (peer) => {
    peer.write('a');
    peer.write('b');
  });
  expect([text(await stream.read()), text(await stream.read()), await stream.read(), await stream.read()]).toEqual(['a', 'b', null, null]);
});

test('time stands still while anything happens and then jumps', async () => {
  const { net, stream } = await connected(async (peer) => {
    await peer.wait(60_000);
    peer.write('late');
    await peer.left;
  });
  const before = net.now();
  expect(text(await stream.read())).toBe('late');
  expect(net.now() - before).toBe(60_000);
});

test('of two timers the nearer one rings first, and a cancelled one never', async () => {
  const net = scriptedNet({});
  const rung: string[] = [];
  const late = net.after(20).done.then(() => rung.push('late'));
  net.after(5).cancel();
  void net.after(10).done.then(() => rung.push('soon'));
  await late;
  expect(rung).toEqual(['soon', 'late']);
  expect(net.pendingTimers).toBe(0);
});

const secures: Script = async (peer) => {
  await peer.line();
  const options = await peer.startTls(tlsFacts());
  peer.write(`for ${options?.host ?? 'nobody'}`);
  await peer.left;
};

test('a handshake stands when both ends have asked for it', async () => {
  const { stream } = await connected(secures);
  await stream.write(bytes('go\r\n'));
  expect(await stream.startTls({ host: 'a.test' })).toMatchObject({ trusted: true });
  expect(text(await stream.read())).toBe('for a.test');
});

test('an untrusted handshake closes the connection', async () => {
  const { stream } = await connected(async (peer) => void (await peer.startTls({ trusted: false, reasons: ['expired'] })));
  expect(await stream.startTls({ host: 'a.test' })).toEqual({ trusted: false, reasons: ['expired'] });
  expect([await stream.read(), await stream.write(bytes('x'))]).toEqual([null, false]);
});

test('a handshake with a server that speaks no TLS, leaves, or is left, ends', async () => {
  const outcome = async (script: Script, then: (stream: Stream) => void = () => undefined) => {
    const { stream } = await connected(script);
    const facts = stream.startTls({ host: 'a.test' });
    then(stream);
    return (await facts).reasons;
  };
  expect(await outcome(async (peer) => peer.write('220 hello\r\n'))).toEqual(['not-tls']);
  expect(await outcome(async (peer) => peer.close())).toEqual(['closed']);
  expect(
    await outcome(
      (peer) => peer.left,
      (stream) => stream.close(),
    ),
  ).toEqual(['closed']);
});

test('a listener that is silent never opens until the client gives up', async () => {
  const net = scriptedNet({ servers: { 'a.test:1': 'silent' } });
  const opening = net.open({ name: 'a.test', port: 1 });
  await net.after(1_000).done;
  opening.cancel();
  expect(await opening.opened).toEqual({ outcome: 'cancelled' });
});
