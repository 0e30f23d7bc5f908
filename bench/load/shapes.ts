// What the processes of the load bench tell each other.

/**
 * What a mail server does at one moment of a session. say: as it should · hang: nothing · drip: a byte, then another, without end · lines: one
 * line after the other of a reply that never ends · late: as it should, after a long time · flood: bytes without a line end, as fast as they are
 * taken · flood-lines: lines of a reply without end, as fast as they are taken.
 */
export type Manner = 'say' | 'hang' | 'drip' | 'lines' | 'late' | 'flood' | 'flood-lines';

export type Moment = 'greeting' | 'ehlo' | 'handshake' | 'auth';

/** Servers by name: where each leaves the way of a good one. What is not named is done as it should. */
export const stories = {
  silent: { greeting: 'hang' },
  'drips its greeting': { greeting: 'drip' },
  'greets without end': { greeting: 'lines' },
  'silent after EHLO': { ehlo: 'hang' },
  'drips after EHLO': { ehlo: 'drip' },
  'silent in TLS': { handshake: 'hang' },
  'silent after AUTH': { auth: 'hang' },
  'drips after AUTH': { auth: 'drip' },
  'answers AUTH without end': { auth: 'lines' },
  'late in everything': { greeting: 'late', ehlo: 'late', auth: 'late' },
  'floods its greeting': { greeting: 'flood' },
  'floods with lines': { greeting: 'flood-lines' },
  'floods in TLS': { handshake: 'flood' },
  'floods after AUTH': { auth: 'flood' },
} as const satisfies Record<string, Partial<Record<Moment, Manner>>>;

export type Story = keyof typeof stories;
export const storyNames = Object.keys(stories) as Story[];

/** Their checks end at once, so they are asked for again. */
export const isFlood = (story: Story): boolean => story.startsWith('floods');

export interface Hostile {
  /** PEM. */
  ca: string;
  ports: Record<Story, number>;
}

/** Asked of the hostile process. */
export interface Held {
  /** Connections that are open at each server. */
  open: number;
}

/** Asked of the site. */
export interface SiteState {
  /** Bytes of memory, as the system counts them. */
  rss: number;
  /** Looks and checks that run. */
  running: number;
  /** Faults of ours that were logged so far. */
  faults: string[];
}

export const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);

/** The value below which this share of all is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
