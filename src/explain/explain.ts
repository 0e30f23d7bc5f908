// The explanation of a pasted text: what matters in it, why it happened, and what the knowledge knows of the names in it.
import { diagnose, type RankedCause, type Sighting, type Telling } from '../diagnosis/diagnose.ts';
import type { Provider } from '../knowledge/schemas/index.ts';
import { readText, type ReadText, type Seen } from './read.ts';

/** What an explanation looks at: enough for the browser, which gets it as /explain/knowledge.json. */
export type ExplainKnowledge = Telling & {
  providers: Record<
    string,
    Pick<Provider, 'id' | 'name' | 'mx'> & {
      endpoints: Record<string, Pick<Provider['endpoints'][string], 'host' | 'port' | 'security' | 'signIn'>>;
    }
  >;
  devices: Record<string, { id: string; brand: string; name: string }>;
};

export interface Explanation {
  read: Omit<ReadText, 'seen'>;
  /** What matters; undefined: nothing here that a mail server says. */
  matters?: Seen;
  /** Other failures in the text, most important first. */
  others: Seen[];
  /** Best first, at most three. Empty where nothing matters. */
  causes: RankedCause[];
  /** Providers whose servers the text names. */
  providers: string[];
  /** The first server of the text that a fact file has: only such a one may stand in a link to the check (DESIGN §2). */
  knownHost?: { host: string; port: number };
  /** Devices that the text names. */
  devices: string[];
}

/** Stages that are only guessed speak a little less. */
const guessed = 0.95;
/** Such failures are looked at when the first tells nothing. */
const alsoLooked = 3;

/** Explains a text. Pure; linear in the text; nothing of it is kept. */
export function explain(text: string, knowledge: ExplainKnowledge): Explanation {
  const { seen, ...read } = readText(text);
  const known = serversIn(read, knowledge);
  const judged = seen.slice(0, alsoLooked).map((one) => ({ one, causes: causesOf(one, read, known, knowledge) }));
  const best = judged.find(({ causes, one }) => one.reply !== undefined || causes[0]?.cause !== 'other') ?? judged[0];
  const first = known[0];
  return {
    read,
    ...(best && { matters: best.one }),
    others: seen.filter((one) => one !== best?.one),
    causes: best?.causes ?? [],
    providers: [...new Set([...known.map(({ provider }) => provider), ...ofMx(read.hosts, knowledge)])],
    ...(first && { knownHost: { host: first.host, port: first.port } }),
    devices: devicesIn(text, knowledge),
  };
}

interface Known {
  provider: string;
  host: string;
  port: number;
}

function serversIn({ hosts, port }: Pick<ReadText, 'hosts' | 'port'>, { providers }: ExplainKnowledge): Known[] {
  return hosts.flatMap((host) =>
    Object.values(providers).flatMap((provider) => {
      const own = Object.values(provider.endpoints).filter((endpoint) => endpoint.host === host && endpoint.signIn);
      const endpoint = own.find((one) => one.port === port) ?? own[0];
      return endpoint ? [{ provider: provider.id, host, port: endpoint.port }] : [];
    }),
  );
}

/** Providers by the names that take the mail of their domains. */
const ofMx = (hosts: string[], { providers }: ExplainKnowledge): string[] =>
  hosts.flatMap((host) =>
    Object.values(providers).flatMap(({ id, mx }) => (mx.some((end) => host === end || host.endsWith(`.${end}`)) ? [id] : [])),
  );

function causesOf(seen: Seen, read: Omit<ReadText, 'seen'>, known: Known[], knowledge: ExplainKnowledge): RankedCause[] {
  const host = known[0]?.host ?? read.hosts[0];
  const sighting = (stage: string): Sighting => ({
    stage,
    outcome: seen.outcome,
    ...(seen.why !== undefined && { why: seen.why }),
    ...(seen.alsoWhy && { alsoWhy: seen.alsoWhy }),
    ...(seen.reply && { reply: seen.reply }),
    ...(seen.clientError !== undefined && { clientError: seen.clientError }),
    ...(host !== undefined && { host }),
    ...(read.port !== undefined && { port: read.port }),
    ...(read.security !== undefined && { security: read.security }),
  });
  const best = new Map<string, RankedCause>();
  for (const [place, stage] of seen.stages.entries()) {
    for (const ranked of diagnose(sighting(stage), knowledge)) {
      const confidence = Math.round(ranked.confidence * guessed ** place * 100) / 100;
      const before = best.get(ranked.cause);
      if (!before || confidence > before.confidence) best.set(ranked.cause, { ...ranked, confidence });
    }
  }
  const causes = [...best.values()].sort((a, b) => b.confidence - a.confidence);
  const telling = causes.filter(({ cause }) => cause !== 'other');
  return (telling.length > 0 ? telling : causes).slice(0, 3);
}

/** A device is named where its maker and a word of its name, or its maker alone with one family known, stand in the text. */
function devicesIn(text: string, { devices }: ExplainKnowledge): string[] {
  const lower = text.slice(-20_000).toLowerCase();
  return Object.values(devices).flatMap(({ id, brand, name }) => {
    const words = [brand, ...name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 3)].map((word) => word.toLowerCase());
    return words.every((word) => hasWord(lower, word)) ||
      (words.slice(1).length > 0 && words.slice(1).every((word) => word.length > 5 && hasWord(lower, word)))
      ? [id]
      : [];
  });
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + word.length))) return true;
  }
  return false;
}
