import { works, type Behaviour } from '../../practice/behaviours.ts';
import { startSession } from '../../practice/session.ts';
import { scriptedNet, tlsFacts, type Script } from '../../functions/nets/scripted.ts';
import type { Certificate, TlsFacts } from '../../src/smtp/net.ts';
import { describeNet } from './conformance.ts';
import { fakeNames } from './fake-dns.ts';
import type { Spot, Spots, StoryCertificate } from './stories.ts';

const name = 'mail.practice.test';
const certificate: Certificate = {
  subject: `CN=${name}`,
  names: [name],
  issuer: 'CN=Practice CA',
  validFrom: '2026-11-01T00:00:00.000Z',
  validTo: '2027-02-01T00:00:00.000Z',
  fingerprint: '0'.repeat(64),
};
const facts = (kind: StoryCertificate): TlsFacts =>
  tlsFacts({ chain: [certificate], ...(kind !== 'good' && { trusted: false, reasons: [kind] }) });

/** The practice session on a scripted connection. */
function mailServer(kind: StoryCertificate, behaviour: Partial<Behaviour> = {}, implicit = false): Script {
  return async (peer, target) => {
    if (implicit && (await peer.startTls(facts(kind))) === null) return;
    const session = startSession({ host: target.name, behaviour: { ...works, ...behaviour }, secure: implicit, seen: () => undefined });
    peer.write(session.greet().send);
    for (let bytes = await peer.read(); bytes !== null; bytes = await peer.read()) {
      const { send, next } = session.receive(bytes);
      peer.write(send);
      if (next === 'end') return;
      if (next === 'start-tls') {
        if ((await peer.startTls(facts(kind))) === null) return;
        session.secured();
      }
    }
  };
}

const kinds: StoryCertificate[] = ['good', 'expired', 'self-signed', 'other-name'];
const at = (port: number): Spot => ({ name, address: '192.0.2.1', port });
const each = (first: number) => Object.fromEntries(kinds.map((kind, index) => [kind, at(first + index)])) as Record<StoryCertificate, Spot>;
const spots: Spots = { starttls: each(587), implicit: each(465), silent: at(1), injecting: at(2), closed: at(3) };
const injected = { starttls: { offered: true, reply: ['220 Go ahead'], injected: '250-INJECTED\r\n250 AUTH PLAIN\r\n' } };

describeNet('scriptedNet', () => {
  const net = scriptedNet({
    names: {
      [fakeNames.known]: { A: ['192.0.2.7'] },
      [fakeNames.mail]: { MX: ['first.example.com', 'second.example.com'], TXT: ['v=spf1 include:a.example ~all', 'another one'] },
      [fakeNames.broken]: { A: 'failed' },
    },
    servers: {
      ...Object.fromEntries(kinds.map((kind, index) => [`${name}:${String(587 + index)}`, mailServer(kind)])),
      ...Object.fromEntries(kinds.map((kind, index) => [`${name}:${String(465 + index)}`, mailServer(kind, {}, true)])),
      [`${name}:1`]: async (peer) => peer.left,
      [`${name}:2`]: mailServer('good', injected),
    },
  });
  return Promise.resolve({ place: { net, spots, names: fakeNames }, close: () => Promise.resolve() });
});
