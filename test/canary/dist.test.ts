// What is built and shipped holds no secret: none of the canaries, and not the account of the practice server, which `npm start` prints on purpose and
// which stands in practice/ alone.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { practiceAccount } from '../../practice/behaviours.ts';
import { root } from '../harness/dist.ts';
import { told } from './haul.ts';
import { Searcher } from './search.ts';
import { secrets, username } from './secrets.ts';

const searcher = new Searcher(secrets, username);
const practice = Object.values(practiceAccount).flatMap((text) => [text, Buffer.from(text).toString('base64').replace(/=+$/, '')]);
/** The practice account's app password is the beginning of the alphabet, which is no news where all of it stands. */
const alphabet = /abcdefghijklmnopqrstuvwxyz/gi;

test.each(['dist', 'src/generated'])('nothing in %s holds a secret, in any form', (folder) => {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  const found = files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const content = isPacked ? gunzipSync(bytes) : bytes;
    const text = content.toString('latin1').replace(alphabet, '').toLowerCase();
    const known = practice.filter((one) => text.includes(one.toLowerCase()));
    return [
      ...searcher.search(content, path),
      ...known.map((one) => ({ secret: 'the practice account', form: one, where: path, around: '' })),
    ];
  });
  expect(told(found)).toEqual([]);
});
