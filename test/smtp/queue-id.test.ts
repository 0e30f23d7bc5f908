import { expect, test } from 'vitest';
import { queueIdOf } from '../../src/smtp/queue-id.ts';

test.each<[string, string, string | undefined]>([
  ['Postfix', '2.0.0 Ok: queued as 4ZxY1c2Qh0z9v', '4ZxY1c2Qh0z9v'],
  ['Postfix with short names', '2.0.0 Ok: queued as 7E4B21C0A2', '7E4B21C0A2'],
  ['Exim', 'OK id=1tFyKq-0000000ABCD-1x2Y', '1tFyKq-0000000ABCD-1x2Y'],
  ['OpenSMTPD', '2.0.0 a1b2c3d4 Message accepted for delivery', 'a1b2c3d4'],
  ['Sendmail', '2.0.0 4AP90abc123456 Message accepted for delivery', '4AP90abc123456'],
  [
    'Microsoft',
    '2.0.0 OK <0123456789abcdef@example.test> [Hostname=AM0PR01MB0001.eurprd01.prod.exchangelabs.com]',
    '<0123456789abcdef@example.test>',
  ],
  [
    'Exchange',
    '2.6.0 <0123456789abcdef@example.test> [InternalId=123456789, Hostname=EX01.example.test] 1234 bytes in 0.1, 1 KB/sec Queued mail for delivery',
    '<0123456789abcdef@example.test>',
  ],
  [
    'Gmail',
    '2.0.0 OK  1732525200 ffacd0b85a97d-38260bc0123sm12345678f8f.45 - gsmtp',
    '1732525200 ffacd0b85a97d-38260bc0123sm12345678f8f.45',
  ],
  [
    'Amazon',
    'Ok 0100018f3c5d7e9a-12345678-90ab-cdef-1234-567890abcdef-000000',
    '0100018f3c5d7e9a-12345678-90ab-cdef-1234-567890abcdef-000000',
  ],
  ['SendGrid', 'Ok: queued as x8dcl2VtQ0mXb3GkP3Zz5A', 'x8dcl2VtQ0mXb3GkP3Zz5A'],
  ['Microsoft with its own form', '<0123456789abcdef@example.test> [Hostname=AM0PR01MB0001]', '<0123456789abcdef@example.test>'],
  ['one that says nothing', '2.0.0 Ok', undefined],
  ['one that says something else', '2.0.0 Message received, thank you', undefined],
  ['one whose words were hidden', '••••', undefined],
  ['one that says too much', `2.0.0 Ok: queued as ${'x'.repeat(3_000)}`, undefined],
])('%s', (_, line, id) => {
  expect(queueIdOf({ code: 250, lines: [line] })).toBe(id);
});

test('a reply of several lines is read as one', () => {
  expect(queueIdOf({ code: 250, lines: ['2.0.0 Ok:', 'queued as 4ZxY1c2Qh0z9v'] })).toBe('4ZxY1c2Qh0z9v');
});
