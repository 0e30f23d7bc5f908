// The parts that read what a stranger wrote: a domain, XML, an HTTP answer, services. Each refuses more than it takes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAutoconfig } from '../../functions/discover/autoconfig.ts';
import { readDomain } from '../../functions/discover/domain.ts';
import { headEnd, joinChunks, readHead } from '../../functions/discover/http-answer.ts';
import { submissionServices } from '../../functions/discover/services.ts';
import { readXml } from '../../functions/discover/xml.ts';
import { readService, servicesOf, type Services } from '../../functions/nets/srv.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a domain', () => {
  test.each([
    ['kopierer-ag.ch', 'kopierer-ag.ch'],
    [' Kopierer-AG.CH. ', 'kopierer-ag.ch'],
    ['büro.ch', 'xn--bro-hoa.ch'],
    ['büro。ch', 'xn--bro-hoa.ch'],
  ])('%j is read as %s', (typed, domain) => {
    expect(readDomain(typed)).toEqual({ domain });
  });

  test.each(['scanner@kopierer-ag.ch', '@kopierer-ag.ch', 'scanner＠kopierer-ag.ch', 'a@b@c.ch'])(
    'in %j is the part before the @ refused, not cut',
    (typed) => {
      expect(readDomain(typed)).toEqual({ error: 'domain-address' });
    },
  );

  test.each([
    ['', 'domain-needed'],
    [undefined, 'domain-needed'],
    ['https://kopierer-ag.ch/', 'domain-form'],
    ['kopierer-ag.ch:587', 'domain-form'],
    ['a b.ch', 'domain-form'],
    ['a..ch', 'domain-form'],
    ['_dmarc.kopierer-ag.ch', 'domain-form'],
    ['127.0.0.1', 'domain-form'],
    ['0x7f.1', 'domain-form'],
    ['[::1]', 'domain-form'],
    ['kopierer-ag.ch\u202e', 'domain-form'],
    ['%6cocalhost.ch', 'domain-form'],
    ['x'.repeat(64) + '.ch', 'domain-form'],
    [Array.from({ length: 1_000 }, () => 'a').join('.'), 'domain-form'],
    ['x'.repeat(100_000), 'domain-form'],
    ['localhost', 'domain-inside'],
    ['printer', 'domain-inside'],
    ['nas.local', 'domain-inside'],
    ['ad.corp', 'domain-inside'],
    ['kopierer.test', 'domain-inside'],
    ['hidden.onion', 'domain-inside'],
  ])('%j is refused: %s', (typed, error) => {
    expect(readDomain(typed)).toEqual({ error });
  });
});

describe('the reader of XML', () => {
  test('reads elements, attributes, text and comments', () => {
    const root = readXml(
      `<?xml version="1.0" encoding="UTF-8"?>\n<!-- one --><a b="1" c='2'>text<!-- <b> --><d/>\n<e f="x > y">&amp;</e></a>\n`,
    );
    expect(root).toMatchObject({ name: 'a', text: 'text\n', children: [{ name: 'd' }, { name: 'e', text: '&amp;' }] });
    expect(Object.fromEntries(root?.attributes ?? [])).toEqual({ b: '1', c: '2' });
  });

  test.each([
    '', 'text', '<a>', '</a>', '<a></b>', '<a/><b/>', '<a/>text', '<a b/>', '<a b=1/>', '<a b="1" b="2"/>', '<a b="<"/>', '<a', '<a b="', '<a><!-- </a>', '< a/>', '<a/ >',
    '<!DOCTYPE a><a/>', '<!doctype a><a/>', '<a><!DOCTYPE a></a>', '<a><![CDATA[x]]></a>', '<!ENTITY a "b"><a/>', '<a/><?php x ?>', '<?xml-stylesheet href="x"?><a/>',
    ' <?xml version="1.0"?><a/>', '<?xml version="1.0"?><?xml version="1.0"?><a/>', '<1a/>', '<a><></a>',
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><clientConfig>&lol2;</clientConfig>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', '<a xmlns:xi="y"><xi:include href="file:///etc/passwd"></a>',
  ])('refuses %j', (text) => {
    expect(readXml(text)).toBeUndefined();
  }); // prettier-ignore

  test('expands nothing and reads names of JavaScript as any others', () => {
    expect(readXml('<a>&lol;&#60;b&#62;</a>')).toMatchObject({ text: '&lol;&#60;b&#62;', children: [] });
    expect(readXml('<__proto__ __proto__="x" constructor="y"/>')?.attributes.get('__proto__')).toBe('x');
  });

  test('stops at 16 levels and at 1,000 elements', () => {
    const nested = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    expect(readXml(nested(16))).toBeDefined();
    expect(readXml(nested(17))).toBeUndefined();
    expect(readXml(`<a>${'<b/>'.repeat(999)}</a>`)?.children).toHaveLength(999);
    expect(readXml(`<a>${'<b/>'.repeat(1_000)}</a>`)).toBeUndefined();
  });

  test('throws at nothing, and ends with every 64 kB that are made to be slow', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', '!', '-', '?', '&', '"', "'", '=', ' ', 'a', 'b', '[', ']') }), (text) => readXml(text) !== null)); // prettier-ignore
    const long = 65_000;
    for (const part of ['<', '<a ', ' ', '<!--', '-', '<a b="', '&a;', '<a b=" ">', '</a', 'a'])
      expect(readXml(`<a${part.repeat(long / part.length)}`)).toBeUndefined();
  });
});

const config = (servers: string, around = (inner: string) => `<clientConfig version="1.1"><emailProvider id="x">${inner}</emailProvider></clientConfig>`) => bytes(`<?xml version="1.0"?>\n${around(servers)}`); // prettier-ignore
const server = (values: Record<string, string>, type = 'smtp') =>
  `<outgoingServer type="${type}">${Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</outgoingServer>`; // prettier-ignore
const good = { hostname: 'mail.kopierer-ag.ch', port: '587', socketType: 'STARTTLS', username: '%EMAILADDRESS%' };
const read = (content: Uint8Array) => readAutoconfig(content, 'kopierer-ag.ch');

describe('a settings file', () => {
  test('gives its outgoing servers in their order, and nothing else of it', () => {
    const incoming =
      '<incomingServer type="imap"><hostname>imap.kopierer-ag.ch</hostname><port>993</port><socketType>SSL</socketType></incomingServer>';
    const second = { hostname: 'SMTP.%EMAILDOMAIN%', port: ' 465 ', socketType: 'SSL', username: '%EMAILLOCALPART%' };
    expect(read(config(incoming + server(good) + server(second)))).toEqual([
      { host: 'mail.kopierer-ag.ch', port: 587, security: 'starttls', username: 'address' },
      { host: 'smtp.kopierer-ag.ch', port: 465, security: 'implicit-tls', username: 'local-part' },
    ]);
  });

  test('does not hand on a user name of its own', () => {
    expect(read(config(server({ ...good, username: 'admin' })))[0]).not.toHaveProperty('username');
  });

  test.each<[string, Uint8Array]>([
    ['without encryption', config(server({ ...good, socketType: 'plain' }))],
    ['with a port of words', config(server({ ...good, port: '587 or so' }))],
    ['of another kind', config(server(good, 'exchange'))],
    ['in another place', config(server(good), (inner) => `<clientConfig>${inner}</clientConfig>`)],
    ['in another document', config(server(good), (inner) => `<config><emailProvider>${inner}</emailProvider></config>`)],
    ['in other signs than UTF-8', Uint8Array.from([...config(server(good)), 0xff])],
    ['with a document type', bytes(`<!DOCTYPE clientConfig>${new TextDecoder().decode(config(server(good)))}`)],
    ['that is a web page', bytes('<!doctype html><title>Not found</title>')],
  ])('has no server where it stands %s', (_story, content) => {
    expect(read(content)).toEqual([]);
  });

  test('has at most ten', () => {
    expect(read(config(server(good).repeat(50)))).toHaveLength(10);
  });
});

describe('an HTTP answer', () => {
  const head = (text: string) => readHead(bytes(`${text}\r\n\r\n`));
  test('is taken as a plain 200, with its length where it says one', () => {
    expect(head('HTTP/1.1 200 OK\r\nContent-Type: text/xml')).toMatchObject({ chunked: false });
    expect(head('HTTP/1.0 200\r\ncontent-length: 5')).toMatchObject({ chunked: false, length: 5 });
    expect(head('HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Encoding: identity')).toMatchObject({ chunked: true });
  });

  test.each([
    'HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/', 'HTTP/1.1 302 Found\r\nLocation: /other', 'HTTP/1.1 103 Early', 'HTTP/1.1 204 No', 'HTTP/1.1 404 Not Found',
    'HTTP/1.1 2000 OK', 'HTTP/2 200', 'ICY 200 OK', '', 'HTTP/1.1 200 OK\r\nno field', 'HTTP/1.1 200 OK\r\n folded: x', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6', 'HTTP/1.1 200 OK\r\nContent-Length: -1', 'HTTP/1.1 200 OK\r\nContent-Length: 0x10',
    'HTTP/1.1 200 OK\r\nContent-Length: 99999999999', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3',
  ])('is refused as %j', (text) => {
    expect(head(text)).toBeUndefined();
  }); // prettier-ignore

  test('ends its head at the first empty line, wherever the bytes are split', () => {
    const whole = bytes('HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\n');
    for (let from = 0; from <= 24; from += 1) expect(headEnd(whole, from)).toBe(25);
    expect(headEnd(whole.subarray(0, 24), 0)).toBe(-1);
  });

  test('puts chunks together, and takes none that is cut off', () => {
    const joined = joinChunks(bytes('3\r\nabc\r\n4;name=value\r\ndefg\r\n0\r\n\r\n'));
    expect(new TextDecoder().decode(joined)).toBe('abcdefg');
    for (const text of [
      '',
      '3\r\nab',
      '3\r\nabc\r\n',
      'x\r\nabc\r\n0\r\n\r\n',
      '-1\r\n',
      '3\nabc\n0\n',
      '3\r\nabcd\r\n0\r\n',
      'ffffffffff\r\n',
      '   3\r\nabc\r\n0\r\n',
    ])
      expect(joinChunks(bytes(text)), text).toBeUndefined();
  });
});

describe('services', () => {
  const service = (priority: number, weight: number, target: string, port = 587) => ({ priority, weight, port, target });
  const answer = (records: Record<string, Services>) =>
    submissionServices('kopierer-ag.ch', async (name) => records[name.split('.')[0] ?? ''] ?? { outcome: 'none' });

  test('come with TLS from the start first, then by priority, then by weight, the same every day', async () => {
    const found = await answer({
      _submission: servicesOf([service(0, 0, 'd.ch.')]),
      _submissions: servicesOf([
        service(20, 99, 'c.ch.', 465),
        service(10, 5, 'b.ch.', 465),
        service(10, 60, 'A.ch.', 465),
        service(10, 5, 'aa.ch.', 465),
      ]),
    });
    expect(found).toMatchObject({ outcome: 'ok' });
    expect('candidates' in found && found.candidates.map(({ host, security }) => `${host} ${security}`)).toEqual([
      'a.ch implicit-tls',
      'aa.ch implicit-tls',
      'b.ch implicit-tls',
      'c.ch implicit-tls',
      'd.ch starttls',
    ]);
  });

  test('are decidedly none where both targets are a dot', async () => {
    const dot = servicesOf([service(0, 0, '.', 0)]);
    expect(await answer({ _submission: dot, _submissions: dot })).toEqual({ outcome: 'says-none' });
    expect(await answer({ _submissions: dot })).toEqual({ outcome: 'nothing' });
    expect(await answer({ _submissions: dot, _submission: servicesOf([service(0, 0, 'd.ch')]) })).toMatchObject({
      candidates: [{ host: 'd.ch', security: 'starttls' }],
    });
  });

  test('that could not be looked up are not sold as none', async () => {
    expect(await answer({ _submission: { outcome: 'failed' } })).toEqual({ outcome: 'could-not-tell' });
    expect(await answer({ _submission: { outcome: 'failed' }, _submissions: servicesOf([service(0, 0, 'd.ch', 465)]) })).toMatchObject({
      outcome: 'ok',
    });
  });

  test('are read from the form of zone files, and nothing else is', () => {
    expect(readService('10 60 587 mail.kopierer-ag.ch.')).toEqual(service(10, 60, 'mail.kopierer-ag.ch.'));
    for (const data of ['', '10 60 587', '10 60 587 a b', '-1 0 587 a.', '1e3 0 587 a.', `0 0 587 ${'a'.repeat(300)}`])
      expect(readService(data)).toBeUndefined();
  });

  test('are at most twenty, with numbers that are some', () => {
    const many = servicesOf(Array.from({ length: 500 }, () => service(0, 0, 'a.ch')));
    expect('records' in many && many.records).toHaveLength(20);
    expect(servicesOf([service(0, 0, 'a.ch', 70_000), service(1.5, 0, 'a.ch'), service(0, Number.NaN, 'a.ch')])).toEqual({
      outcome: 'none',
    });
  });
});
