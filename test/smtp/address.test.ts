// One address is one address: what a user types can end no line, add no parameter and name no second recipient.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddrSpec } from '../../src/smtp/address.ts';
import { credentials, request, see, server, worldOf } from './parts.ts';
import { testMessage } from './mail-table.ts';

test.each<[string, string]>([
  ['scanner@example.com', 'scanner@example.com'],
  ['Scanner.2+tag@Example.COM', 'Scanner.2+tag@example.com'],
  ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ['a@b.c', 'a@b.c'],
  ['scanner@büro.example', 'scanner@xn--bro-hoa.example'],
  ['scanner@BÜRO。example', 'scanner@xn--bro-hoa.example'],
  ['scanner@xn--bro-hoa.example', 'scanner@xn--bro-hoa.example'],
  [`${'l'.repeat(64)}@example.com`, `${'l'.repeat(64)}@example.com`],
])('%s is one', (text, address) => {
  expect(readAddrSpec(text)).toMatchObject({ address, isAscii: true });
});

test.each(['bürö@example.com', '受信@例え.example', 'é@example.com'])('%s needs SMTPUTF8', (text) => {
  expect(readAddrSpec(text)?.isAscii).toBe(false);
});

test('the domain is told beside it', () => {
  expect(readAddrSpec('受信@例え.example')).toEqual({
    address: '受信@xn--r8jz45g.example',
    domain: 'xn--r8jz45g.example',
    isAscii: false,
  });
});

test.each([
  '',
  'scanner',
  '@example.com',
  'scanner@',
  'scanner@localhost',
  '<scanner@example.com>',
  'Scanner <scanner@example.com>',
  'a@example.com,b@example.com',
  'a@example.com;b@example.com',
  'a@b@example.com',
  'a b@example.com',
  ' a@example.com',
  'a@example.com ',
  'a@example.com SIZE=1',
  'a@example.com>\r\nRCPT TO:<b@example.com',
  'a\u0000@example.com',
  'a\t@example.com',
  'a\u2028b@example.com',
  'a\u202eb@example.com',
  'a\u200bb@example.com',
  'a\u00a0b@example.com',
  'a\u0085b@example.com',
  'a\ud800b@example.com',
  '"a b"@example.com',
  'a\\b@example.com',
  'a(comment)@example.com',
  '.a@example.com',
  'a.@example.com',
  'a..b@example.com',
  'a@example.com.',
  'a@.example.com',
  'a@example..com',
  'a@-example.com',
  'a@example-.com',
  'a@under_score.example.com',
  'a@[192.0.2.1]',
  'a@192.0.2.1',
  'a@0x7f.1',
  'a@example.com:25',
  'a@example.com/x',
  'a@ex%61mple.com',
  'a@exam\u00adple.com',
  'a@exam\u202eple.com',
  `${'l'.repeat(65)}@example.com`,
  `${'ü'.repeat(33)}@example.com`,
  `a@${'x'.repeat(64)}.example`,
  `a@${'x.'.repeat(130)}example`,
  `a@${'ü.'.repeat(60)}example`,
])('%j is none', (text) => {
  expect(readAddrSpec(text)).toBeUndefined();
});

/** Letters that mean something to SMTP, to a header, to a terminal or to a resolver, and a few that do not. */
const letter = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...'ab.Z9@-_+') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...'<> ,;:"\'()[]\\%=/\r\n\t\0\u007f\u0085\u00a0\u00ad\u200b\u200f\u2028\u202e\u2066\ufeffüßﬀ。．＠Ａ例'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }) },
);
const typed = fc.oneof(
  fc.array(letter, { maxLength: 30 }).map((letters) => letters.join('')),
  fc.tuple(fc.array(letter, { maxLength: 8 }), fc.array(letter, { maxLength: 8 })).map(([a, b]) => `${a.join('')}@${b.join('')}.example`),
);

test('whatever is typed: an address has one @, a domain of letters that DNS knows, and nothing that ends or splits a line', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const read = readAddrSpec(text);
      if (!read) return;
      const { address, domain, isAscii } = read;
      expect(address).toMatch(/^[^\p{C}\p{Z}<>()[\]\\,;:"@]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/u);
      expect(address.endsWith(`@${domain}`)).toBe(true);
      expect(isAscii).toBe(/^[\0-\x7f]*$/.test(address));
      expect(Buffer.byteLength(address)).toBeLessThanOrEqual(254);
      // What was read once reads again as itself.
      expect(readAddrSpec(address)).toEqual(read);
    }),
    { numRuns: 40_000 },
  );
});

test('whatever is typed as From, login or greeting: a server gets the commands of a check and no other', async () => {
  const commands = [
    /^EHLO( [^\p{Cc}]*)?$/u,
    /^STARTTLS$/,
    /^EHLO( [^\p{Cc}]*)?$/u,
    /^AUTH PLAIN [A-Za-z0-9+/=]+$/,
    /^MAIL FROM:<[^<>\p{C}\p{Z}]+>( SMTPUTF8)?$/u,
    /^RCPT TO:<[^<>\p{C}\p{Z}]+>$/u,
    /^DATA$/,
  ];
  const offersAfterTls = ['AUTH PLAIN', 'SMTPUTF8'];
  await fc.assert(
    fc.asyncProperty(typed, typed, typed, async (sender, username, ehlo) => {
      const from = readAddrSpec(sender)?.address;
      const wish = request({
        ehlo: ehlo.replace(/[\p{Cc}\p{Cs}]/gu, ''),
        depth: 'send',
        credentials: { ...credentials, username },
        ...(from !== undefined && { from }),
      });
      let message: string[] = [];
      const answersMessage: Parameters<typeof server>[0] = {
        offersAfterTls,
        answersMessage: async (peer, lines) => {
          message = lines;
          peer.write('250 Ok\r\n');
        },
      };
      const { net, findings } = await see(wish, worldOf(server(answersMessage)), { testMessage });
      const lines = (net.connections[0]?.received ?? '').split('\r\n');
      expect(lines.pop()).toBe('');
      expect(lines.pop()).toBe('QUIT');
      if (message.length > 0) expect(lines.splice(7)).toEqual([...message, '.']);
      for (const [at, line] of lines.entries()) expect(line).toMatch(commands[at] ?? /nothing/);
      // Five lines of head, four of words above the empty one: nobody's text made one more.
      if (message.length > 0) expect(message).toHaveLength(14);
      const end = findings.stages.find(({ stage }) => stage === 'data');
      expect(end?.outcome === 'ok').toBe(message.length > 0);
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
