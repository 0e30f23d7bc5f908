import type { SenderPolicy } from '../events.ts';
import type { Net } from '../net.ts';
import { readDmarc } from './dmarc.ts';
import { readSpf } from './spf.ts';
import { txtReader, type ReadTxt } from './txt.ts';

/** Look-ups beside a check. */
export interface PolicyWatch {
  /** What has come by now; what has not is `unclear`. */
  told: () => SenderPolicy;
  /** Resolves when everything has come, or the time is over. */
  readonly settled: Promise<void>;
  /** Nobody waits any more: frees the clock, and nothing more is asked for. */
  end: () => void;
}

/** One for the domain and ten behind it (SPF), eight for DMARC. */
const mostNames = 19;

/**
 * Reads what a domain publishes about its senders, beside everything else: nothing waits for it until somebody wants to.
 * Bounds: 19 TXT records in all. Clock: `ms` for all of them, from this call on.
 */
export function watchPolicy(net: Net, domain: string, ms: number): PolicyWatch {
  const policy: SenderPolicy = { domain, spf: { outcome: 'unclear' }, dmarc: { outcome: 'unclear' } };
  const timer = net.after(ms);
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let isOver = false;
  const end = (): void => {
    isOver = true;
    timer.cancel();
    settle();
  };
  void timer.done.then(end);
  const read = txtReader(net, mostNames);
  // A record leads to the next one: without this they would be followed for as long as each name server likes.
  const txt: ReadTxt = (name) => (isOver ? Promise.resolve('failed') : read(name));
  const all = Promise.all([
    readSpf(domain, txt).then((spf) => (policy.spf = spf)),
    readDmarc(domain, txt).then((dmarc) => (policy.dmarc = dmarc)),
  ]);
  void all.then(end, end);
  return { told: () => ({ ...policy }), settled, end };
}
