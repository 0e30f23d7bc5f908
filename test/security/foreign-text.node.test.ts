// What a server of a stranger says, over real sockets and in every form of the answer: of one that is no mail server nothing at all, of a mail
// server its text and nothing that acts.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '../harness/app.ts';

type Talk = (socket: Socket) => void;

/** A server on loopback that says what `talk` says, and the port it has. */
async function listen(talk: Talk): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

/** Says this at once, and its secret in answer to whatever comes. */
const says =
  (banner: string, then = banner): Talk =>
  (socket) => {
    socket.write(banner);
    socket.on('data', () => socket.write(then));
  };

const mark = 'INTERNAL-7f3a';
const others: Record<string, Talk> = {
  'a web server': says(`HTTP/1.1 400 Bad Request\r\nServer: ${mark}\r\n\r\n<title>${mark}</title>\r\n`),
  'a web server that answers without a line end': says(`HTTP/1.1 200 OK ${mark}`),
  'an SSH server': says(`SSH-2.0-${mark}\r\n`),
  'a Redis': says(`-ERR unknown command ${mark}\r\n`),
  'a Redis that answers in numbers': says(`$18\r\n${mark}\r\n`),
  'an IMAP server': says(`* OK [CAPABILITY IMAP4rev1] ${mark} ready\r\n`),
  'a POP server': says(`+OK ${mark}\r\n`),
  'a news server, whose replies have codes too': says(`200 ${mark} ready, posting allowed\r\n`),
  'a server of another protocol with codes': says(`300 ${mark}\r\n`),
  'a database': (socket) =>
    socket.write(Buffer.concat([Buffer.from([0x4a, 0, 0, 0, 10]), Buffer.from(`8.0.36-${mark}`), Buffer.alloc(40)])),
  'a server of lines that never end': says(mark.repeat(1_000)),
  'a server that begins like a mail server and is none': says(`220-\r\n${mark}\r\n`),
};

/** A mail server that greets, offers and refuses with everything that could act on a page or a terminal. */
const nasty: string[] = [
  'visit https://evil.example/login or [click](https://evil.example/) or <a href="https://evil.example/">here</a>',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'javascript:alert(1) mailto:thief@evil.example www.evil.example',
  '\u202egnp.exe\u202c \u2066x\u2069 \u200b\u200d\ufeff \u061c \u2028\u2029 \u00ad \u{e0041}',
  '\u001b[2J\u001b]8;;https://evil.example/\u0007link\u001b]8;;\u0007 \u0000\u0008\u007f\u009b31m \u0085',
];
const long = 'y'.repeat(1_000);
const mailServer: Talk = (socket) => {
  socket.write(nasty.map((text, at) => `220${at === nasty.length - 1 ? ' ' : '-'}${text}\r\n`).join(''));
  socket.on('data', (bytes) => {
    const offers = nasty.map((text) => `250-X-${text}\r\n`).join('');
    socket.write(bytes.toString().startsWith('EHLO') ? `250-mail.example\r\n${offers}250 ${long}\r\n` : `221 ${long}\r\n`);
  });
};

let app: App;
const servers: { port: number; server: Server }[] = [];
const portOf: Record<string, number> = {};
beforeAll(async () => {
  for (const [name, talk] of [...Object.entries(others), ['nasty', mailServer] as const]) {
    const listening = await listen(talk);
    servers.push(listening);
    portOf[name] = listening.port;
  }
  const targets = Object.values(portOf).map((port) => `localhost:${String(port)}`);
  app = await startApp({ PRACTICE: 'off', LIMITS: 'off', ALLOW_TARGETS: targets.join() });
});
afterAll(async () => {
  await app.close();
  for (const { server } of servers) server.close();
});

const forms = ['application/json', 'application/x-ndjson', 'text/html'];
const post = async (path: string, fields: object, accept: string): Promise<string> => {
  const response = await fetch(app.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify(fields),
  });
  return response.text();
};
const lookAt = (name: string, accept: string, more: object = {}) =>
  post('/api/look', { host: 'localhost', port: portOf[name], ...more }, accept);

describe('of a server that is no mail server nothing is shown', () => {
  test.each(Object.keys(others))('%s', async (name) => {
    for (const accept of forms) {
      const text = await lookAt(name, accept);
      expect(text).not.toContain(mark);
      // Nor in parts, or in another dress.
      expect(text).not.toMatch(/INTERNAL|SU5URVJOQU|494e5445524e414c/i);
      if (!name.includes('never end')) expect(text).toMatch(accept === 'text/html' ? /not the language of a mail server/ : /malformed/);
    }
    const { ticket } = JSON.parse(await lookAt(name, 'application/json')) as { ticket: string };
    const account = { username: 'scanner@kopierer-ag.ch', password: 'correct-horse-7!' };
    for (const security of ['starttls', 'none', 'implicit-tls'])
      expect(
        await post('/api/check', { host: 'localhost', port: portOf[name], security, ...account, ticket }, 'application/json'),
      ).not.toContain(mark);
  });
});

describe('of a mail server the text is shown, and nothing in it acts', () => {
  test('on a page: no link, no markup, no sign that turns or hides; long lines are cut', async () => {
    const html = await lookAt('nasty', 'text/html', { security: 'none' });
    expect(html).toContain('visit https://evil.example/login or [click]');
    expect(html).toContain('\\u202egnp.exe\\u202c');
    expect(html).toContain('\\u{e0041}');
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    expect(main).not.toMatch(/(?:href|src|action)="[^"]*(?:evil|javascript|mailto)/i);
    expect(main).not.toMatch(/<script|<img|onerror=(?!a)/i);
    expect(main).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u,
    );
    for (const line of main.replace(/<[^>]*>/g, '\n').split('\n')) expect(line.length).toBeLessThanOrEqual(2_000);
    expect(main).not.toContain('y'.repeat(301));
  });

  test.each(['application/json', 'application/x-ndjson'])(
    'as %s: the same value, with no sign in it that a terminal would obey',
    async (accept) => {
      const text = await lookAt('nasty', accept, { security: 'none' });
      for (const line of text.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(text).toContain('\\u202e');
      expect(text).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u,
      );
    },
  );
});
