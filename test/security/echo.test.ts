// A server that says only part of a secret, in whatever form: a cut line, a quotation from its middle, two halves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/smtp/base64.ts';
import { mask, redactor } from '../../src/smtp/redact.ts';
import { knowledge } from '../diagnosis/known.ts';
import { credentials, host, request, say, see, server, worldOf } from '../smtp/parts.ts';

const { username } = credentials;
const secret = 'Zebra-Quagga-19!';
/** An app password: sixteen letters. */
const letters = 'qzkwvxjyfhbtmdpr';
const token = 'ya29.a0AfB_byC-0123456789+abcdefghij/KLMNOPQRSTUVWXYZ==';

const partsOf = (text: string): string[] => Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8));
const hex = (text: string, mark: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (sign) => mark + sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));

describe.each([secret, letters, token])('of %s', (whole) => {
  const { answer } = redactor(whole, [host, username]);

  test('every part of eight characters is hidden, in any letter case', () => {
    for (const part of partsOf(whole))
      for (const form of [part, part.toUpperCase(), part.toLowerCase()])
        expect(answer(`5.7.8 no <${form}> here`)).toBe(`5.7.8 no <${mask}> here`);
  });

  test('so is such a part in base64, whatever stands around it', () => {
    for (const part of partsOf(whole))
      for (const blob of [part, `a${part}`, `ab${part}`, `abc${part}de`].map(encodeText))
        for (const form of [blob, blob.replaceAll('+', '-').replaceAll('/', '_')])
          expect(answer(`no <${form}> here`)).toBe(`no <${mask}> here`);
  });

  test.each(['=', '%', '+'])('so is what is written with %s and two digits', (mark) => {
    expect(answer(`no <${hex(whole.slice(1, 14), mark)}>`)).toBe(`no <${mask}>`);
  });
});

test('two halves of a password, a line each and the second one first, are both hidden', async () => {
  const answersAuth = say(`535-5.7.8 ${secret.slice(8)}\r\n535 5.7.8 ${secret.slice(0, 8)}`);
  const { events, findings, stage } = await see(request({ credentials: { username, password: secret } }), worldOf(server({ answersAuth })));
  expect(stage('auth').facts.reply?.lines).toEqual([`5.7.8 ${mask}`, `5.7.8 ${mask}`]);
  expect(JSON.stringify([events, findings])).not.toMatch(/zebra|quagga|gga-19/i);
});

test('a password that comes back in the name of a message is hidden as a whole', async () => {
  const answersMessage = say(`250 2.0.0 Ok: queued as ${letters.slice(2, 14)}`);
  const wish = request({ depth: 'send', credentials: { username, password: letters } });
  const { findings } = await see(wish, worldOf(server({ answersMessage })), { testMessage: { subject: 'x', lines: ['x'] } });
  expect(JSON.stringify(findings)).not.toContain(letters.slice(2, 14));
  expect(findings.stages.find(({ stage }) => stage === 'data')?.facts.queueId).toBeUndefined();
});

test('an accent that is written in another way, a quotation mark with a backslash, and HTML are no way past it', () => {
  const { answer, text } = redactor('pa\u0308ss"<w\u00f6rd>');
  for (const form of ['p\u00e4ss"<w\u00f6rd>', 'pa\u0308ss"<wo\u0308rd>']) expect(text(`no ${form}`)).toBe(`no ${mask}`);
  expect(answer('no pa\u0308ss\\"<w\u00f6rd>')).toBe(`no ${mask}`);
  expect(answer('no ss&quot;&lt;w\u00f6rd')).toBe(`no ${mask}`);
});

describe('what is no news stays, or the mask would tell what the password has in common with it', () => {
  test('the user name, the host, the greeting name and the sender', async () => {
    const password = 'example.test-2026';
    const answersAuth = say(`535 5.7.8 ${username} at ${host} from check.example.test: no`);
    const seen = await see(request({ credentials: { username, password } }), worldOf(server({ answersAuth })));
    expect(seen.stage('auth').facts.reply?.lines).toEqual([`5.7.8 ${username} at ${host} from check.example.test: no`]);
    expect(seen.dialogue.join('\n')).not.toContain(`${mask} `);
  });

  test('the two questions of LOGIN', async () => {
    const answersAuth = async (peer: Parameters<ReturnType<typeof say>>[0]) => {
      for (const question of ['Username:', 'Password:']) {
        peer.write(`334 ${encodeText(question)}\r\n`);
        await peer.line();
      }
      peer.write('535 5.7.8 Username and Password not accepted\r\n');
    };
    const wish = request({ mechanism: 'LOGIN', credentials: { username, password: 'Password:123-Username:4' } });
    const { dialogue } = await see(wish, worldOf(server({ answersAuth })));
    expect(dialogue).toContain('S: 334 UGFzc3dvcmQ6');
    expect(dialogue).toContain('S: 535 5.7.8 Username and Password not accepted');
  });

  test('every ordinary word that a cause is known by', () => {
    const said = knowledge.signatures.flatMap(({ words }) => words ?? []);
    expect(said.length).toBeGreaterThan(20);
    const lost: string[] = [];
    for (const words of said)
      // Made-up ones with capitals inside are nobody's password.
      for (const word of words.split(/[^A-Za-z]+/).filter((one) => /^[A-Za-z]?[a-z]{7,}$/.test(one) && one.length < 16))
        lost.push(...(redactor(`${word}-2026`).answer(words) === words ? [] : [word]));
    expect(lost).toEqual([]);
  });
});

test('what a server said before it had the password is masked only where it says all of it', () => {
  const { text } = redactor(secret);
  expect(text(`220 ${secret.slice(0, 12)}`)).toBe(`220 ${secret.slice(0, 12)}`);
  expect(text(`220 ${secret}`)).toBe(`220 ${mask}`);
});

test('a line full of parts is scanned in one go', () => {
  expect(redactor(`${'a'.repeat(2000)}b${'a'.repeat(2000)}`).answer('a'.repeat(60_000))).toBe(mask);
});

test('no part of any password gets through, whatever stands around it', () => {
  const sign = fc.oneof(
    fc.constantFrom(...'aZ0-_+/=%&<>"\\'),
    fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('\u00e4', '\u0130', '\u03c2', '\u20ac'),
  );
  const text = (minLength: number, maxLength: number) => fc.array(sign, { minLength, maxLength }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(
      text(8, 40),
      fc.nat(),
      fc.nat(),
      text(0, 9),
      text(0, 9),
      fc.constantFrom('plain', 'base64', 'capitals'),
      (whole, from, length, before, behind, form) => {
        const start = from % (whole.length - 7);
        const part = whole.slice(start, start + 8 + (length % (whole.length - start - 7)));
        const { answer } = redactor(whole);
        const said =
          form === 'base64' ? encodeText(before + part + behind) : before + (form === 'capitals' ? part.toUpperCase() : part) + behind;
        // Letters with a capital of another length are taken as they are.
        fc.pre(form !== 'capitals' || part.toUpperCase().length === part.length);
        const shown = answer(said);
        expect(shown).toContain(mask);
        if (form !== 'base64') expect(shown).not.toContain(form === 'capitals' ? part.toUpperCase() : part);
        else expect(shown).not.toMatch(/[A-Za-z0-9+/]{12}/);
      },
    ),
    { numRuns: 1_000 },
  );
});
