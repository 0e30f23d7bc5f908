import type { Context } from 'hono';
import type { DiscoverAnswer } from '../../src/view/discover-view.ts';
import type { Deps } from '../deps.ts';
import type { Refusal } from '../guards/limits.ts';
import { discoverSettings } from './discover.ts';

/** A search for a client: it counts as a look, and holds one of the places while it runs. `domain`: as `readDomain` gives it. */
export async function search(c: Context, deps: Deps, domain: string): Promise<DiscoverAnswer | Refusal> {
  const admission = await deps.limits.admitLook(deps.clientOf(c.req.raw, c.env), { host: domain });
  if (!admission.admitted) return admission;
  try {
    return await discoverSettings(domain, deps);
  } finally {
    await admission.pass.end();
  }
}
