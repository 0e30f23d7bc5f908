import type { Net } from '../net.ts';

/** Reads TXT records. `none` and `failed` as of a Net: no answer is never an empty one. */
export type ReadTxt = (name: string) => Promise<string[] | 'none' | 'failed'>;

/** A name that may be asked for, or followed. Whoever wrote the record wrote the name, so it is looked at first. */
const followable = /^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}$/;

export const isFollowable = (name: string): boolean => followable.test(name);

/** Makes a reader that never asks twice for a name, nor for more than `most` names: beyond that it answers `failed`. */
export function txtReader(net: Net, most: number): ReadTxt {
  const asked = new Map<string, ReturnType<ReadTxt>>();
  const ask: ReadTxt = async (name) => {
    const answer = await net.resolve(name, 'TXT');
    return answer.outcome === 'ok' ? answer.records : answer.outcome;
  };
  return (name) => {
    const known = asked.get(name) ?? (asked.size < most && isFollowable(name) ? ask(name) : Promise.resolve('failed' as const));
    asked.set(name, known);
    return known;
  };
}
