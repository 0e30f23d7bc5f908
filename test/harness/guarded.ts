// The app behind its own guards on a made-up internet: names, servers and time are scripted, nothing leaves the process.
import { createApp } from '../../functions/app.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import type { Deps } from '../../functions/deps.ts';
import { autoconfig } from '../../functions/discover/autoconfig.ts';
import { parseAllowTargets } from '../../functions/guards/allow-list.ts';
import { makeLimits } from '../../functions/guards/limits.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { scriptedNet, type ScriptedNet, type World } from '../../functions/nets/scripted.ts';
import type { Service, Services } from '../../functions/nets/srv.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Net } from '../../src/smtp/net.ts';
import { knowledge } from '../diagnosis/known.ts';

export interface GuardedOptions {
  /** ALLOW_TARGETS. */
  allow?: string;
  /** Services by name (`_submission._tcp.<domain>`). `silent` never answers. */
  services?: Record<string, Service[] | 'failed' | 'silent'>;
  /** What is under the guards. Default: the scripted Net alone. */
  under?: (net: ScriptedNet) => Net;
  different?: Partial<Deps>;
}

export interface GuardedApp {
  net: ScriptedNet;
  /** Names whose services were asked for. */
  asked: string[];
  post: (path: string, fields: Record<string, unknown>, accept?: string) => Promise<Response>;
}

/** Makes one. Its shell is a title and a main part, nothing else. */
export function guardedApp(
  world: World,
  { allow = '', services = {}, under = (net) => net, different = {} }: GuardedOptions = {},
): GuardedApp {
  const net = scriptedNet(world);
  const lower = under(net);
  const asked: string[] = [];
  const allowTargets = parseAllowTargets(allow);
  const store = memoryCounts();
  const app = createApp({
    settings: { siteUrl: 'http://localhost:4321', secret: 'x'.repeat(32), allowTargets, maxChecks: 64, limits: 'off' },
    knowledge,
    checkKnowledge: checkKnowledge(knowledge),
    netFor: (port) => publicOnly(lower, allowTargets, port),
    services: (name): Promise<Services> => {
      asked.push(name);
      const records = services[name] ?? [];
      if (records === 'silent') return new Promise(() => undefined);
      if (records === 'failed') return Promise.resolve({ outcome: 'failed' });
      return Promise.resolve(records.length > 0 ? { outcome: 'ok', records } : { outcome: 'none' });
    },
    autoconfig,
    shell: () => Promise.resolve('<title>ANSWER_TITLE</title><!--ANSWER_MAIN-->'),
    clientOf: () => ({ address: '203.0.113.7', network: '203.0.113.7', wider: '203.0.113.0/24' }),
    limits: makeLimits({ secret: 'x'.repeat(32), limits: 'off', maxChecks: 64 }, store),
    store,
    log: () => undefined,
    ...different,
  });
  const post: GuardedApp['post'] = async (path, fields, accept = 'application/json') =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: accept },
      body: JSON.stringify(fields),
    });
  return { net, asked, post };
}
