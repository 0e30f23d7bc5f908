import type { Knowledge } from '../src/knowledge/knowledge.ts';
import type { CheckKnowledge } from '../src/knowledge/check-knowledge.ts';
import type { Net } from '../src/smtp/net.ts';
import type { Counts } from './counts/counts.ts';
import type { Client } from './guards/client.ts';
import type { Limits } from './guards/limits.ts';
import type { Autoconfig } from './discover/autoconfig.ts';
import type { ResolveServices } from './nets/srv.ts';
import type { Settings } from './settings.ts';
import type { Ending } from './stopping.ts';

/** What the app is given; it makes none of it itself, so that Node, Workers and tests differ only here. */
export interface Deps {
  settings: Pick<Settings, 'siteUrl' | 'secret' | 'allowTargets' | 'maxChecks' | 'limits'>;
  knowledge: Knowledge;
  checkKnowledge: CheckKnowledge;
  /** The guarded Net for one run against this port; made anew for each. */
  netFor(port: number): Net;
  /** Looks up the services that a domain publishes. Left out: they are not looked for. */
  services?: ResolveServices;
  /** Gets a domain's settings file from an address that was checked. Left out where the runtime connects by name only. */
  autoconfig?: Autoconfig;
  /** Hosts of the practice server, where one runs. */
  isPractice?: (host: string) => boolean;
  /** Milliseconds since 1970, for tickets. Left out: the clock of the machine. */
  now?: () => number;
  /** The built page into which HTML answers are put (src/pages/answer). */
  shell(request: Request): Promise<string>;
  /** Who asks. `env` is what the runtime hands over beside the request. */
  clientOf(request: Request, env: unknown): Client;
  /** May it start now? Every look and check asks first, and hands the pass to `counted`. */
  limits: Limits;
  /** Where counts live; for what is not a limit, such as a proof that is good once. */
  store: Counts;
  /** Whether the site is being ended (functions/stopping.ts). Left out: it never is (Workers). */
  ending?: Ending;
  /** Writes one line of log. Never given a request's content. */
  log: (line: string) => void;
}

export interface Env {
  Variables: Record<string, never>;
}
