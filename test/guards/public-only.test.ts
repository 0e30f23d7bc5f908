// A public form that opens sockets to hosts of a stranger's choice: the way inside must be closed at the name, at the address and at the port.
import { describe, expect, test } from 'vitest';
import { parseAllowTargets } from '../../functions/guards/allow-list.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { scriptedNet, type Script, type World } from '../../functions/nets/scripted.ts';

const greets: Script = (peer) => {
  peer.write('220 mail.example.com ESMTP\r\n');
  return peer.left;
};
const world: World = {
  names: {
    'mail.example.com': { A: ['8.8.8.8'], AAAA: ['2a00:1450::1'] },
    'v4.example.com': { A: ['8.8.8.8'] },
    'inside.example.com': { A: ['10.0.0.5'] },
    'mixed.example.com': { A: ['8.8.8.8'], AAAA: ['fd00::5'] },
    'two.example.com': { A: ['8.8.8.8', '127.0.0.1'] },
    'metadata.example.com': { A: ['169.254.169.254'] },
    '127.0.0.1.nip.example': { A: ['127.0.0.1'] },
    'hidden.example.com': { AAAA: ['64:ff9b::7f00:1'] },
    'zone.example.com': { AAAA: ['fe80::1%eth0'] },
    'half.example.com': { A: ['10.0.0.5'], AAAA: 'failed' },
    'broken.example.com': { A: 'failed', AAAA: 'failed' },
    'mail.office.lan': { A: ['192.168.1.20'] },
  },
  servers: { '8.8.8.8:587': greets, '10.0.0.5:587': greets, '127.0.0.1:587': greets, '192.168.1.20:587': greets, '8.8.4.4:587': greets },
};
const guarded = (allow = '', port = 587) => {
  const net = scriptedNet(world);
  return { net, guard: publicOnly(net, parseAllowTargets(allow), port) };
};
const outcome = async (guard: ReturnType<typeof publicOnly>, name: string, address: string, port = 587) =>
  (await guard.open({ name, address, port }).opened).outcome;

describe('publicOnly', () => {
  test('resolves a public name and connects to the address that was judged', async () => {
    const { guard } = guarded();
    expect(await guard.resolve('mail.example.com', 'A')).toEqual({ outcome: 'ok', records: ['8.8.8.8'] });
    expect(await guard.resolve('mail.example.com', 'AAAA')).toEqual({ outcome: 'ok', records: ['2a00:1450::1'] });
    expect(await outcome(guard, 'mail.example.com', '8.8.8.8')).toBe('ok');
  });

  test('asks for each record once, however often it is asked', async () => {
    const { net, guard } = guarded();
    await Promise.all([guard.resolve('v4.example.com', 'A'), guard.resolve('v4.example.com', 'AAAA')]);
    await guard.resolve('v4.example.com', 'A');
    expect(net.lookups).toEqual(['v4.example.com A', 'v4.example.com AAAA']);
  });

  test.each([
    'inside.example.com',
    'mixed.example.com',
    'two.example.com',
    'metadata.example.com',
    '127.0.0.1.nip.example',
    'hidden.example.com',
    'zone.example.com',
    'half.example.com',
  ])('answers for %s exactly as for a name that does not exist, and no faster', async (name) => {
    const answers = [];
    for (const asked of [name, 'no-such-name.example.com']) {
      const { net, guard } = guarded();
      const before = net.now();
      const answer = [await guard.resolve(asked, 'A'), await guard.resolve(asked, 'AAAA')];
      answers.push({ answer, ms: net.now() - before });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual({ answer: [{ outcome: 'none' }, { outcome: 'none' }], ms: 400 });
  });

  test('tells a look-up that failed from a name that does not exist', async () => {
    expect(await guarded().guard.resolve('broken.example.com', 'A')).toEqual({ outcome: 'failed' });
  });

  test('hands the texts of a domain through, and opens nothing because of them', async () => {
    const guard = publicOnly(scriptedNet({ names: { 'example.com': { TXT: ['v=spf1 -all'] } } }), [], 587);
    expect(await guard.resolve('example.com', 'TXT')).toEqual({ outcome: 'ok', records: ['v=spf1 -all'] });
    expect(await outcome(guard, 'example.com', '8.8.8.8')).toBe('unreachable');
  });

  test('opens nothing that it did not resolve for that name itself', async () => {
    const { net, guard } = guarded();
    await guard.resolve('mail.example.com', 'A');
    expect(await outcome(guard, 'mail.example.com', '8.8.4.4')).toBe('unreachable');
    expect(await outcome(guard, 'mail.example.com', '127.0.0.1')).toBe('unreachable');
    expect(await outcome(guard, 'other.example.com', '8.8.8.8')).toBe('unreachable');
    expect(await outcome(guard, '127.0.0.1', '127.0.0.1')).toBe('unreachable');
    expect(await outcome(guard, 'mail.example.com', '8.8.8.8', 25)).toBe('unreachable');
    expect((await guard.open({ name: 'mail.example.com', port: 587 }).opened).outcome).toBe('unreachable');
    expect(net.connections).toHaveLength(0);
  });

  test('opens what ALLOW_TARGETS names, by name or by block, and nothing beside it', async () => {
    const byName = guarded('mail.office.lan:587').guard;
    expect(await byName.resolve('mail.office.lan', 'A')).toMatchObject({ outcome: 'ok' });
    expect(await outcome(byName, 'mail.office.lan', '192.168.1.20')).toBe('ok');
    expect(await byName.resolve('inside.example.com', 'A')).toEqual({ outcome: 'none' });

    const byBlock = guarded('192.168.1.0/24:587').guard;
    expect(await byBlock.resolve('mail.office.lan', 'A')).toMatchObject({ outcome: 'ok' });
    expect(await outcome(byBlock, '192.168.1.20', '192.168.1.20')).toBe('ok');
    expect(await guarded('192.168.1.0/24:465').guard.resolve('mail.office.lan', 'A')).toEqual({ outcome: 'none' });
  });

  test('opens a port of a block for what lies in the block, and not for the rest of the world', async () => {
    const list = '192.168.1.0/24:2600, 192.168.1.0/24:587, mail.example.com:2700';
    expect(await guarded(list, 2600).guard.resolve('mail.office.lan', 'A')).toMatchObject({ outcome: 'ok' });
    expect(await guarded(list, 2600).guard.resolve('mail.example.com', 'A')).toEqual({ outcome: 'none' });
    expect(guarded(list, 2600).guard.adopt?.('mail.example.com', ['8.8.8.8'])).toEqual([]);
    // A submission port stays one, and an exact name is opened wherever it leads.
    expect(await guarded(list, 587).guard.resolve('mail.example.com', 'A')).toMatchObject({ outcome: 'ok' });
    expect(await guarded(list, 2700).guard.resolve('mail.example.com', 'A')).toMatchObject({ outcome: 'ok' });
  });

  test('judges addresses that another port of the run looked up as it judges an answer of its own', async () => {
    const adopted = async (name: string, addresses: string[], allow = '') => {
      const { guard, net } = guarded(allow);
      const may = guard.adopt?.(name, addresses);
      return { may, opened: await outcome(guard, name, addresses[0] ?? ''), lookups: net.lookups };
    };
    const known = ['8.8.8.8', '2a00:1450::1'];
    expect(await adopted('mail.example.com', known)).toEqual({ may: known, opened: 'ok', lookups: [] });
    for (const list of [['10.0.0.5'], ['127.0.0.1', '8.8.8.8'], ['192.168.1.20'], ['169.254.169.254'], ['mail.example.com'], []])
      expect(await adopted('mail.example.com', list)).toEqual({ may: [], opened: 'unreachable', lookups: [] });
    expect(await adopted('mail.office.lan', ['192.168.1.20'], 'mail.office.lan:587')).toMatchObject({ opened: 'ok' });
    // What a setting opens on one port stays closed on the next.
    expect(await adopted('mail.office.lan', ['192.168.1.20'], 'mail.office.lan:465')).toMatchObject({ may: [], opened: 'unreachable' });
    expect(await adopted('metadata.example.com', ['169.254.169.254'], 'metadata.example.com:587')).toMatchObject({ may: [] });
  });

  test('goes for adopted addresses to exactly these, of that name, at its own port', async () => {
    const { guard } = guarded();
    guard.adopt?.('mail.example.com', ['8.8.8.8']);
    expect(await outcome(guard, 'mail.example.com', '8.8.4.4')).toBe('unreachable');
    expect(await outcome(guard, 'other.example.com', '8.8.8.8')).toBe('unreachable');
    expect(await outcome(guard, 'mail.example.com', '8.8.8.8', 465)).toBe('unreachable');
    expect(await outcome(guard, '127.0.0.1', '127.0.0.1')).toBe('unreachable');
    expect(await outcome(guard, 'mail.example.com', '8.8.8.8')).toBe('ok');
  });

  test('never opens a metadata address, even for a name that a setting opens', async () => {
    const { guard } = guarded('metadata.example.com:587');
    expect(await guard.resolve('metadata.example.com', 'A')).toEqual({ outcome: 'none' });
    expect(await outcome(guard, 'metadata.example.com', '169.254.169.254')).toBe('unreachable');
  });
});
