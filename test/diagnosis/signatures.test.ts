// Signatures, speakers and dialects as data: none that can never speak, none written in a form that finds nothing.
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { rank, type Sighting } from '../../src/diagnosis/diagnose.ts';
import { phrase, plain } from '../../src/diagnosis/phrase.ts';
import { sightingOf } from '../../src/diagnosis/sighting.ts';
import type { Signature } from '../../src/knowledge/schemas/signature.ts';
import { rows, seenOf } from '../corpus/rows.ts';
import { knowledge } from './known.ts';

const { signatures, speakers, dialects } = knowledge;
const list = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]));
const spoken = (words: string): string => words.replaceAll('*', '');

/** What this signature asks for, and nothing else. */
function made({ stage, outcome, why, code, enhanced, speaker, words, any, port, security }: Signature, whichCode: number): Sighting {
  const [one] = list(enhanced);
  const text = [...list(words), ...list(any?.[0])].map(spoken).join(' ; ');
  const number = String(list(code)[whichCode] ?? (one === undefined ? '0' : `${one[0] === 'x' ? '5' : one[0]}50`)).replaceAll('x', '5');
  const detail = one?.replace(/^x/, number[0] ?? '5').replaceAll('x', '5');
  const house = speakers.find(({ id }) => id === list(speaker)[0]);
  const isSaid = code !== undefined || enhanced !== undefined;
  return {
    stage: list(stage)[0] ?? '',
    outcome: outcome ?? 'refused',
    ...(why !== undefined && { why: list(why)[0] }),
    ...(isSaid && { reply: { code: Number(number), ...(detail !== undefined && { enhanced: detail }), lines: [text] } }),
    ...(!isSaid && { clientError: text }),
    ...(house?.hosts && { host: house.hosts[0] }),
    ...(port !== undefined && { port: list(port)[0] }),
    ...(security && { security: security[0] }),
  };
}

test('every signature can bring its cause among the first three', () => {
  const listed = new Set(rows.flatMap((row) => rank(sightingOf(seenOf(row)), knowledge).map(({ cause }) => cause)));
  const dead = signatures.filter((signature) => {
    const codes = Math.max(1, list(signature.code).length);
    return !Array.from({ length: codes }, (_, at) => made(signature, at)).some((seen) =>
      rank(seen, knowledge).some(({ cause }) => cause === signature.cause),
    );
  });
  expect(dead.map((signature) => JSON.stringify(signature))).toEqual([]);
  expect(listed.size).toBeGreaterThan(40);
});

test('a reply that a fact file explains is told the same cause, where nobody says at which stage it came', () => {
  const told = Object.values(knowledge.providers).flatMap(({ id, endpoints, replies }) =>
    replies.map(({ cause, reply }) => {
      const host = Object.values(endpoints)[0]?.host ?? null;
      return { id, reply, cause, causes: rank(sightingOf({ host, reply: [reply] }), knowledge).map((ranked) => ranked.cause) };
    }),
  );
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter(({ cause, causes }) => cause !== causes[0])).toEqual([]);
});

test('every phrase is found where it is said', () => {
  const written = [
    ...signatures.flatMap(({ words, any, not }) => [...list(words), ...list(any), ...list(not)]),
    ...speakers.flatMap(({ words }) => list(words)),
    ...dialects.flatMap(({ any, not }) => [...any, ...list(not)]),
  ];
  expect(written.filter((one) => !phrase(one)(plain(`before ${spoken(one)} behind`)))).toEqual([]);
});

test('a phrase is whole words in a row; a star is any letters; case, wraps and punctuation are nothing', () => {
  const said = plain('550-5.7.1 Client host\n  [192.0.2.1] "blocked"  using a Block-List; See SendAsDeniedException_2');
  const found = ['client host', 'block*', 'blocked using a', '*denied*', 'b*ed using', 'block list see', '5.7.1'];
  const missing = ['bloc', 'client blocked', 'host client', 'denied', 'lient host', 'list using'];
  expect(found.filter((one) => !phrase(one)(said))).toEqual([]);
  expect(missing.filter((one) => phrase(one)(said))).toEqual([]);
});

test('diagnosis and signatures weigh at most 25 kB packed in a browser', async () => {
  const entry = resolve(import.meta.dirname, '../../src/diagnosis/diagnose.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, minify: true, format: 'esm', write: false });
  const packed = (text: string): number => gzipSync(text, { level: 9 }).length;
  expect(outputFiles[0]?.text.length).toBeGreaterThan(1000);
  expect(packed(outputFiles[0]?.text ?? '') + packed(JSON.stringify({ signatures, speakers, dialects }))).toBeLessThanOrEqual(25_000);
});
