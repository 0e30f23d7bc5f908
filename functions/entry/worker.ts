// The site and its API on Cloudflare Workers: files come from the assets binding, everything under /api/ from here.
import { connect } from 'cloudflare:sockets';
import knowledgeJson from '../../src/generated/knowledge.json' with { type: 'json' };
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { createApp } from '../app.ts';
import { durableCounts, gateBy, type CounterBinding, type RateLimitBinding } from '../counts/durable.ts';
import { clientOf } from '../guards/client.ts';
import { makeLimits } from '../guards/limits.ts';
import { mailSystems } from '../guards/mail-system.ts';
import { publicOnly } from '../guards/public-only.ts';
import { dohResolve, dohServices } from '../nets/doh.ts';
import { workersNet } from '../nets/workers.ts';
import { greetingName } from '../running.ts';
import { selfTest, trustAfter, type Trust } from '../self-test.ts';
import { readSettings } from '../settings.ts';

interface Bindings {
  ASSETS: { fetch(request: Request | string): Promise<Response> };
  /** The Durable Object that counts. */
  COUNTS?: CounterBinding;
  /** The quick word for floods. */
  LOOKS?: RateLimitBinding;
  SIGN_INS?: RateLimitBinding;
  SECRET?: string;
  [name: string]: unknown;
}

export { Counter } from '../counts/counter.ts';

const knowledge = knowledgeJson as unknown as Knowledge;
const forCheck = checkKnowledge(knowledge);
const defaultDns = 'https://cloudflare-dns.com/dns-query';

/** As much of a request's context as is used. */
interface Context {
  /** Keeps the isolate at work after the answer, for at most 30 seconds. */
  waitUntil(promise: Promise<unknown>): void;
}

interface Site {
  app: ReturnType<typeof createApp>;
  /** May a sign-in over STARTTLS be relied on? Left out: SELF_TEST names no hosts, so it may not. */
  trust?: Trust;
}

/**
 * The site of one set of bindings; made once, for they do not change while an isolate lives. What its self-test has shown lives here as well, and
 * in no store: an isolate then relies on what it has seen itself, from where it is, and forgets it with a deployment. The price is five short
 * connections to the operator's own hosts for each isolate and half a day, and no sign-in over STARTTLS until they are over.
 */
const sites = new WeakMap<Bindings, Site>();

function siteOf(env: Bindings): Site {
  const site = sites.get(env) ?? makeSite(env);
  sites.set(env, site);
  return site;
}

function makeSite(env: Bindings): Site {
  const texts = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const settings = readSettings({ ...texts, PRACTICE: 'off' });
  const dnsServer = settings.dnsServer ?? defaultDns;
  const resolve = dohResolve((url, init) => fetch(url, init), dnsServer);
  const log = (line: string): void => {
    console.error(line);
  };
  const hosts = settings.selfTest;
  const testNet = workersNet({ connect, resolve, startTlsVerified: true });
  const trust =
    hosts &&
    trustAfter(
      () => selfTest(hosts, testNet, greetingName(settings.siteUrl)),
      () => testNet.now(),
      log,
    );
  const net = workersNet({ connect, resolve, startTlsVerified: () => trust?.stands() === true });
  // Nothing is let through uncounted, so a site that lacks them says what it lacks. Without SECRET each isolate would count under a key of its own.
  const isKeyed = Boolean(env.SECRET);
  if (settings.limits !== 'off' && !env.COUNTS)
    log('the binding COUNTS is missing (wrangler.jsonc): no look and no check until it is there');
  if (settings.limits !== 'off' && !isKeyed) log('SECRET is not set: no look and no check until it is');
  const store = durableCounts(isKeyed ? env.COUNTS : undefined);
  const app = createApp({
    settings,
    knowledge,
    checkKnowledge: forCheck,
    netFor: (port) => publicOnly(net, settings.allowTargets, port),
    services: dohServices((url, init) => fetch(url, init), dnsServer),
    shell: async (request) => (await env.ASSETS.fetch(new URL('/answer/', request.url).href)).text(),
    clientOf: (request) => clientOf(request, request.headers.get('cf-connecting-ip') ?? undefined, []),
    limits: makeLimits(settings, store, { systemOf: mailSystems(forCheck), gate: gateBy(env.LOOKS, env.SIGN_INS) }),
    store,
    log,
  });
  return { app, ...(trust && { trust }) };
}

/** Answers what lies under /api/. The self-test runs beside it and is not waited for. */
export function answerApi(request: Request, env: Bindings, context: Context): Response | Promise<Response> {
  const { app, trust } = siteOf(env);
  const testing = trust?.renew();
  if (testing) context.waitUntil(testing);
  return app.fetch(request);
}

export default {
  fetch(request: Request, env: Bindings, context: Context): Response | Promise<Response> {
    return new URL(request.url).pathname.startsWith('/api/') ? answerApi(request, env, context) : env.ASSETS.fetch(request);
  },

  /** Daily (wrangler.jsonc): the log says so when the platform has become careless or a test host has gone, also where nobody comes. */
  async scheduled(_event: unknown, env: Bindings): Promise<void> {
    await siteOf(env).trust?.test();
  },
};
