// The one shape that function, command, browser and tests take as an argument. Made by load.ts, written to src/generated/knowledge.json.
import type {
  Cause,
  Change,
  Codes,
  Device,
  Dialect,
  Guide,
  Operator,
  OptOut,
  Provider,
  Signature,
  Speaker,
  Tree,
} from './schemas/index.ts';

/** A page that the search box can find. */
export interface Page {
  /** Path with slashes at both ends. */
  url: string;
  title: string;
  /** code: a confirmed code of a device, or a list of such. codes: all codes of a brand, also those that nobody confirms. */
  kind: 'guide' | 'provider' | 'device' | 'cause' | 'tree' | 'change' | 'code' | 'codes' | 'page';
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
  /** What devices show, by brand. */
  codes: Record<string, Codes>;
  signatures: Signature[];
  /** Whose server speaks, for signatures that hold for one house only. */
  speakers: Speaker[];
  /** How client programs say what the engine has a code for. */
  dialects: Dialect[];
  operator: Operator;
  /** Whose servers are left alone. */
  optOut: OptOut[];
  pages: Page[];
}
