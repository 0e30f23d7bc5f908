// What is counted for whom: from names and addresses to the windows of a store. Only hashes leave here.
import { isLiteral } from '../../src/smtp/stages/dns.ts';
import type { Window } from '../counts/counts.ts';
import { accountOf } from './account.ts';
import type { Allowances } from './allowances.ts';
import { networkOf, type Client } from './client.ts';
import { keyedHash } from './keyed-hash.ts';
import { siteOf } from './mail-system.ts';

const minute = 60;
const hour = 3_600;
const day = 86_400;

/**
 * How many accounts of one name a server of no fact file may have, by their domains. A server that does not read the domain would otherwise take
 * one name with a thousand of them; and "info" of several customers of one server are several people.
 */
const namesakes = 3;

/** The windows of one account: those of today's key, and those that yesterday's key left behind. */
export interface AccountWindows {
  today: Window[];
  yesterday: Window[];
  /** Whether this client has tried this account in this hour. */
  pair: Window;
  /** Whether that account stands among the refused ones of this client: room for one. */
  guessed: Window;
  /** How many accounts this client has had refused in this hour, and its neighbourhood. */
  guesses: Window[];
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

  async function ofClient(client: Client, what: keyof typeof lengths): Promise<{ own: Window[]; around: Window[] }> {
    const [own, wide] = await Promise.all([hash(`client ${client.network}`), hash(`around ${client.wider}`)]);
    const windows = (key: string, share: number): Window[] =>
      lengths[what].map(([seconds, most]) => ({ key: `${what}:${String(seconds)}:${key}`, seconds, most: most * share }));
    // Counted in this order: what a client is refused for does not use up what its neighbours have.
    return { own: windows(own, 1), around: windows(wide, times(client)) };
  }

  async function ofPractice(client: Client): Promise<Window[]> {
    return [{ key: `practice:${await hash(`client ${client.network}`)}`, seconds: minute, most: allowed['practice-a-minute'] }];
  }

  /** An address is one account wherever it is tried: a shared server has a name for each of its customers. A bare name is one of its host. */
  function accountsOf(host: string, username: string): { account: string; there: string | undefined } {
    const { name, domain } = accountOf(username);
    const house = systemOf(host) ?? siteOf(host);
    const home = domain === undefined ? house : siteOf(domain) === siteOf(host) ? house : (systemOf(domain) ?? domain);
    return { account: `${home}\n${name}`, there: home === house || systemOf(host) !== undefined ? undefined : `${house}\n${name}` };
  }

  async function ofAccount(client: Client, username: string, host: string, now: number): Promise<AccountWindows> {
    const { account, there } = accountsOf(host, username);
    const [today, yesterday, network, wider] = await Promise.all([
      ofDay(now),
      ofDay(now - day * 1_000),
      hash(`client ${client.network}`),
      hash(`around ${client.wider}`),
    ]);
    const windows = async (ofThatDay: typeof today): Promise<Window[]> => {
      const [own, elsewhere] = await Promise.all([ofThatDay(account), there === undefined ? undefined : ofThatDay(there)]);
      return [
        { key: `refused:900:${own}`, seconds: 900, most: allowed['refused-in-15-minutes'] },
        { key: `refused:86400:${own}`, seconds: day, most: allowed['refused-a-day'] },
        ...(elsewhere === undefined
          ? []
          : [{ key: `refused:86400:${elsewhere}`, seconds: day, most: namesakes * allowed['refused-a-day'] }]),
      ];
    };
    const pair = `${network}:${await today(account)}`;
    return {
      today: await windows(today),
      yesterday: await windows(yesterday),
      pair: { key: `tried:${pair}`, seconds: hour },
      guessed: { key: `guesses:${pair}`, seconds: hour, most: 1 },
      guesses: [
        { key: `guesses:${network}`, seconds: hour, most: allowed['refused-accounts-an-hour'] },
        { key: `guesses:${wider}`, seconds: hour, most: times(client) * allowed['refused-accounts-an-hour'] },
      ],
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
