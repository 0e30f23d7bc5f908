// The site and its API as one Node server: the reference runtime, for self-hosting and for the tests.
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { withPractice } from '../../practice/net.ts';
import type { Practice } from '../../practice/server.ts';
import { createApp } from '../app.ts';
import { loadFiles, serveFile } from '../files.ts';
import { publicOnly } from '../guards/public-only.ts';
import { nodeNet } from '../nets/node.ts';
import type { Settings } from '../settings.ts';

export interface ServerOptions {
  settings: Settings;
  /** The practice mail server, if one runs: its names lead to it, everything else stays as it is. */
  practice?: Practice;
  /** Folder that holds dist and src/generated. Default: this checkout. */
  root?: string;
  /** Where lines of log go; none holds what was typed. Default standard error. */
  log?: (line: string) => void;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** The server cannot start as it was asked to; the message is one sentence. */
export class StartError extends Error {}

const checkout = join(import.meta.dirname, '../..');

/**
 * Starts the server and resolves when it listens.
 * Errors: StartError when EXTRA_CA cannot be read or the site was not built; the system's own error when it cannot listen (EADDRINUSE, ...).
 */
export async function startServer({ settings, practice, root = checkout, log = console.error }: ServerOptions): Promise<RunningServer> {
  const files = await loadFiles(join(root, 'dist')).catch(() => undefined);
  const shell = files?.get('/answer/');
  if (!files || !shell) throw new StartError('The site is not built yet; run "npm run build" first.');
  const shellText = new TextDecoder().decode(shell.body);
  const knowledge = JSON.parse(await readFile(join(root, 'src/generated/knowledge.json'), 'utf8')) as Knowledge;
  const ca = settings.extraCa === undefined ? [] : [await readExtraCa(settings.extraCa)];
  const net = nodeNet({ ca, ...(settings.dnsServer !== undefined && { dnsServer: settings.dnsServer }) });
  const app = createApp({
    settings,
    knowledge,
    checkKnowledge: checkKnowledge(knowledge),
    netFor: (port) => {
      const guarded = publicOnly(net, settings.allowTargets, port);
      return practice ? withPractice(guarded, practice) : guarded;
    },
    shell: () => Promise.resolve(shellText),
    counts: { running: 0, most: settings.maxChecks },
    log,
  });
  const fetch = (request: Request): Response | Promise<Response> =>
    new URL(request.url).pathname.startsWith('/api/') ? app.fetch(request) : serveFile(files, request);

  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port: settings.port, hostname: settings.host }, (info: AddressInfo) => {
      resolve({
        url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${String(info.port)}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.on('error', reject);
  });
}

async function readExtraCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`EXTRA_CA names ${path}, which cannot be read.`);
  }
}
