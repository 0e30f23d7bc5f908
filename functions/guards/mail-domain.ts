import { readAddrSpec } from '../../src/smtp/address.ts';

/** Names that no resolver of the internet knows (RFC 6761 §6): nobody is asked for them. */
const reserved = /(^|\.)(test|example|invalid|localhost)$/;

/** The domain of a mail address, in A-labels: who takes its mail is worth a look-up. Undefined where there is none to ask for. */
export function mailDomain(address: string | undefined): string | undefined {
  const domain = address === undefined ? undefined : readAddrSpec(address)?.domain;
  return domain === undefined || reserved.test(domain) ? undefined : domain;
}
