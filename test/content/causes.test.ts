import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rank } from '../../src/diagnosis/diagnose.ts';
import { sightingOf, type Seen } from '../../src/diagnosis/sighting.ts';
import { load } from '../../src/knowledge/load.ts';
import { readFolder, type Fault } from '../../src/knowledge/read.ts';
import { parseProse } from '../../src/knowledge/rich.ts';
import { cause as schema, type Cause } from '../../src/knowledge/schemas/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const unread: Fault[] = [];
const files = await readFolder(root, 'causes', '.mdx', unread);
const causes: (Cause & { body: string })[] = files.map((file) => ({ id: file.id, body: file.body, ...schema.parse(file.data) }));
const ids = causes.map(({ id }) => id);
const each = causes.map((entry) => [entry.id, entry] as const);
const idsIn = async (folder: string, ending: string) => (await readFolder(root, folder, ending, unread)).map(({ id }) => id);
const guides = await idsIn('guides', '.mdx');
const providers = await idsIn('providers', '.yaml');
const changes = await idsIn('changes', '.yaml');

/** Every cause that the project tells apart. Ids are permanent. */
const needed = `
  dns-no-such-host dns-temporary connect-refused connect-timeout-blocked-port no-greeting greeting-rejected ehlo-name-rejected
  implicit-vs-starttls-mismatch starttls-not-offered starttls-required starttls-injection
  tls-version-too-old tls-server-too-old tls-cipher-mismatch
  cert-expired cert-self-signed cert-untrusted-chain cert-hostname-mismatch cert-clock-wrong
  auth-wrong-password auth-app-password-required auth-app-password-revoked-or-old auth-basic-disabled-tenant
  auth-basic-disabled-mailbox auth-basic-retired auth-security-defaults-or-conditional-access auth-web-login-required
  auth-username-format auth-api-key-username auth-mechanism-unsupported auth-not-offered auth-not-offered-before-tls auth-required
  auth-too-many-attempts auth-account-locked-or-suspended auth-oauth-token-expired-or-scope auth-temporary
  smtp-access-disabled-in-mailbox sender-not-allowed sender-unverified recipient-refused-relay-denied recipient-unknown
  rate-limit-exceeded quota message-too-large content-rejected ip-blocklisted other`
  .trim()
  .split(/\s+/);

/** How the corpus names providers and kinds of server, and what stands in the heading of their paragraph. */
const headings: Record<string, string> = {
  'exchange-onprem': 'Exchange',
  'outlook-personal': 'Outlook.com',
  brevo: 'Brevo',
  dovecot: 'Dovecot',
  exim: 'Exim',
  fastmail: 'Fastmail',
  gmail: 'Gmail',
  gmx: 'GMX',
  haraka: 'Haraka',
  icloud: 'iCloud',
  m365: 'Microsoft 365',
  mailgun: 'Mailgun',
  mailjet: 'Mailjet',
  mailru: 'Mail.ru',
  postfix: 'Postfix',
  postmark: 'Postmark',
  proton: 'Proton',
  sendgrid: 'SendGrid',
  ses: 'Amazon SES',
  smtp2go: 'SMTP2GO',
  sparkpost: 'SparkPost',
  workspace: 'Google Workspace',
  yahoo: 'Yahoo',
  yandex: 'Yandex',
  zoho: 'Zoho',
};

const corpus = readFileSync(`${root}test/corpus/dev.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { provider: string; causeClass: string });

/** The providers that the corpus shows for a cause; "other" is nobody in particular. */
const shownFor = (cause: string): string[] =>
  [...new Set(corpus.filter((row) => row.causeClass === cause).map((row) => row.provider))].filter((name) => name !== 'other');

/** What must be known beside the words of a page's first example: some words are said at more than one stage. */
const beside: Record<string, Partial<Seen>> = {
  'auth-account-locked-or-suspended': { stage: 'data' },
  'auth-api-key-username': { stage: 'auth', host: 'smtp.sendgrid.net' },
  'auth-app-password-revoked-or-old': { stage: 'auth', host: 'smtp.gmail.com' },
  'auth-not-offered-before-tls': { stage: 'auth', security: 'none' },
  'auth-temporary': { stage: 'auth' },
  'auth-too-many-attempts': { stage: 'auth' },
  'auth-username-format': { stage: 'auth', host: 'smtp-relay.brevo.com' },
  'no-greeting': { stage: 'banner', port: 587, security: 'starttls' },
  'rate-limit-exceeded': { stage: 'data' },
  'smtp-access-disabled-in-mailbox': { stage: 'auth' },
  other: { stage: 'banner' },
};

/** A server says of these only that the pair is wrong. What went before tells them apart, so they are named, behind that. */
const sameWords = ['auth-app-password-revoked-or-old', 'auth-username-format'];

const knowledge = await load(root, '2026-11-25');

/** The causes that an explanation of a reply or of a client's error names, best first. */
function explained(example: string, known: Partial<Seen> = {}): string[] {
  const lines = example.split(' // ');
  const said = /^[2-5]\d\d[ -]/.test(example) ? { reply: lines } : { clientError: lines.join('\n') };
  return rank(sightingOf({ ...known, ...said }), knowledge).map(({ cause }) => cause);
}

/** The parts of a body under headings of this level, by heading. */
function parts(body: string, level: 2 | 3): Map<string, string> {
  const cut = body.split(level === 2 ? /^## (.+)$/m : /^#{2,3} (.+)$/m).slice(1);
  return new Map(cut.flatMap((heading, index) => (index % 2 === 0 ? [[heading, (cut[index + 1] ?? '').trim()] as const] : [])));
}

/** Someone to turn to, or something to open. */
const personOrScreen =
  /\b(administrator|provider|support|maker|dealer|owner|colleague|recipient|whoever|hosting company|page|screen|panel|settings|setting|console|field|list|browser|website)\b/i;

/** A verdict sentence says who acts and what: an order, or somebody who must. */
const acts =
  /(^|[:;,] )(ask|call|change|check|choose|correct|do not|enter|give|let|link|look|make|open|put|send|set|sign in|stop|switch|take|tell|try|turn|type|use|wait|write)\b|\b(must|has to|have to|needs to)\b/i;

/** Links of a body or of prose: [label](href). */
function links(text: string): string[] {
  return parseProse(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));
}

describe('the causes', () => {
  test('are read without a fault, and none that is needed is missing', () => {
    expect(unread).toEqual([]);
    expect(ids).toEqual(expect.arrayContaining(needed));
  });

  test('have titles and verdict sentences that differ', () => {
    expect(new Set(causes.map(({ title }) => title)).size).toBe(causes.length);
    expect(new Set(causes.map(({ says }) => says)).size).toBe(causes.length);
  });

  test('are "cannot tell" exactly where the check was kept from finding out', () => {
    expect(causes.filter(({ verdict }) => verdict === 'cannot-tell').map(({ id }) => id)).toEqual([
      'auth-temporary',
      'auth-too-many-attempts',
      'dns-temporary',
      'greeting-rejected',
      'ip-blocklisted',
      'rate-limit-exceeded',
    ]);
  });

  test('are seen in real replies, except those that nobody has reported', () => {
    expect(causes.filter(({ seen }) => seen.length === 0).map(({ id }) => id)).toEqual(['auth-not-offered', 'starttls-injection']);
  });
});

describe.each(each)('%s', (id, entry) => {
  test('has the five headings in order, none of them empty', () => {
    const sections = entry.body.split(/^## (.+)$/gm);
    expect(sections.filter((_, index) => index % 2 === 1)).toEqual(['What you see', 'What it means', 'Do this', 'Check', 'Not this?']);
    for (const section of sections.slice(2).filter((_, index) => index % 2 === 0)) expect(section.trim()).not.toBe('');
  });

  test('tells at least two neighbours that exist and are not itself', () => {
    expect(entry.not.length).toBeGreaterThanOrEqual(2);
    for (const neighbour of entry.not) {
      expect(ids).toContain(neighbour.cause);
      expect(neighbour.cause).not.toBe(id);
    }
    expect(new Set(entry.not.map(({ cause }) => cause)).size).toBe(entry.not.length);
  });

  test('says its verdict and the next thing as one sentence each', () => {
    for (const sentence of [entry.says, entry.next]) {
      expect(sentence).toMatch(/^[A-Z][^\n]*\.$/);
      expect(sentence.length).toBeLessThanOrEqual(160);
    }
  });

  test('has a verdict sentence that a receptionist can read out on the phone', () => {
    expect(entry.says.split(/\s+/).length).toBeLessThanOrEqual(20);
    expect(entry.says).not.toMatch(/\b(SMTP|TLS|STARTTLS|AUTH|SASL|EHLO)\b/i);
    expect(entry.says).not.toMatch(/[`*[\]]|[.!?] /);
    expect(entry.says).toMatch(acts);
  });

  test('names a person or a screen in what is to be done', () => {
    expect(parts(entry.body, 2).get('Do this')).toMatch(personOrScreen);
    expect(entry.next).not.toBe(entry.says);
  });

  test('has a paragraph of its own for every provider that the corpus shows', () => {
    const own = [...parts(entry.body, 3)];
    for (const provider of shownFor(id)) {
      const name = headings[provider];
      expect(name, provider).toBeDefined();
      const [, paragraph = ''] = own.find(([heading]) => heading.includes(name ?? provider)) ?? [];
      expect(paragraph.length, `a paragraph on ${name ?? provider}`).toBeGreaterThan(60);
    }
  });

  test('names a guide and a tree that exist, and links to such', () => {
    if (entry.guide !== undefined) expect(guides).toContain(entry.guide);
    if (entry.node !== undefined) {
      const [tree = '', node = ''] = entry.node.split('/');
      expect(readFileSync(`${root}src/content/trees/${tree}.yaml`, 'utf8')).toMatch(new RegExp(`^  ${node}:$`, 'm'));
    }
    for (const href of links(entry.body)) {
      const [, kind, target = ''] = /^\/(causes|guides|providers)\/([a-z0-9-]+)\/$/.exec(href) ?? [];
      if (kind === 'causes') expect(ids).toContain(target);
      if (kind === 'guides') expect(guides).toContain(target);
      if (kind === 'providers') expect(providers).toContain(target);
    }
  });

  test('takes facts, settings and changes from files that exist', () => {
    for (const [, component, target = ''] of entry.body.matchAll(/<(Fact|Settings|Change) (?:of|provider|id)="([a-z0-9-]+)/g)) {
      expect(component === 'Change' ? changes : providers).toContain(target);
    }
  });

  test('comes first in the explanation of its own example', () => {
    const [example] = entry.seen;
    if (example === undefined) return;
    const causes = explained(example, beside[id]);
    if (sameWords.includes(id)) expect(causes).toContain(id);
    else expect(causes[0]).toBe(id);
  });

  test('holds no session id of a real server', () => {
    for (const reply of entry.seen)
      expect(reply).not.toMatch(/\.(prod|PROD)\.(outlook|OUTLOOK)|\d{2}-[0-9a-f]{12,}|[a-z0-9]{10,}\.\d+ - gsmtp/);
  });
});
