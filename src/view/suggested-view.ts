// Servers that were found for a domain. One of a stranger is never a link: it is text, and a button that asks for a look.
import { form as formWords } from '../words/en.ts';
import { suggested as words } from '../words/en-discover.ts';
import { fill } from '../words/fill.ts';
import { el, type View } from './node.ts';

/** Where a setting comes from: our facts by the domain, our facts by who takes its mail, its service records, its settings file. */
export type Source = 'file' | 'mx' | 'srv' | 'autoconfig';

/** One server that mail of a domain can be handed in to. */
export interface Found {
  host: string;
  port: number;
  security: 'starttls' | 'implicit-tls';
  /** What goes into the user name field, where the source says so. */
  username?: 'address' | 'local-part';
  source: Source;
  /** true: host, port and encryption stand in one of our facts. false: suggested by DNS; no password may go there before somebody has confirmed it. */
  verified: boolean;
}

/** Servers that a look may be asked for, beside its refusal. */
export interface Suggestions {
  domain: string;
  found: Found[];
}

/** What was typed for a look beside the server; it goes with the look that is confirmed. */
export type Kept = Partial<Record<'address' | 'device' | 'peek', string>>;

/** One setting, with a button that looks at the server. The look asks for no password. */
export function foundView({ host, port, security, username, source, verified }: Found, kept: Kept = {}): View[] {
  const values = Object.entries({ ...kept, host, port: String(port), security });
  const button = verified ? 'button' : 'button button-quiet';
  return [
    el('h3', {}, fill(words.server, { host, port, security: formWords.securityShort[security] })),
    ...(username ? [el('p', {}, words.usernames[username])] : []),
    el('p', { class: 'muted' }, words.sources[source]),
    el(
      'form',
      { method: 'post', action: '/api/look' },
      values.map(([name, value]) => value !== '' && el('input', { type: 'hidden', name, value })),
      el('button', { type: 'submit', class: button }, fill(verified ? words.look : words.confirm, { host })),
    ),
  ];
}

/** Settings that lie outside our facts, under a heading that says so. Undefined where there are none. */
export function suggestionsView({ domain, found }: Suggestions, kept: Kept = {}): View | undefined {
  const list = found.filter(({ verified }) => !verified);
  if (list.length === 0) return undefined;
  return el(
    'section',
    { class: 'notice', 'aria-labelledby': 'suggested' },
    el('h2', { id: 'suggested', tabindex: -1 }, words.title),
    el('p', {}, fill(words.why, { domain })),
    list.map((one) => foundView(one, kept)),
    el('p', {}, words.other),
  );
}
