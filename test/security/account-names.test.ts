// One account under many names: none of them brings it new tries.
import { expect, test } from 'vitest';
import { big, client, here, passOf, said, setUp, small } from '../guards/limits-parts.ts';

const other = (at: number) => client(`203.0.${String(at)}.1`);

async function stoppedAs(first: string, second: string, host = 'smtp.buero.example', elsewhere = host): Promise<boolean> {
  const { limits } = setUp('refused-in-15-minutes=1');
  await passOf(await limits.admitSignIn(here, first, { host })).settle('refused');
  return said(await limits.admitSignIn(other(1), second, { host: elsewhere })) === 'account';
}

test.each([
  ['a final dot', 'scanner@praxis.example.'],
  ['two final dots', 'scanner@praxis.example..'],
  ['dots, which Gmail passes over', 's.can.ner@praxis.example'],
  ['a word behind a plus', 'scanner+1@praxis.example'],
  ['a mailbox that it opens (Exchange)', 'scanner@praxis.example\\room-1'],
  ['a mailbox that it opens, with the other slash', 'scanner@praxis.example/room-1'],
  ['a Windows domain in front', 'X1\\scanner@praxis.example'],
  ['marks that have no look', 'scan\u200bner@prax\u00adis.example'],
  ['blanks and quotes', '"scanner" @praxis.example'],
])('an address is one account, also with %s', async (_story, name) => {
  expect(await stoppedAs('scanner@praxis.example', name)).toBe(true);
});

test('a domain with other letters is the same in A-labels', async () => {
  expect(await stoppedAs('scanner@büro-süd.example', 'scanner@xn--bro-sd-3yae.example')).toBe(true);
});

test('an address is one account at whatever host: a shared server has a name and a certificate for each of its customers', async () => {
  expect(await stoppedAs('scanner@praxis.example', 'scanner@praxis.example', 'mail.customer-a.example', 'mail.customer-b.example')).toBe(
    true,
  );
});

test('domains of one provider are one house', async () => {
  expect(await stoppedAs('scanner@post.big.example', 'scanner@alias.big.example', big.host)).toBe(true);
  expect(await stoppedAs('scanner', 'scanner@alias.big.example', big.host)).toBe(true);
});

test('a server that does not read the domain of a user name is not open to one name with a thousand domains', async () => {
  const { limits } = setUp('refused-in-15-minutes=1 refused-a-day=2');
  let through = 0;
  for (let at = 0; at < 50; at += 1) {
    const admission = await limits.admitSignIn(other(at), `scanner@n${String(at)}.example`, small);
    if (!admission.admitted) continue;
    through += 1;
    await admission.pass.settle('refused');
  }
  // Three times what one account has: "info" of several customers of one server are several people.
  expect(through).toBe(6);
});

test('other accounts are others', async () => {
  expect(await stoppedAs('scanner@praxis.example', 'copier@praxis.example')).toBe(false);
  expect(await stoppedAs('scanner@praxis.example', 'scanner@praxis-2.example')).toBe(false);
  expect(await stoppedAs('+1@praxis.example', '+2@praxis.example')).toBe(false);
  expect(await stoppedAs('...', '+')).toBe(false);
});
