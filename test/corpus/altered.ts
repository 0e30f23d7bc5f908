// Altered copies of what was seen: what differs from one report of a failure to the next, and says nothing of its cause.
import type { Seen } from '../../src/diagnosis/sighting.ts';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Alter = (seen: Seen, roll: () => number) => Seen;

const pick = <T>(list: readonly T[], roll: () => number): T | undefined => list[Math.floor(roll() * list.length)];

const overTexts = (seen: Seen, change: (text: string) => string): Seen => ({
  ...seen,
  ...(seen.reply && { reply: seen.reply.map(change) }),
  ...(typeof seen.clientError === 'string' && { clientError: change(seen.clientError) }),
});

/** Long mixtures of letters and digits are names of sessions, queues and machines; addresses are somebody's. */
const sessions: Alter = (seen, roll) =>
  overTexts(seen, (text) =>
    text
      .replace(/\b(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{12,}\b/g, (name) =>
        [...name].map((sign) => (/\d/.test(sign) ? String(Math.floor(roll() * 10)) : sign)).join(''),
      )
      .replace(/\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b/g, (_, net: string) => `${net}.${String(1 + Math.floor(roll() * 250))}`)
      .replace(/\buser@example\.com\b/g, () => `someone${String(Math.floor(roll() * 1000))}@example.org`),
  );

const lineForm = /^(\d{3})([ -])(?:(\d\.\d{1,3}\.\d{1,3}) )?(.*)$/s;

/** A server breaks its lines where it likes; each has the code again, and mostly the enhanced code too. */
const wraps: Alter = (seen, roll) => ({
  ...seen,
  ...(seen.reply && {
    reply: seen.reply.flatMap((line) => {
      const [, code, between, enhanced, text = ''] = lineForm.exec(line) ?? [];
      const words = text.split(' ');
      if (code === undefined || between === undefined || words.length < 4) return [line];
      const at = 1 + Math.floor(roll() * (words.length - 2));
      const begin = enhanced === undefined ? '' : `${enhanced} `;
      return [`${code}-${begin}${words.slice(0, at).join(' ')}`, `${code}${between}${begin}${words.slice(at).join(' ')}`];
    }),
  }),
  ...(typeof seen.clientError === 'string' && {
    clientError: seen.clientError.replace(/ /g, (blank) => (roll() < 0.1 ? '\n    ' : blank)),
  }),
});

const letterCase: Alter = (seen, roll) => {
  const change = pick([(text: string) => text.toLowerCase(), (text: string) => text.toUpperCase()], roll);
  return change ? overTexts(seen, change) : seen;
};

/** Hosts that stand for each other: of one house, or of nobody in particular. */
const alike: readonly (readonly string[])[] = [
  ['mail.example.com', 'smtp.example.net', 'mail.example.org', 'smtp.firm.example', 'mx.example.com'],
  ['email-smtp.us-east-1.amazonaws.com', 'email-smtp.eu-west-1.amazonaws.com', 'email-smtp.ap-south-1.amazonaws.com'],
  ['smtp.yandex.ru', 'smtp.yandex.com'],
  ['smtp.zoho.com', 'smtp.zoho.eu', 'smtp.zoho.in'],
  ['smtp.gmail.com', 'smtp.googlemail.com'],
  ['smtp.mail.me.com', 'p12-smtp.mail.me.com'],
  ['smtp.mail.yahoo.com', 'plus.smtp.mail.yahoo.com', 'smtp.aol.com'],
  ['localhost', '127.0.0.1'],
];

const hosts: Alter = (seen, roll) => {
  const host = pick(alike.find((kind) => kind.includes(seen.host ?? '')) ?? [], roll);
  return host === undefined ? seen : { ...seen, host };
};

/** One up or down, within the same class. */
const codes: Alter = (seen, roll) => {
  const step = roll() < 0.5 ? 1 : -1;
  return {
    ...seen,
    ...(seen.reply && {
      reply: seen.reply.map((line) =>
        line.replace(/^[45]\d\d/, (code) => (String(Number(code) + step)[0] === code[0] ? String(Number(code) + step) : code)),
      ),
    }),
  };
};

export const alterations = { sessions, wraps, 'letter case': letterCase, hosts, codes };
