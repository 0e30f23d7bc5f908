import type { Net } from '../../src/smtp/net.ts';
import { perFamily } from '../../src/smtp/stages/dns.ts';

/** Milliseconds for the look-up ahead; the run waits for the same one with its own clock. */
const patienceMs = 5_000;

/**
 * The addresses that a run over this very Net will go to, for Target.addresses: the guarded Net looks a name up once, so this is the run's own
 * look-up, begun earlier. Empty where there are none, or not in time.
 */
export async function targetAddresses(net: Net, host: string): Promise<string[]> {
  const clock = net.after(patienceMs);
  const late = clock.done.then(() => []);
  const found = (['A', 'AAAA'] as const).map(async (type) => {
    const answer = await net.resolve(host, type);
    return answer.outcome === 'ok' ? answer.records.slice(0, perFamily) : [];
  });
  try {
    return await Promise.race([Promise.all(found).then((lists) => lists.flat()), late]);
  } finally {
    clock.cancel();
  }
}
