// What is read out of pasted texts: the line that matters, its stage and codes, the program and the hosts; and the cause that follows.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/explain/explain.ts';
import { readLength } from '../../src/explain/lines.ts';
import { readText } from '../../src/explain/read.ts';
import { known } from './known.ts';
import { pasted } from './pasted.ts';

describe('reads', () => {
  test.each(pasted)('$name', ({ text, stage, code, enhanced, lines, cause, program, host }) => {
    const { read, matters, causes } = explain(text, known);
    expect({
      stage: matters?.stages[0],
      code: matters?.reply?.code,
      enhanced: matters?.reply?.enhanced,
      lines: [matters?.from, matters?.to],
    }).toEqual({
      stage,
      code: code ?? (enhanced === undefined ? undefined : Number(`${enhanced.charAt(0)}00`)),
      enhanced,
      lines,
    });
    if (cause !== undefined) expect(causes[0]?.cause).toBe(cause);
    if (program !== undefined) expect(read.program).toBe(program);
    if (host !== undefined) expect(read.hosts).toContain(host);
  });

  test.each(pasted)('the same with CRLF, quotation marks of a forwarded mail and time stamps: $name', ({ text, stage, code }) => {
    for (const altered of [text.replaceAll('\n', '\r\n'), text.replace(/^/gm, '> ')]) {
      const { matters } = explain(altered, known);
      expect([matters?.stages[0], code === undefined ? undefined : matters?.reply?.code]).toEqual([stage, code]);
    }
  });
});

test('a bounce wrapped over three lines is told by the command behind it, quoted or not: neither SPF nor DKIM vouches for the sender', () => {
  const bounce =
    '<boss@example.org>: host mx.example.org[203.0.113.5] said: 550 5.7.26 This\n    mail has been blocked because the sender is unauthenticated. Gmail requires all\n    senders to authenticate with either SPF or DKIM. (in reply to end of DATA command)\n\nFinal-Recipient: rfc822; boss@example.org';
  for (const text of [bounce, bounce.replace(/^/gm, '> ')]) {
    const { matters, causes } = explain(text, known);
    expect(matters?.stages).toEqual(['data']);
    expect(causes[0]?.cause).toBe('sender-not-allowed');
    expect(causes.map(({ cause }) => cause)).not.toContain('ip-blocklisted');
  }
});

test('in a log that repeats itself many times the answer of the server still weighs more than what the program says behind it', () => {
  const once = 'SERVER -> CLIENT: 535 5.7.8 Username and Password not accepted\nSMTP Error: Could not authenticate.\n';
  const { matters } = explain(`${once}${'250 OK\n'.repeat(50)}`.repeat(300), known);
  expect([matters?.reason, matters?.reply?.code]).toEqual(['permanent', 535]);
});

test('neither the code in front of a host nor a function of a stack is part of a server name', () => {
  const { read } = explain(
    'Error: connect ECONNREFUSED 127.0.0.1:587\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)\nSERVER -> CLIENT: 250-smtp.example.com at your service',
    known,
  );
  expect(read.hosts).toEqual(['smtp.example.com']);
});

test('text that no mail server says has nothing in it', () => {
  for (const text of [
    '',
    '   \n\n',
    'Dear Sir or Madam, the weather was fine.',
    'version 5.1.1 of the driver',
    '250 ms, 587 items',
    'HTTP/1.1 200 OK',
    '220 mail.example.com ESMTP\n250 OK',
  ])
    expect(readText(text).seen, text).toEqual([]);
});

test('of a very long text the end is read, and it says so', () => {
  const long = `535 5.7.8 Error: authentication failed\n${'nothing to see here\n'.repeat(300_000)}550 5.1.1 User unknown\n`;
  const { cut, seen, lineCount } = readText(long);
  expect(cut).toBe(true);
  expect(seen.map(({ reply }) => reply?.code)).toEqual([550]);
  expect(lineCount).toBeLessThanOrEqual(readLength / 20 + 2);
  expect(readText('550 no').cut).toBe(false);
});

test('only a server that a fact file has is handed on for a check, and its port is the one of the text where that fits', () => {
  const evil = explain('host: mail.evil.example\n535 5.7.8 Error: authentication failed', known);
  expect(evil.knownHost).toBe(undefined);
  expect(evil.read.hosts).toEqual(['mail.evil.example']);
  const [provider] = Object.values(known.providers);
  const [endpoint] = Object.values(provider?.endpoints ?? {}).filter(({ signIn }) => signIn);
  const { knownHost, providers } = explain(`connect to ${endpoint?.host ?? ''}:${String(endpoint?.port)}\n535 5.7.8 no`, known);
  expect(knownHost).toEqual({ host: endpoint?.host, port: endpoint?.port });
  expect(providers).toContain(provider?.id);
});

test('a device that is named is found', () => {
  const [device] = Object.values(known.devices);
  expect(explain(`${device?.brand ?? ''} ${device?.name ?? ''}: 535 5.7.8 no`, known).devices).toContain(device?.id);
});

test('texts made to be slow are read', () => {
  const bits = [
    '535 ',
    '535-',
    '5.7.8 ',
    'a.',
    '> ',
    '\\n',
    '<div ',
    '10:00:00 ',
    '[a] ',
    '535-5.7.8 x\n',
    'said: 535 x (in reply to ',
    '\n',
    ':',
  ];
  // A quadratic one would run into the limit of the suite.
  for (const bit of bits) expect(readText(bit.repeat(100_000 / bit.length)).cut).toBe(false);
});
