// The command as one file (tools/bundle-cli.ts), with the knowledge of the day it was built.
import './older-node.ts';
import knowledge from '../src/generated/knowledge.json' with { type: 'json' };
import type { Knowledge } from '../src/knowledge/knowledge.ts';
import { runAsProcess } from './process.ts';

/** Put in by the bundler. */
declare const BUILD: { siteUrl: string; version: string };

void runAsProcess({ ...BUILD, knowledge: knowledge as unknown as Knowledge }, process.cwd());
