import type { Change } from './schemas/index.ts';

/** The phase of a change that is right on `day` (YYYY-MM-DD): the last one that has begun. */
export function phaseOn(change: Change, day: string): Change['phases'][number] {
  const begun = change.phases.filter((phase) => phase.from === undefined || phase.from <= day);
  const last = begun.at(-1) ?? change.phases[0];
  if (last === undefined) throw new Error(`change "${change.id}" has no phases`);
  return last;
}

/** Is the day of the change still ahead on `day`? The change's own day counts as ahead. */
export function isAhead(change: Change, day: string): boolean {
  return change.day >= day;
}
