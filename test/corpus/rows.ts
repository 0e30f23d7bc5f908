// The labelled failures of dev.jsonl, with what a diagnosis may see of each.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Seen } from '../../src/diagnosis/sighting.ts';

export interface Row extends Seen {
  id: string;
  causeClass: string;
  alsoPossible?: string[];
}

export const rows = readFileSync(resolve(import.meta.dirname, 'dev.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);

/** What a diagnosis may see, and nothing else. */
export const seenOf = ({ stage, host, port, security, reply, clientError }: Row): Seen => ({
  stage,
  host,
  port,
  security,
  reply,
  clientError,
});
