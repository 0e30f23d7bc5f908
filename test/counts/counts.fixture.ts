// A Worker that lets a test ask the counts of its Durable Object, and the gate, by name.
import { durableCounts, gateBy, type CounterBinding, type RateLimitBinding } from '../../functions/counts/durable.ts';
import type { Counts } from '../../functions/counts/counts.ts';
export { Counter } from '../../functions/counts/counter.ts';

interface Question {
  ask: keyof Counts | 'gate';
  with: unknown[];
}

export default {
  async fetch(request: Request, env: { COUNTS?: CounterBinding; LOOKS?: RateLimitBinding }): Promise<Response> {
    const { ask, with: parts } = (await request.json()) as Question;
    const calls = { ...durableCounts(env.COUNTS), gate: gateBy(env.LOOKS, undefined) } as unknown as Record<
      string,
      (...parts: unknown[]) => Promise<unknown>
    >;
    return Response.json(await calls[ask]?.(...parts));
  },
};
