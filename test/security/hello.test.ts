// What a peek may not take for a yes, what it may not carry along, and what it costs.
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tlsFacts } from '../../functions/nets/scripted.ts';
import { HelloAnswer } from '../../src/smtp/hello/answer.ts';
import { list8, u16, u24 } from '../../src/smtp/hello/bytes.ts';
import { readCertificate } from '../../src/smtp/hello/certificate.ts';
import { hellos, type HelloName } from '../../src/smtp/hello/hellos.ts';
import { createAuthority } from '../../practice/certificates.ts';
import { request, see, server, usual, worldOf } from '../smtp/parts.ts';

const record = (content: number[], type = 22): number[] => [type, 3, 3, ...u16(content.length), ...content];
const message = (type: number, body: number[]): number[] => [type, ...u24(body.length), ...body];
const random = Array.from({ length: 32 }, (_, at) => at);
const extension = (type: number, value: number[]): number[] => [...u16(type), ...u16(value.length), ...value];
function serverHello(version: number, suite: number, extensions: number[] = []): number[] {
  const behind = extensions.length > 0 ? [...u16(extensions.length), ...extensions] : [];
  return message(2, [...u16(version), ...random, ...list8([]), ...u16(suite), 0, ...behind]);
}
const done = message(14, []);
const as13 = (suite: number, group: number): number[] =>
  serverHello(0x0303, suite, [...extension(43, u16(0x0304)), ...extension(51, u16(group))]);

function judge(hello: HelloName, ...messages: number[][]): string | undefined {
  const answer = new HelloAnswer(hellos[hello]);
  answer.push(Uint8Array.from(record(messages.flat())));
  return answer.judgement?.wouldGetIn;
}

describe('no yes', () => {
  test.each<[string, HelloName, number[][]]>([
    ['that shows no certificate', 'device-2014', [serverHello(0x0303, 0xc013), done]],
    ['whose list of certificates is empty', 'device-2014', [serverHello(0x0303, 0xc013), message(11, u24(0)), done]],
    ['of TLS 1.3 with a cipher of 1.2', 'today', [as13(0xc02f, 0x001d)]],
    ['of TLS 1.2 with a cipher of 1.3', 'today', [serverHello(0x0303, 0x1301), message(11, [...u24(4), ...u24(1), 0]), done]],
    ['that wants a key of a group that was not offered', 'today', [as13(0x1301, 0x0019)]],
    ['of TLS 1.3 without any key', 'today', [serverHello(0x0303, 0x1301, extension(43, u16(0x0304)))]],
  ])('is an answer %s', (_, hello, messages) => {
    expect(judge(hello, ...messages)).toBe('unclear');
  });

  test('and the proper ones still are one', () => {
    expect(judge('today', as13(0x1301, 0x001d))).toBe('ok');
    expect(judge('today', as13(0x1301, 0x0017))).toBe('ok');
    expect(judge('device-2009', serverHello(0x0301, 0x002f), message(11, [...u24(4), ...u24(1), 0]), done)).toBe('ok');
  });
});

test('a peek behind a check asks for no MX again, and never has the credentials', async () => {
  const wish = request({ addressDomain: 'example.test' });
  const refused = tlsFacts({ trusted: false, reasons: ['version'] });
  const { net, findings } = await see(wish, worldOf(server({ tls: refused, answersStarttls: usual.answersStarttls })), {
    peek: 'after-tls-failure',
  });
  expect(findings.peeks).toHaveLength(3);
  expect(net.lookups.filter((one) => one.endsWith(' MX'))).toHaveLength(1);
});

describe('a flood', () => {
  const warning = record([1, 112], 21);
  const long = record(Array<number>(16_000).fill(1));
  test.each<[string, number[], number]>([
    ['single bytes', [...long, ...long, ...long, ...long, ...long], 1],
    ['empty records', Array.from({ length: 14_000 }, () => record([])).flat(), 5],
    ['warnings', Array.from({ length: 10_000 }, () => warning).flat(), 7],
    ['one record', Array.from({ length: 10_000 }, () => warning).flat(), 70_000],
  ])('of %s ends at 64 kB', (_, bytes, step) => {
    const answer = new HelloAnswer(hellos.today);
    let taken = 0;
    while (!answer.judgement && taken < bytes.length) {
      answer.push(Uint8Array.from(bytes.slice(taken, taken + step)));
      taken += step;
    }
    expect(answer.judgement).toEqual({ wouldGetIn: 'unclear', why: 'too-long' });
    expect(taken).toBeLessThanOrEqual(65_536 + step);
  });
});

test('a common name brings no control character along', async () => {
  const pem = createAuthority().issue('good', ['a\0b\n\u001b[2J']).certificate;
  const der = new Uint8Array(new X509Certificate(pem).raw);
  // Without subjectAltName the common name counts: its identifier becomes an unknown one.
  const at = Buffer.from(der).indexOf(Buffer.from([0x55, 0x1d, 0x11]));
  der[at + 2] = 0x7f;
  expect((await readCertificate(der))?.names).toEqual(['a\\00b\\0A\\1B[2J']);
});
