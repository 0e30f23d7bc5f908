import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { operator, type Operator } from '../../src/knowledge/schemas/index.ts';
import { contactLines, helpLines, securityContact, type ContactWords } from '../../src/knowledge/contact.ts';

const words: ContactWords = {
  name: 'Name',
  price: 'Price',
  phone: 'Telephone',
  hours: 'Hours',
  form: 'Form',
  email: 'Mail',
  legalNotice: 'Legal notice',
  abuse: 'Server owners',
  serverPlace: 'Server',
};

const full: Required<Operator> = {
  name: 'Example Office Machines',
  phone: '+1 (555) 0100',
  form: 'https://example.com/help',
  email: 'help@example.com',
  hours: 'Monday to Friday',
  price: '55 dollars for each half hour',
  legalNotice: 'https://example.com/legal',
  abuse: 'abuse@example.com',
  serverPlace: 'Frankfurt',
  security: 'security@example.com',
  money: 'It is paid for by its makers.',
  source: 'https://example.com/source',
};

describe('contactLines', () => {
  test('gives a labelled line for every way to reach a full operator', () => {
    const lines = contactLines(operator.parse(full), words);
    expect(lines.map((line) => line.id).sort()).toEqual(Object.keys(words).sort());
    for (const line of lines)
      expect({ ...line, text: line.text.replace(/\u00a0/g, ' ') }).toMatchObject({ label: words[line.id], text: full[line.id] });
  });

  test('puts the price before the telephone number', () => {
    const ids = contactLines(full, words).map((line) => line.id);
    expect(ids.indexOf('price')).toBeLessThan(ids.indexOf('phone'));
  });

  test('gives nothing for an empty operator', () => {
    expect(contactLines(operator.parse({}), words)).toEqual([]);
  });

  test('leaves out what is not given and keeps the rest', () => {
    expect(contactLines({ name: 'A', hours: 'mornings' }, words).map((line) => line.text)).toEqual(['A', 'mornings']);
  });

  test('keeps the telephone number on one line', () => {
    expect(contactLines(full, words).find((line) => line.id === 'phone')?.text).toBe('+1\u00a0(555)\u00a00100');
  });

  test.each([
    ['+1 (555) 0100', 'tel:+15550100'],
    ['+49 (0)30 1234-5', 'tel:+493012345'],
    ['030 1234, ext. 5', 'tel:0301234'],
  ])('dials %s as %s', (phone, href) => {
    expect(contactLines({ phone }, words)[0]?.href).toBe(href);
  });

  test('links mailboxes and pages, and only reads the rest', () => {
    const hrefs = Object.fromEntries(contactLines(full, words).map((line) => [line.id, line.href]));
    expect(hrefs).toMatchObject({
      email: 'mailto:help@example.com',
      abuse: 'mailto:abuse@example.com',
      form: full.form,
      legalNotice: full.legalNotice,
    });
    expect([hrefs.name, hrefs.price, hrefs.hours, hrefs.serverPlace]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('operator.yaml', () => {
  const file = readFileSync(new URL('../../src/content/operator.yaml', import.meta.url), 'utf8');

  test('fits its schema as it stands', () => {
    expect(operator.safeParse(parse(file) ?? {}).success).toBe(true);
  });

  test('fits its schema with every key switched on, and names every key', () => {
    const switchedOn: unknown = parse(file.replace(/^# ([a-zA-Z]+: )/gm, '$1'));
    expect(Object.keys(operator.parse(switchedOn)).sort()).toEqual(Object.keys(operator.shape).sort());
  });
});

describe('helpLines', () => {
  test('gives those who want help what helps them, and keeps the rest for the about page', () => {
    expect(helpLines(full, words).map((line) => line.id)).toEqual(['name', 'price', 'phone', 'hours', 'form', 'email']);
  });

  test('gives nothing where only a name is known', () => {
    expect(helpLines({ name: 'A', legalNotice: 'https://example.com/' }, words)).toEqual([]);
  });
});

describe('securityContact', () => {
  test('is the mailbox for it, else the one that server owners have, else the general one', () => {
    expect(securityContact(full)).toBe('mailto:security@example.com');
    expect(securityContact({ abuse: 'abuse@example.com', email: 'help@example.com' })).toBe('mailto:abuse@example.com');
    expect(securityContact({ email: 'help@example.com', form: 'https://example.com/help' })).toBe('mailto:help@example.com');
  });

  test('may be an https address, and nothing that is sent in clear', () => {
    expect(securityContact({ security: 'https://example.com/report' })).toBe('https://example.com/report');
    expect(securityContact({ form: 'http://example.com/help', phone: '+1 555 0100' })).toBeUndefined();
    expect(operator.safeParse({ security: 'http://example.com/report' }).success).toBe(false);
  });
});
