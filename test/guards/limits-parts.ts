// What the tests of the limits begin with.
import type { Counts } from '../../functions/counts/counts.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { allowances, parseLimits } from '../../functions/guards/allowances.ts';
import { clientOf } from '../../functions/guards/client.ts';
import { makeLimits, type Admission, type LimitsOptions, type Pass, type Target } from '../../functions/guards/limits.ts';

export const client = (address: string) => clientOf(new Request('http://localhost/'), address, []);
export const here = client('198.51.100.7');
export const small: Target = { host: 'mail.buero.example' };
export const big: Target = { host: 'smtp.big.example' };
export const options: LimitsOptions = { systemOf: (host) => (host.endsWith('.big.example') ? 'big' : undefined) };

/** Limits on a clock that a test moves by hand. Allowances that a story is not about are out of its way. */
export function setUp(text = '', more: LimitsOptions & { counts?: Counts; maxChecks?: number } = {}) {
  const clock = { ms: Date.UTC(2026, 10, 25, 12) };
  const now = (): number => clock.ms;
  const wide = Object.keys(allowances)
    .filter((name) => !/^times/.test(name))
    .map((name) => `${name}=100000`);
  const parsed = text === '' ? parseLimits(undefined) : parseLimits([...wide, text].join());
  const { counts = memoryCounts({ now }), maxChecks = 1_000, ...rest } = more;
  const limits = makeLimits({ secret: 'secret', limits: parsed, maxChecks }, counts, { ...options, now, ...rest });
  return { limits, clock, counts };
}

export const said = (admission: Admission): string => (admission.admitted ? (admission.warn ?? 'in') : admission.reason);
export const passOf = (admission: Admission): Pass => {
  if (!admission.admitted) throw new Error(admission.reason);
  return admission.pass;
};
export const minutes = (count: number): number => count * 60_000;
/** What was said to so many in a row. */
export async function row(count: number, ask: (at: number) => Promise<Admission>): Promise<string[]> {
  const all: string[] = [];
  for (let at = 0; at < count; at += 1) all.push(said(await ask(at)));
  return all;
}
export const through = (all: string[]): number => all.filter((one) => one === 'in').length;
