// Every other place of a secret that was found: plain, in base64, with percent signs, with backslashes.
import { encodeBytes, encodeText } from '../../smtp/base64.ts';
import type { Span } from './span.ts';

/** Shorter ones are in every text by chance. In characters. */
const shortest = 4;
/** From this length it may stand inside other letters. */
const long = 8;
/** First characters by which a form is looked up. */
const head = 4;
/** At most so many different secrets are looked for. */
const most = 2_000;

/** Words that stand in every log: a password that is one of them is masked where it is set, and nowhere else. */
const common = new Set(
  'password passwd secret token login user username admin mail email smtp test true false null none auth plain info debug error warning server client localhost root host port from data example hello world this that with name value'.split(
    ' ',
  ),
);

const upperHex = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** encodeURIComponent throws on half a character. */
function percentForms(secret: string): string[] {
  try {
    const full = upperHex(secret);
    const plain = encodeURIComponent(secret);
    const all = [full, plain, encodeURI(secret)];
    return all.flatMap((one) => [
      one,
      one.replaceAll('%20', '+'),
      one.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      one.replaceAll('%', '%25'),
    ]);
  } catch {
    return [];
  }
}

/** As programs write it inside quotation marks. */
function escapedForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    secret.replace(/['"\\]/g, '\\$&'),
    secret.replaceAll("'", "\\'"),
    secret.replaceAll("'", "'\\''"),
    secret.replaceAll("'", "''"),
    secret.replace(/[$`"\\!]/g, '\\$&'),
    secret.replace(/[^A-Za-z0-9]/g, '\\$&'),
    secret.replace(/[<>&"']/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign),
    secret.replace(/[<>&"']/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&apos;' })[sign] ?? sign),
    secret.replace(/[<>&"']/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[sign] ?? sign),
    secret.replace(/[<>&'"=]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).padStart(2, '0')}`),
    secret.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    secret.replaceAll('=', '=3D'),
  ];
}

const webSafe = (run: string): string => run.replaceAll('+', '-').replaceAll('/', '_');

/** Whole runs of base64, and the digits that a longer text that holds the secret has at each of the three alignments. */
function base64Forms(secret: string): { whole: string[]; cores: string[] } {
  const bytes = new TextEncoder().encode(secret);
  const wide = Uint8Array.from(Array.from(secret, (_, at) => [secret.charCodeAt(at) & 0xff, secret.charCodeAt(at) >> 8]).flat());
  const latin = [...secret].every((sign) => sign <= '\u00ff')
    ? encodeBytes(Uint8Array.from(Array.from(secret, (sign) => sign.charCodeAt(0))))
    : undefined;
  const whole = [
    encodeText(secret),
    encodeBytes(wide),
    encodeText(`${secret}\n`),
    encodeText(`${secret}\r\n`),
    ...(latin === undefined ? [] : [latin]),
  ];
  const cores = [0, 1, 2].flatMap((shift) => {
    const run = encodeBytes(Uint8Array.from([...new Uint8Array(shift), ...bytes]));
    const start = shift === 0 ? 0 : shift + 1;
    const core = run.slice(start, Math.floor(((shift + bytes.length) * 8) / 6));
    return core.length >= 8 ? [core] : [];
  });
  return {
    whole: whole.flatMap((run) => [run, webSafe(run), run.replace(/=+$/, '')]),
    cores: cores.flatMap((core) => [core, webSafe(core)]),
  };
}

type Rule = 'anywhere' | 'word' | 'run' | 'inside-run';
interface Form {
  text: string;
  rule: Rule;
}

function formsOf(secret: string): Form[] {
  const isWord = secret.length < long || /^[a-z]+$/i.test(secret);
  const rule: Rule = isWord ? 'word' : 'anywhere';
  const { whole, cores } = base64Forms(secret);
  return [
    ...[secret, ...percentForms(secret), ...escapedForms(secret)].map((text) => ({ text, rule })),
    ...whole.filter((run) => run.replace(/=+$/, '').length >= 6).map((text) => ({ text, rule: 'run' as const })),
    ...cores.map((text) => ({ text, rule: 'inside-run' as const })),
  ].filter(({ text }) => text.length >= shortest);
}

const isLetter = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);
const isDigit = (sign: string): boolean => /[A-Za-z0-9+/_=-]/.test(sign);

/** Where else the secrets of these places stand. Time grows with text and secrets together, not with their product. */
export function secretsAgain(text: string, spans: Span[]): Span[] {
  const secrets = new Set(spans.flatMap(({ values }) => values.flatMap((value) => [value, value.trim()])));
  const forms = new Map<string, Map<string, Rule>>();
  for (const secret of [...secrets].slice(0, most)) {
    if (secret.length < shortest || secret.length > 4_096 || common.has(secret.toLowerCase()) || new Set(secret).size < 2) continue;
    for (const { text: form, rule } of formsOf(secret)) {
      const key = form.slice(0, head);
      const known = forms.get(key) ?? forms.set(key, new Map<string, Rule>()).get(key);
      if (known && !known.has(form)) known.set(form, rule);
    }
  }
  if (forms.size === 0) return [];
  const found: Span[] = [];
  for (let at = 0; at + head <= text.length; at += 1) {
    const list = forms.get(text.slice(at, at + head));
    if (!list) continue;
    for (const [form, rule] of list) {
      if (!text.startsWith(form, at)) continue;
      let [start, end] = [at, at + form.length];
      if (
        rule === 'word' &&
        ((isLetter(text.charAt(start)) && isLetter(text.charAt(start - 1))) ||
          (isLetter(text.charAt(end - 1)) && isLetter(text.charAt(end))))
      )
        continue;
      if (rule === 'run' && (isDigit(text.charAt(start - 1)) || /[A-Za-z0-9+/_]/.test(text.charAt(end)))) continue;
      if (rule === 'inside-run') {
        while (start > 0 && text.charAt(start - 1) !== '=' && isDigit(text.charAt(start - 1))) start -= 1;
        while (isDigit(text.charAt(end))) end += 1;
      }
      found.push({ start, end, kind: 'again', values: [] });
    }
  }
  return found;
}
