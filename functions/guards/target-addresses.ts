import type { Net } from '../../src/smtp/net.ts';
import { perFamily } from '../../src/smtp/stages/dns.ts';

/** Milliseconds for the look-up ahead; the run waits for the same one with its own clock. */
const patienceMs = 5_000;

/** Stands for addresses that are not known yet. All of them are counted as one: a name server that waits for the run hides no mail server. */
const unknown = 'unknown';

/**
 * The addresses that a run over this very Net will go to, for Target.addresses: the guarded Net looks a name up once, so this is the run's own
 * look-up, begun earlier. Empty where there are none, or not in time.
 */
export async function targetAddresses(net: Net, host: string): Promise<string[]> {
  const clock = net.after(patienceMs);
  const late = clock.done.then(() => [unknown]);
  const found = (['A', 'AAAA'] as const).map(async (type) => {
    const answer = await Promise.race([net.resolve(host, type), late]);
    if (Array.isArray(answer)) return answer;
    return answer.outcome === 'ok' ? answer.records.slice(0, perFamily) : [];
  });
  try {
    return (await Promise.all(found)).flat();
  } finally {
    clock.cancel();
  }
}
