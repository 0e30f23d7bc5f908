// What each setting is for, for people: the page "Run it yourself" and `npm run deploy` are made from this. Not part of the Worker.
import type { SettingName } from './settings.ts';

export interface SettingText {
  /** What to write, with its unit. */
  value: string;
  /** What holds where it is left out; `{default}` stands for the value in settings.ts. */
  otherwise: string;
  /** Why it is there, and why that is the default. */
  why: string;
  /** Where it does something. */
  on: 'Node' | 'Workers' | 'both';
}

export const settingsTable: Record<SettingName, SettingText> = {
  HOST: {
    value: 'an address of this machine to listen on',
    otherwise: '`{default}`',
    why: 'A check that opens connections is not offered to a network by accident. In a container: `0.0.0.0`.',
    on: 'Node',
  },
  PORT: {
    value: 'a TCP port, 0 to 65535; 0 takes a free one',
    otherwise: '`{default}`',
    why: 'Above 1023, so that it needs no root.',
    on: 'Node',
  },
  SITE_URL: {
    value: 'the address by which people reach the site, such as `https://check.example.com`',
    otherwise: '`http://localhost:<PORT>`',
    why: 'It stands in links, in the greeting to mail servers and in the test message; with `https:` browsers are told never to come without it. Set it for the build and for the start.',
    on: 'both',
  },
  SECRET: {
    value: 'at least 32 characters that nobody can guess, such as what `openssl rand -base64 32` prints',
    otherwise: 'random at each start',
    why: 'The key of the tickets, and of the hashes under which accounts are counted. All processes of one site need the same one, and so does every start: with another one tickets end and counts begin anew. On Workers a secret, not a variable.',
    on: 'both',
  },
  TRUST_PROXY: {
    value: 'addresses and CIDRs of the proxies in front, with commas',
    otherwise: 'none',
    why: 'Only what these wrote into `X-Forwarded-For` is believed. Without it everybody who comes through a proxy has together what one visitor has; with too much in it a visitor can pretend to be another.',
    on: 'Node',
  },
  LIMITS: {
    value: '`off`, or `name=number` with commas, such as `looks-a-minute=20`',
    otherwise: 'the numbers below',
    why: 'How often one visitor, account and mail server may be asked for. `off` is for tests, and for where only your own office gets in.',
    on: 'both',
  },
  MAX_CHECKS: {
    value: 'looks and checks at once, all visitors together, 1 to 100000',
    otherwise: '`{default}`',
    why: 'Each may hold up to three sockets, for up to a minute.',
    on: 'both',
  },
  REDIS_URL: {
    value: '`redis://` or `rediss://` address of a Redis server; needs SECRET',
    otherwise: 'counts live in the memory of the one process',
    why: 'Several processes count together. While it cannot be reached, looks and checks are refused, and pages go on.',
    on: 'Node',
  },
  DNS_SERVER: {
    value: 'on Node an address, with port where it is not 53; on Workers the `https:` address of a DNS-over-HTTPS resolver',
    otherwise: 'the resolvers of the system; on Workers `https://cloudflare-dns.com/dns-query`',
    why: 'Whoever runs it learns the host names and domains that are looked up. A resolver of your own learns it alone.',
    on: 'both',
  },
  ALLOW_TARGETS: {
    value: '`host:port` or `CIDR:port`, with commas',
    otherwise: 'none: only public addresses and submission ports',
    why: 'For mail servers inside your own network. Printed at the start. Link-local and metadata addresses stay closed whatever stands here.',
    on: 'both',
  },
  EXTRA_CA: {
    value: 'path of a PEM file with certificates to trust beside the public ones',
    otherwise: 'none',
    why: 'For mail servers inside an office with a certificate of its own.',
    on: 'Node',
  },
  PRACTICE: {
    value: '`on` or `off`',
    otherwise: '`on` where SITE_URL is this machine, else `off`',
    why: 'A mail server to try the check with. Never for the public: `on` with another SITE_URL ends the start.',
    on: 'Node',
  },
  SELF_TEST: {
    value:
      '`host:port` three times, with commas: mail servers of your own with STARTTLS and TLS 1.2 whose certificates are good, good but for another name, and for its name but expired; each shows it whatever name is asked for',
    otherwise: 'none: nobody can sign in over STARTTLS there; TLS from the start works',
    why: 'Workers verify such a certificate unseen, and are reported to ignore the name. With it, only while the platform refuses the two bad ones; asked at the start and daily.',
    on: 'Workers',
  },
};
