// A name that leads elsewhere the second time: nobody asks a second time, and what is handed on is judged again.
import { describe, expect, test } from 'vitest';
import { parseAllowTargets } from '../../functions/guards/allow-list.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { scriptedNet, tlsFacts, type World } from '../../functions/nets/scripted.ts';
import { run } from '../../src/diagnosis/run.ts';
import type { Net } from '../../src/smtp/net.ts';
import { knowledge } from '../diagnosis/known.ts';
import { host, look, request, server, usual } from '../smtp/parts.ts';

const outside = '203.0.114.7';
const inside = '10.0.0.7';

/** Every answer after the first one leads inside. */
function rebinding(world: World): { net: Net; asked: string[]; opened: string[] } {
  const scripted = scriptedNet(world);
  const asked: string[] = [];
  const opened: string[] = [];
  const net: Net = {
    ...scripted,
    resolve: (name, type) => {
      const isAgain = asked.includes(`${name} ${type}`);
      asked.push(`${name} ${type}`);
      return isAgain && type === 'A' ? Promise.resolve({ outcome: 'ok', records: [inside] }) : scripted.resolve(name, type);
    },
    open: (target) => (opened.push(target.address ?? target.name), scripted.open(target)),
  };
  return { net, asked, opened };
}

const refused = server({ tls: tlsFacts({ trusted: false, reasons: ['version'] }), answersStarttls: usual.answersStarttls });
const everywhere = (listener: typeof refused): World => ({
  names: { [host]: { A: [outside], AAAA: [] } },
  servers: Object.fromEntries(
    [outside, inside].flatMap((address) => [465, 587, 2525].map((port) => [`${address}:${String(port)}`, listener] as const)),
  ),
});

test.each([
  ['a look with the other ports', look(), server(), 'after-tls-failure'],
  ['a look with every hello', look(), server(), 'always'],
  ['a check whose handshake fails', request(), refused, 'after-tls-failure'],
  ['a check at a closed port', request({ port: 2526 }), server(), 'after-tls-failure'],
] as const)('%s looks the host up once, and goes to no other address', async (_, wish, listener, peek) => {
  const { net, asked, opened } = rebinding(everywhere(listener));
  const netFor = (port: number): Net => publicOnly(net, [], port);
  for await (const event of run({ request: wish, net: netFor(wish.port), knowledge, id: 'x', peek, elsewhere: { netFor } })) void event;
  expect(asked.filter((one) => one.startsWith(`${host} `)).sort()).toEqual([`${host} A`, `${host} AAAA`]);
  expect([...new Set(opened)]).toEqual([outside]);
});

describe('an address that another guard let pass', () => {
  const allow = parseAllowTargets(`${host}:587, 10.1.0.0/16:465`);
  const guard = (port: number): Net => publicOnly(scriptedNet({}), allow, port);
  const adopt = (port: number, ...addresses: string[]): readonly string[] => guard(port).adopt?.(host, addresses) ?? addresses;

  test('is let pass for a port only where the list opens that port', () => {
    expect(adopt(587, inside)).toEqual([inside]);
    expect(adopt(465, inside)).toEqual([]);
    expect(adopt(465, '10.1.2.3')).toEqual(['10.1.2.3']);
    expect(adopt(2525, '10.1.2.3')).toEqual([]);
  });

  test('takes all others with it where one may not be reached', () => {
    expect(adopt(465, outside, inside)).toEqual([]);
    expect(guard(465).adopt?.('other.example', [outside, '127.0.0.1'])).toEqual([]);
  });

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    '0x7f.1',
    '017700000001',
    '2130706433',
    '127.1',
    '',
    'localhost',
    '100.100.100.200',
  ])('%j is for nobody, whatever name is opened', async (address) => {
    const net = guard(587);
    expect(net.adopt?.(host, [address])).toEqual([]);
    expect(await net.open({ name: host, address, port: 587 }).opened).toEqual({ outcome: 'unreachable' });
  });

  test('opens nothing at another port than its own, nor under another name', async () => {
    const net = guard(587);
    expect(net.adopt?.(host, [inside])).toEqual([inside]);
    expect(await net.open({ name: host, address: inside, port: 465 }).opened).toEqual({ outcome: 'unreachable' });
    expect(await net.open({ name: 'other.example', address: inside, port: 587 }).opened).toEqual({ outcome: 'unreachable' });
    expect(await net.open({ name: host, port: 587 }).opened).toEqual({ outcome: 'unreachable' });
  });
});

test('what an inside domain publishes is not told to the outside, and an office that opens its inside is told', async () => {
  const world: World = {
    names: { 'corp.internal': { MX: ['mail.corp.internal'], TXT: ['v=spf1 -all'] }, '_dmarc.corp.internal': { TXT: ['v=DMARC1; p=none'] } },
  };
  const asked = async (allow: string): Promise<string[]> => {
    const net = publicOnly(scriptedNet(world), parseAllowTargets(allow), 587);
    const names = [
      ['corp.internal', 'MX'],
      ['corp.internal', 'TXT'],
      ['_dmarc.corp.internal', 'TXT'],
    ] as const;
    return Promise.all(names.map(async ([name, type]) => (await net.resolve(name, type)).outcome));
  };
  expect(await asked('')).toEqual(['none', 'none', 'none']);
  expect(await asked('10.0.0.0/8:587')).toEqual(['ok', 'ok', 'ok']);
});
