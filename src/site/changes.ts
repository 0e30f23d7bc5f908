// Dated changes as the pages list them.
import { isAhead, phaseOn } from '../knowledge/changes.ts';
import type { Change } from '../knowledge/schemas/index.ts';
import { daysAfter } from './day.ts';

export interface Dated {
  change: Change;
  /** What is right on the day of the build. */
  phase: Change['phases'][number];
}

const byDay = (a: Dated, b: Dated): number => a.change.day.localeCompare(b.change.day);
const onDay = (changes: Change[], day: string): Dated[] => changes.map((change) => ({ change, phase: phaseOn(change, day) })).sort(byDay);

/** What is still to come, the next one first; and what has happened, the latest first. */
export function splitChanges(changes: Change[], day: string): { ahead: Dated[]; past: Dated[] } {
  const all = onDay(changes, day);
  return { ahead: all.filter(({ change }) => isAhead(change, day)), past: all.filter(({ change }) => !isAhead(change, day)).reverse() };
}

/** How far the home page looks ahead, and how long a change stays there after its day: people notice late. */
const aheadDays = 180;
const afterDays = 60;

/** The important changes around `day`, the next one first. */
export function nearChanges(changes: Change[], day: string): Dated[] {
  return onDay(changes, day).filter(
    ({ change }) => change.important && change.day <= daysAfter(day, aheadDays) && change.day >= daysAfter(day, -afterDays),
  );
}
