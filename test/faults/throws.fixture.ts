// The app on Workers' own net, which throws wherever a run goes to one of its ports, with all that a careless error could hold.
import { connect } from 'cloudflare:sockets';
import knowledgeJson from '../../src/generated/knowledge.json' with { type: 'json' };
import { createApp } from '../../functions/app.ts';
import { memoryCounts } from '../../functions/counts/memory.ts';
import { parseAllowTargets } from '../../functions/guards/allow-list.ts';
import { makeLimits } from '../../functions/guards/limits.ts';
import { publicOnly } from '../../functions/guards/public-only.ts';
import { resolveLocalhost } from '../../functions/nets/localhost.ts';
import { workersNet } from '../../functions/nets/workers.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import type { Net } from '../../src/smtp/net.ts';

const knowledge = knowledgeJson as unknown as Knowledge;
const secret = 'x'.repeat(32);
const store = memoryCounts();
let app: ReturnType<typeof createApp> | undefined;

/** Made with the first request: nothing random may be asked for before. */
function appFor(env: { ALLOW_TARGETS: string; FAULTY_PORT: string; FAULT_TEXT: string }): ReturnType<typeof createApp> {
  const allowTargets = parseAllowTargets(env.ALLOW_TARGETS);
  const net = workersNet({
    connect,
    resolve: (name, type) => Promise.resolve(resolveLocalhost(name, type) ?? { outcome: 'none' as const }),
    startTlsVerified: true,
  });
  const faulty: Net = {
    ...net,
    open(target) {
      if (String(target.port) === env.FAULTY_PORT) throw new Error(`cannot open with ${env.FAULT_TEXT}`);
      return net.open(target);
    },
  };
  return createApp({
    settings: { siteUrl: 'http://localhost:4321', secret, allowTargets, maxChecks: 64, limits: 'off' },
    knowledge,
    checkKnowledge: checkKnowledge(knowledge),
    netFor: (port) => publicOnly(faulty, allowTargets, port),
    shell: () => Promise.resolve('<title>ANSWER_TITLE</title><!--ANSWER_MAIN-->'),
    clientOf: () => ({ address: '203.0.113.7', network: '203.0.113.7', wider: '203.0.113.0/24' }),
    limits: makeLimits({ secret, limits: 'off', maxChecks: 64 }, store),
    store,
    log: () => undefined,
  });
}

export default {
  fetch(request: Request, env: Parameters<typeof appFor>[0]): Response | Promise<Response> {
    app ??= appFor(env);
    return app.fetch(request);
  },
};
