import type { Knowledge } from '../src/knowledge/knowledge.ts';
import type { CheckKnowledge } from '../src/knowledge/check-knowledge.ts';
import type { Net } from '../src/smtp/net.ts';
import type { Counts } from './guards/admit.ts';
import type { Settings } from './settings.ts';

/** What the app is given; it makes none of it itself, so that Node, Workers and tests differ only here. */
export interface Deps {
  settings: Pick<Settings, 'siteUrl' | 'secret' | 'allowTargets' | 'maxChecks'>;
  knowledge: Knowledge;
  checkKnowledge: CheckKnowledge;
  /** The guarded Net for one run against this port; made anew for each. */
  netFor(port: number): Net;
  /** Host names that need no entry in a fact file, for example those of the practice server. */
  isKnownHost?: (host: string) => boolean;
  /** The built page into which HTML answers are put (src/pages/answer). */
  shell(request: Request): Promise<string>;
  counts: Counts;
  /** Writes one line of log. Never given a request's content. */
  log(line: string): void;
}

export interface Env {
  Variables: Record<string, never>;
}
