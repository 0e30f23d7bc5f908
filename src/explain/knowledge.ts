// Takes out of the knowledge what explaining a text looks at and says: small enough for the browser.
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { ExplainPageKnowledge } from '../view/explain-view.ts';

/** Pure: the same knowledge gives the same part. */
export function knowledgeForExplaining({ signatures, speakers, dialects, providers, devices, causes }: Knowledge): ExplainPageKnowledge {
  return {
    signatures,
    speakers,
    dialects,
    providers: pick(providers, ({ id, name, endpoints, mx }) => ({
      id,
      name,
      mx,
      endpoints: pick(endpoints, ({ host, port, security, signIn }) => ({ host, port, security, signIn })),
    })),
    devices: pick(devices, ({ id, brand, name }) => ({ id, brand, name })),
    causes: pick(causes, ({ id, title, says, next, who, verdict, node, guide }) => ({
      id,
      title,
      says,
      next,
      who,
      verdict,
      ...(node !== undefined && { node }),
      ...(guide !== undefined && { guide }),
    })),
  };
}

const pick = <From, To>(all: Record<string, From>, of: (one: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(all).map(([key, one]) => [key, of(one)]));
