// What the practice domain publishes about who may send in its name. Data, and how it is looked up.
import type { Resolved } from '../src/smtp/net.ts';

/** TXT records by name (RFC 7208 §3, RFC 9989 §4.1). Every other name under practice.test has none. */
const records: Readonly<Record<string, readonly string[]>> = {
  'practice.test': ['v=spf1 include:spf.practice.test -all'],
  'spf.practice.test': ['v=spf1 ip4:127.0.0.1 -all'],
  '_dmarc.practice.test': ['v=DMARC1; p=none'],
};

/** The domain of the practice accounts, and every name under it. */
export const isOfPractice = (name: string): boolean => /(^|\.)practice\.test$/.test(name);

export const textOf = (name: string): Resolved =>
  Object.hasOwn(records, name) ? { outcome: 'ok', records: [...(records[name] ?? [])] } : { outcome: 'none' };
