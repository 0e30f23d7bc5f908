import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
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

/** The causes that a check of this stage of the project tells apart, or comes close to; ids are permanent. */
const needed = [
  'auth-wrong-password',
  'auth-app-password-required',
  'auth-basic-disabled-tenant',
  'auth-basic-disabled-mailbox',
  'auth-basic-retired',
  'auth-security-defaults-or-conditional-access',
  'auth-web-login-required',
  'auth-too-many-attempts',
  'auth-temporary',
  'auth-not-offered',
  'auth-not-offered-before-tls',
  'auth-mechanism-unsupported',
  'cert-expired',
  'cert-self-signed',
  'cert-untrusted-chain',
  'cert-hostname-mismatch',
  'tls-server-too-old',
  'tls-cipher-mismatch',
  'implicit-vs-starttls-mismatch',
  'starttls-not-offered',
  'starttls-injection',
  'connect-refused',
  'connect-timeout-blocked-port',
  'no-greeting',
  'greeting-rejected',
  'dns-no-such-host',
  'dns-temporary',
  'other',
];

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

  test('tells at least one neighbour that exists and is not itself', () => {
    expect(entry.not.length).toBeGreaterThanOrEqual(1);
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

  test('holds no session id of a real server', () => {
    for (const reply of entry.seen)
      expect(reply).not.toMatch(/\.(prod|PROD)\.(outlook|OUTLOOK)|\d{2}-[0-9a-f]{12,}|[a-z0-9]{10,}\.\d+ - gsmtp/);
  });
});
