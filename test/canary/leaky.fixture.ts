// A site that does everything wrong on purpose: asked for /<number>, it lets that form of the secret out in every way there is.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { formsOf } from './forms.ts';
import { secrets, username } from './secrets.ts';

const forms = secrets.flatMap(({ text }) => formsOf(text, username));
const server = createServer((request, response) => {
  const [, at = '', way = ''] = (request.url ?? '').split('/');
  const bytes = Buffer.from(forms[Number(at)]?.bytes ?? []);
  process.stdout.write(Buffer.concat([Buffer.from(`\nout ${at} `), bytes, Buffer.from('\n')]));
  process.stderr.write(Buffer.concat([Buffer.from(`\nerr ${at} `), bytes, Buffer.from('\n')]));
  writeFileSync(`file-${at}`, bytes);
  const page = Buffer.concat([Buffer.from('<p>'), bytes, Buffer.from('</p>')]);
  switch (way) {
    case 'chunks':
      response.write(page.subarray(0, page.length >> 1));
      return void response.end(page.subarray(page.length >> 1));
    case 'gzip':
      return void response.setHeader('Content-Encoding', 'gzip').end(gzipSync(page));
    case 'br':
      return void response.setHeader('Content-Encoding', 'br').end(brotliCompressSync(page));
    default:
      return void response.setHeader('Content-Length', page.length).end(page);
  }
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`at http://localhost:${String((server.address() as AddressInfo).port)}/\n`));
