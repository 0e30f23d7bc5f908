// The one shape that function, command, browser and tests take as an argument. Made by load.ts, written to src/generated/knowledge.json.
import type { Cause, Change, Device, Guide, Operator, OptOut, Provider, Signature, Tree } from './schemas/index.ts';

/** A page that the search box can find. */
export interface Page {
  /** Path with slashes at both ends. */
  url: string;
  title: string;
  kind: 'guide' | 'provider' | 'device' | 'cause' | 'tree' | 'change' | 'page';
  /** Other words by which it is looked for. */
  words: string[];
}

export interface Knowledge {
  /** The day that the site was built for, YYYY-MM-DD. What it says of dated changes is true on that day. */
  day: string;
  providers: Record<string, Provider>;
  devices: Record<string, Device>;
  causes: Record<string, Cause>;
  guides: Record<string, Guide>;
  trees: Record<string, Tree>;
  changes: Record<string, Change>;
  signatures: Signature[];
  operator: Operator;
  /** Whose servers are left alone. */
  optOut: OptOut[];
  pages: Page[];
}
