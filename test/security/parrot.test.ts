// A server, its neighbours on other ports and its name server, all of which know the password from elsewhere and say it wherever they can.
import { expect, test } from 'vitest';
import { tellReport, tellStage, type Telling } from '../../cli/report-text.ts';
import { safeJson } from '../../cli/escape.ts';
import { screenOn } from '../../cli/screen.ts';
import { scriptedNet, tlsFacts, type Peer, type Script, type World } from '../../functions/nets/scripted.ts';
import { run, type RunEvent } from '../../src/diagnosis/run.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { encodeText } from '../../src/smtp/base64.ts';
import type { CheckRequest, LineEvent } from '../../src/smtp/events.ts';
import { toHtml } from '../../src/view/node.ts';
import { reportView } from '../../src/view/report-view.ts';
import { mask } from '../../src/smtp/redact.ts';
import { knowledge } from '../diagnosis/known.ts';
import { address, credentials, host, request, say, server, type Parts } from '../smtp/parts.ts';

const { username } = credentials;
const password = 'Zq7-Wv_x9Ky+Bt2';
const latin = Buffer.from('\u00fc').toString('latin1');

const forms = [
  password,
  password.toUpperCase(),
  encodeText(password),
  encodeText(`\0${username}\0${password}`),
  encodeText(`a${password}b`),
  encodeText(`ab${password}`),
  encodeText(`x${password}`).replaceAll('+', '-').replaceAll('/', '_'),
];

const chain = [
  {
    subject: `CN=${password}`,
    names: [host, ...forms],
    issuer: `O=${password}`,
    validFrom: '2026-01-01',
    validTo: '2027-01-01',
    fingerprint: '00',
  },
];
const trusted = tlsFacts({ chain });

const parts = (different: Partial<Parts> = {}): Partial<Parts> => ({
  greets: say(`220-${password}.example.test ${forms.join(' ')}\r\n220 ${password}.example.test`),
  offers: ['STARTTLS', ...forms.map((form) => `X-${form}`)],
  offersAfterTls: [`AUTH PLAIN LOGIN ${password} ${password.toUpperCase()}`, ...forms.map((form) => `XECHO ${form}`), `SIZE ${password}`],
  answersStarttls: say(`220 ${forms.join(' ')}`),
  tls: trusted,
  answersAuth: say(`235 2.7.0 ${forms.join(' ')}`),
  answersMail: say(`250 2.1.0 ${forms.join(' ')}`),
  answersRcpt: say(`250 2.1.5 ${forms.join(' ')}`),
  answersData: say(`354 ${forms.join(' ')}`),
  answersMessage: say(`250 2.0.0 Ok: queued as ${password}`),
  ...different,
});

const txt = [`v=spf1 include:${password}.example include:${encodeText(password).replaceAll('=', '')}.example exp=${password} -all`];
const worldOf = (main: Partial<Parts>, other: Script): World => ({
  names: {
    [host]: { A: [address] },
    'example.test': { TXT: txt, MX: [`${password}.example`] },
    '_dmarc.example.test': { TXT: [`v=DMARC1; p=reject; rua=mailto:${password}@example.test; ${encodeText(password)}`] },
  },
  servers: { [`${address}:587`]: server(main), [`${address}:465`]: other, [`${address}:2525`]: server(parts()) },
});

/** Everything that anybody gets to see of a run: events as lines, the page, the command's text and its JSON. */
async function toldOf(
  main: Partial<Parts>,
  wish: Partial<CheckRequest> = {},
  other: Script = server(parts(), { implicit: true }),
): Promise<string> {
  const net = scriptedNet(worldOf(main, other));
  const events: RunEvent[] = [];
  const wholly = request({ depth: 'send', addressDomain: 'example.test', credentials: { username, password }, ...wish });
  for await (const event of run({
    request: wholly,
    net,
    knowledge,
    id: 'x',
    address: username,
    peek: 'always',
    elsewhere: { netFor: () => net },
    testMessage: { subject: 'x', lines: ['x'] },
  }))
    events.push(event);
  const report = events.find((event): event is Report => event.type === 'report');
  if (!report) throw new Error('no report');
  const lines = events.filter((event): event is LineEvent => event.type === 'line');
  const known = checkKnowledge(knowledge);
  let written = '';
  const telling: Telling = {
    screen: screenOn({ write: (text) => (written += text) }, {}),
    knowledge: known,
    siteUrl: 'https://example.test',
  };
  for (const stage of report.stages) tellStage(telling, stage, lines);
  tellReport(telling, report, undefined);
  return [...events.map((event) => JSON.stringify(event)), toHtml(reportView(report, lines, known)), written, safeJson(report)].join('\n');
}

const no = (text: string) => async (peer: Peer) => peer.write(`${text}\r\n`);

test.each<[string, Partial<Parts>, Partial<CheckRequest>, Script?]>([
  ['takes everything', parts(), {}],
  ['refuses the sign-in', parts({ answersAuth: no(`535-5.7.8 ${forms.join('\r\n535-5.7.8 ')}\r\n535 5.7.8 ${password}`) }), {}],
  ['asks with the password', parts({ answersAuth: no(`334 ${encodeText(password)}`) }), { mechanism: 'LOGIN' }],
  [
    'shows it in a token error',
    parts({
      offersAfterTls: ['AUTH XOAUTH2'],
      answersAuth: async (peer) => (
        peer.write(`334 ${encodeText(JSON.stringify({ status: `${'x'.repeat(188)} ${password}`, scope: password }))}\r\n`),
        await peer.line(),
        peer.write(`535 ${password}\r\n`)
      ),
    }),
    { mechanism: 'XOAUTH2' },
  ],
  ['refuses the sender', parts({ answersMail: no(`550 5.7.1 ${forms.join(' ')}`) }), {}],
  ['refuses the recipient', parts({ answersRcpt: no(`550 5.7.1 ${forms.join(' ')}`) }), {}],
  ['refuses the message', parts({ answersMessage: no(`550 5.7.1 ${forms.join(' ')} ${latin}`) }), {}],
  ['is no mail server', parts({ greets: no(`HTTP/1.1 400 ${forms.join(' ')}`) }), {}],
  ['has a certificate for another name', parts({ tls: tlsFacts({ trusted: false, reasons: ['other-name'], chain }) }), {}],
  ['is not there', {}, { port: 2526 }],
  ['got it in the wrong field too', parts(), { from: `${password}@example.test` }],
])('one that %s brings it into nothing that is told', async (_, main, wish, other) => {
  const told = (await toldOf(main, wish, other)).toLowerCase();
  for (const form of forms) expect(told).not.toContain(form.toLowerCase());
  expect(told).not.toMatch(/zq7-wv|x9ky\+bt2/);
  expect(told.split(mask).length).toBeGreaterThan(10);
});
