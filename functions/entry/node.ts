// The site and its API as one Node server: the reference runtime, for self-hosting and for the tests.
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { securityContact } from '../../src/knowledge/contact.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { withPractice } from '../../practice/net.ts';
import type { Practice } from '../../practice/server.ts';
import { createApp } from '../app.ts';
import { autoconfig } from '../discover/autoconfig.ts';
import { memoryCounts } from '../counts/memory.ts';
import { loadFiles, serveFile } from '../files.ts';
import { clientOf, isUnknownProxy, type Client } from '../guards/client.ts';
import { makeLimits } from '../guards/limits.ts';
import { mailSystems } from '../guards/mail-system.ts';
import { publicOnly } from '../guards/public-only.ts';
import { isSecure } from '../headers.ts';
import { nodeNet } from '../nets/node.ts';
import { nodeServices } from '../nets/node-dns.ts';
import type { Settings } from '../settings.ts';
import { makeEnding } from '../stopping.ts';
import { endServer, type EndOptions } from './end.ts';
import { makeListener } from './listener.ts';

export interface ServerOptions {
  settings: Settings;
  /** The practice mail server, if one runs: its names lead to it, everything else stays as it is. */
  practice?: Practice;
  /** Folder that holds dist and src/generated. Default: this checkout. */
  root?: string;
  /** Where lines of log go; none holds what was typed. Default standard error. */
  log?: (line: string) => void;
  /** Milliseconds since 1970, for tickets and counts in memory. Default: the clocks of the machine. */
  now?: () => number;
  /** How long `stop` waits. */
  end?: EndOptions;
}

export interface RunningServer {
  url: string;
  /** What whoever starts it should know, a sentence each. */
  notes: string[];
  /** Ends in an orderly way: what runs comes to its end, or is told. Within seven seconds. */
  stop(): Promise<void>;
  /** Ends at once, whatever runs. */
  close(): Promise<void>;
}

/** The server cannot start as it was asked to; the message is one sentence. */
export class StartError extends Error {}

const checkout = join(import.meta.dirname, '../..');

/**
 * Starts the server and resolves when it listens.
 * Errors: StartError when EXTRA_CA cannot be read, DNS_SERVER is for Workers or the site was not built; the system's own error when it cannot listen (EADDRINUSE, ...).
 */
export async function startServer({
  settings,
  practice,
  root = checkout,
  log = console.error,
  now,
  end,
}: ServerOptions): Promise<RunningServer> {
  const files = await loadFiles(join(root, 'dist')).catch(() => undefined);
  const shell = files?.get('/answer/');
  if (!files || !shell) throw new StartError('The site is not built yet; run "npm run build" first.');
  const shellText = new TextDecoder().decode(shell.body);
  const knowledge = JSON.parse(await readFile(join(root, 'src/generated/knowledge.json'), 'utf8')) as Knowledge;
  if (settings.dnsServer?.startsWith('https:') === true)
    throw new StartError(`DNS_SERVER is "${settings.dnsServer}", which is for Workers; expected here an address such as 192.0.2.53.`);
  const ca = settings.extraCa === undefined ? [] : [await readExtraCa(settings.extraCa)];
  const net = nodeNet({ ca, ...(settings.dnsServer !== undefined && { dnsServer: settings.dnsServer }) });
  const forCheck = checkKnowledge(knowledge);
  // Loaded only where it is used: most sites are one process.
  const store =
    settings.redisUrl === undefined
      ? memoryCounts({ ...(now && { now }) })
      : (await import('../counts/redis.ts')).redisCounts(settings.redisUrl, log);
  const isPractice = (host: string): boolean => practice?.hosts.has(host) ?? false;
  const secure = isSecure(settings.siteUrl);
  let isProxyTold = settings.limits === 'off';
  const whoAsks = (request: Request, peer: string | undefined): Client => {
    // It makes one client of all visitors: whoever runs it should hear of it, and once is enough.
    if (!isProxyTold && isUnknownProxy(request, peer, settings.trustProxy)) {
      isProxyTold = true;
      log('a proxy that is not in TRUST_PROXY passes requests on: all its visitors count as one client (X-Forwarded-For is not believed)');
    }
    return clientOf(request, peer, settings.trustProxy);
  };
  const ending = makeEnding();
  const app = createApp({
    settings,
    knowledge,
    checkKnowledge: forCheck,
    netFor: (port) => {
      const guarded = publicOnly(net, settings.allowTargets, port);
      return practice ? withPractice(guarded, practice) : guarded;
    },
    services: nodeServices(settings.dnsServer),
    autoconfig,
    shell: () => Promise.resolve(shellText),
    clientOf: (request, env) => whoAsks(request, (env as Partial<HttpBindings>).incoming?.socket.remoteAddress),
    limits: makeLimits(settings, store, { systemOf: mailSystems(forCheck), isPractice, ...(now && { now }) }),
    store,
    isPractice,
    ...(now && { now }),
    ending,
    log,
  });
  const fetch = (request: Request, env: object): Response | Promise<Response> =>
    new URL(request.url).pathname.startsWith('/api/') ? app.fetch(request, env) : serveFile(files, request, secure);

  const listener = makeListener(fetch, { hostname: settings.host, secure, log });
  const { server } = listener;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    notes: notesOf(settings, knowledge),
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${String(port)}`,
    async stop() {
      await endServer(listener, ending, end);
      await store.close?.();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      listener.destroyAll();
      await closed;
      await store.close?.();
    },
  };
}

function notesOf({ allowTargetsText }: Settings, { operator }: Knowledge): string[] {
  return [
    ...(securityContact(operator) === undefined
      ? ['There is no /.well-known/security.txt, because src/content/operator.yaml names no contact.']
      : []),
    ...(allowTargetsText === '' ? [] : [`Checks may reach, beside the public internet: ${allowTargetsText}`]),
  ];
}

async function readExtraCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`EXTRA_CA names ${path}, which cannot be read.`);
  }
}
