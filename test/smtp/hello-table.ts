// What hellos written by hand see of the practice servers: one table for every runtime.
import { check } from '../../src/smtp/check.ts';
import type { Findings } from '../../src/smtp/events.ts';
import type { Net } from '../../src/smtp/net.ts';
import { hellos, type HelloName } from '../../src/smtp/hello/hellos.ts';
import { peek, type PeekRequest } from '../../src/smtp/hello/peek.ts';
import type { StoryCertificate } from '../nets/stories.ts';

export interface PeekSpot {
  port: number;
  security: PeekRequest['security'];
  certificate: StoryCertificate;
}

/** By hello: how it goes, with the version and the alert. The practice servers have a curve's key and what OpenSSL takes today. */
const expected: Record<HelloName, string> = {
  'device-2009': 'refused version 70',
  'device-2014': 'ok TLSv1.2',
  today: 'ok TLSv1.3',
  'tls-1.0': 'refused version 70',
  'tls-1.1': 'refused version 70',
  'tls-1.2': 'ok TLSv1.2',
  'tls-1.3': 'ok TLSv1.3',
  'no-curves': 'refused cipher 40',
  'cbc-only': 'ok TLSv1.2',
  'no-sni': 'ok TLSv1.3',
};

/** The one fault that can be seen in a certificate that is only shown. A self-signed one is for the right name. */
const faults: Record<StoryCertificate, string> = { good: '', expired: 'expired', 'self-signed': 'self-signed', 'other-name': 'other-name' };

async function look(where: Pick<PeekSpot, 'port' | 'security'>, net: Net): Promise<Findings> {
  const running = check({ host: 'localhost', ehlo: 'check.example.test', ...where }, net, { peek: 'after-tls-failure' });
  for (;;) {
    const next = await running.next();
    if (next.done === true) return next.value;
  }
}

/** What differs from the table; empty where all is as it should be. Runs inside workerd too. */
export async function differences(net: Net, spots: PeekSpot[]): Promise<string[]> {
  const found: string[] = [];
  for (const { port, security, certificate } of spots) {
    for (const hello of Object.keys(hellos) as HelloName[]) {
      const { wouldGetIn, why, alert, tls } = await peek({ host: 'localhost', port, security, ehlo: 'check.example.test' }, net, hello);
      const seen = [wouldGetIn, why, alert, tls?.version].filter((part) => part !== undefined).join(' ');
      if (seen !== expected[hello]) found.push(`${hello} over ${security}: ${seen} instead of ${expected[hello]}`);
      if (tls?.version !== 'TLSv1.2') continue;
      const shown = [tls.trusted, tls.shownOnly, tls.reasons.join(), tls.chain?.[0]?.keyType].join(' ');
      const due = `false true ${faults[certificate]} ec`;
      if (shown !== due) found.push(`the ${certificate} certificate over ${security}: ${shown} instead of ${due}`);
    }
    // Nobody here trusts the practice CA, so every handshake fails; the certificate is told all the same, and called shown where it was only that.
    const { tls, peeks = [] } = await look({ port, security }, net);
    const told = [tls?.trusted, tls?.shownOnly === true, tls?.chain?.[0]?.keyType, peeks.length].join(' ');
    const due = `false ${String(!net.can.tlsFacts)} ec 3`;
    if (told !== due) found.push(`the ${certificate} certificate of a check over ${security}: ${told} instead of ${due}`);
  }
  return found;
}
