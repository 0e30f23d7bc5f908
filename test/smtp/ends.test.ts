// How each stage can end, told apart by outcome and code.
import { describe, expect, test } from 'vitest';
import { tlsFacts, type World } from '../../functions/nets/scripted.ts';
import { address, host, look, request, say, see, server, usual, worldOf, type Parts } from './parts.ts';

const silent = async (peer: { left: Promise<void> }) => peer.left;
const hangsUp = async (peer: { close(): void }) => {
  peer.close();
};
const names = (records: NonNullable<World['names']>[string]): World => ({ names: { [host]: records } });

const endOf = async (world: World, wish = request()) => (await see(wish, world)).stages.find((stage) => !stage.endsWith(' ok'));
const endOfParts = (parts: Partial<Parts>, wish = request()) => endOf(worldOf(server(parts), wish.port), wish);

describe('dns', () => {
  test('a name with neither A nor AAAA does not exist', async () => {
    expect(await endOf({})).toBe('dns refused no-such-host');
  });

  test('a look-up that fails is never sold as a name that does not exist', async () => {
    expect(await endOf(names({ A: 'failed' }))).toBe('dns unclear lookup-failed');
    expect(await endOf(names({ A: 'failed', AAAA: 'failed' }))).toBe('dns unclear lookup-failed');
    expect(await endOf(names({ A: 'silent' }))).toBe('dns timed-out no-answer');
  });

  test('one kind of address is enough, whatever became of the other', async () => {
    for (const AAAA of ['failed', 'silent'] as const) {
      const world = { ...worldOf(server()), ...names({ A: [address], AAAA }) };
      expect((await see(request(), world)).stages.at(-2)).toBe('auth ok');
    }
  });

  test('both kinds are asked for at once, and a literal address not at all', async () => {
    expect((await see(request(), worldOf(server()))).net.lookups).toEqual([`${host} A`, `${host} AAAA`]);
    const literal = await see(request({ host: address }), worldOf(server()));
    expect(literal.net.lookups).toEqual([]);
    expect(literal.stages.at(-2)).toBe('auth ok');
  });
});

describe('connect', () => {
  test('a reset, an unreachable network, silence and the unknown are four ends', async () => {
    expect(await endOf(worldOf('closed'))).toBe('connect refused port-closed');
    expect(await endOf(worldOf('unreachable'))).toBe('connect refused unreachable');
    expect(await endOf(worldOf('silent'))).toBe('connect timed-out no-answer');
    expect(await endOf(worldOf('unclear'))).toBe('connect unclear unclear');
  });

  test('a closed and a silent address do not keep the next one from being reached', async () => {
    const world: World = {
      ...names({ A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] }),
      servers: { '192.0.2.1:587': 'closed', '192.0.2.2:587': 'silent', '2001:db8::1:587': server() },
    };
    const { stage, stages } = await see(request(), world);
    expect(stages.at(-2)).toBe('auth ok');
    expect(stage('connect').facts.address).toBe('2001:db8::1');
  });

  test('a network without IPv6 does not hide that the port is closed', async () => {
    const world: World = { ...names({ A: [address], AAAA: ['2001:db8::1'] }), servers: { '2001:db8::1:587': 'unreachable' } };
    expect(await endOf(world)).toBe('connect refused port-closed');
  });

  test('a runtime that connects by name is given no address', async () => {
    const world = { ...worldOf(server()), servers: { [`${host}:587`]: server() }, can: { byAddress: false } };
    const { net, stages } = await see(request(), world);
    expect(net.connections[0]?.target).toEqual({ name: host, port: 587 });
    expect(stages.at(-2)).toBe('auth ok');
  });
});

describe('banner', () => {
  test('silence, an end, a no, a not-now and another protocol are five ends', async () => {
    expect(await endOfParts({ greets: silent })).toBe('banner timed-out no-answer');
    expect(await endOfParts({ greets: hangsUp })).toBe('banner refused closed');
    expect(await endOfParts({ greets: say('554 5.7.1 No service for you') })).toBe('banner refused rejected');
    expect(await endOfParts({ greets: say('421 4.3.2 Too many connections') })).toBe('banner refused busy');
    expect(await endOfParts({ greets: say('* OK IMAP4rev1') })).toBe('banner refused malformed');
    expect(await endOfParts({ greets: say('250 hello') })).toBe('banner refused malformed');
    expect(await endOfParts({ greets: say(`220 ${'x'.repeat(5000)}`) })).toBe('banner refused too-long');
  });

  test('a server that turns us away is parted from politely', async () => {
    expect((await see(request(), worldOf(server({ greets: say('554 no') })))).stages.at(-1)).toBe('quit ok');
  });
});

describe('ehlo', () => {
  test('a no to EHLO and HELO, a not-now, an end and silence are told apart', async () => {
    expect(await endOfParts({ answersEhlo: say('501 5.5.4 Bad name') })).toBe('ehlo refused rejected');
    expect(await endOfParts({ answersEhlo: say('421 4.7.0 busy') })).toBe('ehlo refused busy');
    expect(await endOfParts({ answersEhlo: hangsUp })).toBe('ehlo refused closed');
    expect(await endOfParts({ answersEhlo: silent })).toBe('ehlo timed-out no-answer');
  });
});

describe('starttls', () => {
  test('not offered, refused, not now and an end are told apart', async () => {
    expect(await endOfParts({ offers: ['AUTH PLAIN'] })).toBe('starttls refused not-offered');
    expect(await endOfParts({ answersStarttls: async (peer) => say('502 5.5.1 no').call(null, peer) })).toBe('starttls refused rejected');
    expect(await endOfParts({ answersStarttls: say('454 4.7.0 TLS not available') })).toBe('starttls refused busy');
    expect(await endOfParts({ answersStarttls: hangsUp })).toBe('starttls refused closed');
  });
});

describe('tls', () => {
  test('the first reason is the code, and what cannot be told is unclear', async () => {
    for (const reason of ['expired', 'self-signed', 'other-name', 'untrusted-chain', 'version', 'cipher', 'not-yet-valid'] as const) {
      expect(await endOfParts({ tls: { trusted: false, reasons: [reason, 'unclear'] } })).toBe(`tls refused ${reason}`);
    }
    expect(await endOfParts({ tls: { trusted: false, reasons: ['unclear'] } })).toBe('tls unclear unclear');
    expect(await endOfParts({ tls: { trusted: false, reasons: [] } })).toBe('tls unclear unclear');
  });

  test('a server that speaks no TLS where TLS is due is known', async () => {
    expect(await endOf(worldOf(server()), request({ security: 'implicit-tls' }))).toBe('tls refused not-tls');
  });

  test('a handshake that ends or never comes is told apart', async () => {
    expect(await endOf(worldOf(hangsUp), request({ security: 'implicit-tls' }))).toBe('tls refused closed');
    expect(await endOf(worldOf(silent), request({ security: 'implicit-tls' }))).toBe('tls timed-out no-answer');
  });

  test('where STARTTLS cannot be verified nothing is signed in to', async () => {
    const world = worldOf(server(), 587, { can: { startTlsVerified: false } });
    const { stages, net } = await see(request(), world);
    expect(stages.slice(-3)).toEqual(['tls unclear not-verifiable', 'auth not-tried not-verifiable', 'quit not-tried ended-before']);
    expect(net.connections[0]?.received).not.toContain('AUTH');
    const implicit = worldOf(server({}, { implicit: true }), 465, { can: { startTlsVerified: false } });
    expect((await see(request({ port: 465, security: 'implicit-tls' }), implicit)).stages.at(-2)).toBe('auth ok');
  });
});

describe('auth', () => {
  test('sign-in not offered is no success, and a look sees it too', async () => {
    expect(await endOfParts({ offersAfterTls: [] })).toBe('auth refused not-offered');
    expect(await endOfParts({ offersAfterTls: [] }, look())).toBe('auth refused not-offered');
  });

  test('only foreign methods, or none at all, leave nothing in common', async () => {
    expect(await endOfParts({ offersAfterTls: ['AUTH XOAUTH2 NTLM'] })).toBe('auth refused no-common-mechanism');
    expect(await endOfParts({ offersAfterTls: ['AUTH'] })).toBe('auth refused no-common-mechanism');
    expect(await endOfParts({ offersAfterTls: ['AUTH PLAIN'] }, request({ mechanism: 'LOGIN' }))).toBe(
      'auth refused mechanism-not-offered',
    );
  });

  test('without TLS a server that offers STARTTLS and no sign-in wants encryption first', async () => {
    const wish = request({ security: 'none', allowPlaintext: true });
    expect(await endOfParts({}, wish)).toBe('auth refused not-offered-before-tls');
    expect(await endOfParts({ offers: [] }, wish)).toBe('auth refused not-offered');
  });

  test('a sign-in that is there before TLS and gone after it is an end of its own', async () => {
    const parts = { offers: ['STARTTLS', 'AUTH PLAIN'], offersAfterTls: [] };
    expect(await endOfParts(parts)).toBe('auth refused offered-only-before-tls');
    expect(await endOfParts(parts, look())).toBe('auth refused offered-only-before-tls');
  });

  test('a no and a not-now are refusals with their reply', async () => {
    expect(await endOfParts({ answersAuth: say('535 5.7.8 no') })).toBe('auth refused rejected');
    expect(await endOfParts({ answersAuth: say('454 4.7.0 Temporary authentication failure') })).toBe('auth refused busy');
    expect(await endOfParts({ answersAuth: say('421 4.7.0 Try again later') })).toBe('auth refused busy');
  });

  test('an end, silence and nonsense after AUTH tell nothing of the password', async () => {
    expect(await endOfParts({ answersAuth: hangsUp })).toBe('auth unclear closed');
    expect(await endOfParts({ answersAuth: silent })).toBe('auth timed-out no-answer');
    expect(await endOfParts({ answersAuth: say('welcome') })).toBe('auth unclear malformed');
    expect(await endOfParts({ answersAuth: say('250 fine') })).toBe('auth unclear malformed');
  });

  test('a yes before the password was sent is no answer to it', async () => {
    expect(await endOfParts({ answersAuth: say('235 welcome, whoever you are') }, request({ mechanism: 'LOGIN' }))).toBe(
      'auth unclear malformed',
    );
  });
});

test('a report always has every stage, whatever ended the check', async () => {
  const expected = ['dns', 'connect', 'banner', 'ehlo', 'starttls', 'tls', 'auth', 'quit'];
  const worlds: World[] = [
    {},
    worldOf('closed'),
    ...[{ greets: hangsUp }, { offers: [] }, { tls: tlsFacts({ trusted: false, reasons: ['expired'] }) }, { answersAuth: hangsUp }, {}].map(
      (parts) => worldOf(server({ ...usual, ...parts })),
    ),
  ];
  for (const world of worlds) {
    const { findings, net } = await see(request(), world);
    expect(findings.stages.map(({ stage }) => stage)).toEqual(expected);
    for (const { outcome, facts } of findings.stages) if (outcome !== 'ok') expect(facts.why).toBeDefined();
    expect(net.pendingTimers).toBe(0);
    expect(net.connections.every(({ open }) => !open)).toBe(true);
  }
});

test('after a failed switch to encryption the sign-in says that the connection is not safe', async () => {
  const { stages } = await see(request(), worldOf(server({ offers: ['AUTH PLAIN'] })));
  expect(stages.slice(-4)).toEqual(['starttls refused not-offered', 'tls not-tried ended-before', 'auth not-tried not-secured', 'quit ok']);
});
