// What is counted for whom: from names and addresses to the windows of a store. Only hashes leave here.
import { isLiteral } from '../../src/smtp/stages/dns.ts';
import type { Window } from '../counts/counts.ts';
import type { Allowances } from './allowances.ts';
import { networkOf, type Client } from './client.ts';
import { keyedHash } from './keyed-hash.ts';
import { siteOf } from './mail-system.ts';

const minute = 60;
const hour = 3_600;
const day = 86_400;

/** The windows of one account: those of today's key, and those that yesterday's key left behind. */
export interface AccountWindows {
  today: Window[];
  yesterday: Window[];
  /** Whether this client has tried this account in this hour. */
  pair: Window;
  /** How many accounts this client has had refused in this hour. */
  guesses: Window;
}

/**
 * Makes the windows. Keys are hashes under SECRET, so that several processes agree and a store that is read by a stranger tells no address, host or
 * user name. Those of accounts are under a key that is made from SECRET and the day (UTC), so that nobody without SECRET can tell which counts of
 * two days are of one account.
 */
export function makeWindows(secret: string, allowed: Allowances, systemOf: (host: string) => string | undefined) {
  const hash = keyedHash(secret);

  /** The hash of the day, and of the one before; older ones are forgotten. */
  const days = new Map<string, Promise<ReturnType<typeof keyedHash>>>();
  function ofDay(at: number): Promise<ReturnType<typeof keyedHash>> {
    const date = new Date(at).toISOString().slice(0, 10);
    const made = days.get(date) ?? hash(`day ${date}`).then(keyedHash);
    if (days.size > 2) days.clear();
    days.set(date, made);
    return made;
  }

  const times = ({ wider }: Client): number =>
    wider.endsWith('/24') ? allowed['times-for-24'] : wider.endsWith('/48') ? allowed['times-for-48'] : 1;

  const lengths = {
    question: [[minute, allowed['questions-a-minute']]],
    look: [
      [minute, allowed['looks-a-minute']],
      [hour, allowed['looks-an-hour']],
    ],
    'sign-in': [
      [minute, allowed['sign-ins-a-minute']],
      [hour, allowed['sign-ins-an-hour']],
      [day, allowed['sign-ins-a-day']],
    ],
  } satisfies Record<string, [number, number][]>;

  async function ofClient(client: Client, what: keyof typeof lengths): Promise<Window[]> {
    const [own, wide] = await Promise.all([hash(`client ${client.network}`), hash(`around ${client.wider}`)]);
    // Its own first: what it is refused for does not use up what its neighbours have.
    return [
      ...lengths[what].map(([seconds, most]) => ({ key: `${what}:${String(seconds)}:${own}`, seconds, most })),
      ...lengths[what].map(([seconds, most]) => ({ key: `${what}:${String(seconds)}:${wide}`, seconds, most: most * times(client) })),
    ];
  }

  async function ofPractice(client: Client): Promise<Window[]> {
    return [{ key: `practice:${await hash(`client ${client.network}`)}`, seconds: minute, most: allowed['practice-a-minute'] }];
  }

  async function ofAccount(client: Client, username: string, host: string, now: number): Promise<AccountWindows> {
    const name = nameAt(host, username);
    const account = async (at: number): Promise<string> => (await ofDay(at))(`${systemOf(host) ?? siteOf(host)}\n${name}`);
    const [today, yesterday, network] = await Promise.all([account(now), account(now - day * 1_000), hash(`client ${client.network}`)]);
    const windows = (key: string): Window[] => [
      { key: `refused:900:${key}`, seconds: 900, most: allowed['refused-in-15-minutes'] },
      { key: `refused:86400:${key}`, seconds: day, most: allowed['refused-a-day'] },
    ];
    return {
      today: windows(today),
      yesterday: windows(yesterday),
      pair: { key: `tried:${network}:${today}`, seconds: hour },
      guesses: { key: `guesses:${network}`, seconds: hour, most: allowed['refused-accounts-an-hour'] },
    };
  }

  /** Of a provider all its servers are one. Of a small host its name, and each address, IPv6 by its /64: one server has them all. */
  async function ofTarget(host: string, addresses: readonly string[]): Promise<Window[]> {
    const system = systemOf(host);
    const budget = system === undefined ? 'small-host' : 'provider';
    const reached = (isLiteral(host) ? [host] : addresses).map((address) => `address ${networkOf(address)}`);
    const names = system === undefined ? [`host ${host}`, ...new Set(reached)] : [`provider ${system}`];
    const hashes = await Promise.all(names.map(hash));
    return hashes.flatMap((key) => [
      { key: `target:60:${key}`, seconds: minute, most: allowed[`${budget}-a-minute`] },
      { key: `target:3600:${key}`, seconds: hour, most: allowed[`${budget}-an-hour`] },
    ]);
  }

  return { ofClient, ofPractice, ofAccount, ofTarget };
}

/** One account under one name, however it is written: capitals, a Windows domain in front, and the own domain behind make no other of it. */
function nameAt(host: string, username: string): string {
  const [, name = '', domain] = /^(?:[^\\]*\\)?(.*?)(?:@([^@]*))?$/s.exec(username.normalize('NFKC').toLowerCase()) ?? [];
  return domain === undefined || siteOf(domain) === siteOf(host) ? name : `${name}@${domain}`;
}
