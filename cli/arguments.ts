// The words behind `will-it-send`, read strictly. A value that was typed in the wrong place may be a password, so none is ever repeated here.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { UsageError } from '../src/words/en-cli.ts';

/** Something wrong with how the command was called: an id of src/words/en-cli.ts with its parameters. */
export interface UsageFault {
  code: UsageError;
  with?: Record<string, string>;
}

export type Name = 'check' | 'look' | 'explain';

type Option = { type: 'string' | 'boolean'; short?: string; onlyFor?: Name; alsoFor?: Name; mayBeEmpty?: true };

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  security: { type: 'string' },
  user: { type: 'string', onlyFor: 'check' },
  'password-stdin': { type: 'boolean', onlyFor: 'check' },
  mechanism: { type: 'string', onlyFor: 'check' },
  from: { type: 'string', onlyFor: 'check' },
  depth: { type: 'string', onlyFor: 'check' },
  ehlo: { type: 'string', mayBeEmpty: true },
  'old-devices': { type: 'boolean' },
  ca: { type: 'string' },
  device: { type: 'string' },
  'allow-plaintext': { type: 'boolean', onlyFor: 'check' },
  json: { type: 'boolean', alsoFor: 'explain' },
  jsonl: { type: 'boolean', onlyFor: 'explain' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies Record<string, Option>;

type Options = typeof options;
export type Values = { [K in keyof Options]?: Options[K]['type'] extends 'string' ? string : boolean };

export type Called =
  | { is: 'help' }
  | { is: 'version' }
  | { is: 'explain'; form: 'text' | 'json' | 'jsonl' }
  | { is: 'run'; name: 'check' | 'look'; values: Values };

const config = { options, allowPositionals: true } satisfies ParseArgsConfig;

/** A slip of the pen is repeated so that it can be seen; what looks like anything else, perhaps a password, is not. */
const plainName = (name: string): string => (/^--?[a-z-]{1,20}$/.test(name) ? name : '--…');

const isOption = (name: string): name is keyof Options => Object.hasOwn(options, name);

/** What is wrong, told from the tokens: Node's own sentences repeat values. Without a fault, the values in order of writing. */
function findFault(args: string[]): UsageFault | undefined {
  const { tokens } = parseArgs({ ...config, args, strict: false, tokens: true });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (/^pass(word)?$/.test(token.name)) return { code: 'password-argument' };
    if (!isOption(token.name)) return { code: 'unknown-option', with: { option: plainName(token.rawName) } };
    const option: Option = options[token.name];
    const wantsValue = option.type === 'string';
    if (wantsValue && (token.value === undefined || (token.value === '' && option.mayBeEmpty !== true)))
      return { code: 'value-missing', with: { option: token.rawName } };
    // `--host --json`: the next option was taken for the value.
    if (wantsValue && !token.inlineValue && token.value?.startsWith('-') === true)
      return { code: 'value-missing', with: { option: token.rawName } };
    if (!wantsValue && token.value !== undefined) return { code: 'value-unwanted', with: { option: token.rawName } };
    if (given.has(token.name)) return { code: 'given-twice', with: { option: token.rawName } };
    given.add(token.name);
  }
  return undefined;
}

/**
 * Reads the arguments (without node and script). Errors: `password-argument`, `unknown-option`, `value-missing`, `value-unwanted`, `given-twice`,
 * `no-command`, `unknown-command`, `extra-word`, `only-for-check`, `only-for-explain`, `not-for-explain`.
 */
export function readArguments(args: string[]): Called | UsageFault {
  const fault = findFault(args);
  if (fault) return fault;
  const { values, positionals } = parseArgs({ ...config, args, strict: true });
  if (values.help === true || positionals[0] === 'help') return { is: 'help' };
  if (values.version === true) return { is: 'version' };
  const [name, extra] = positionals;
  if (name === undefined) return { code: 'no-command' };
  if (name !== 'check' && name !== 'look' && name !== 'explain') return { code: 'unknown-command' };
  if (extra !== undefined) return { code: 'extra-word' };
  const given = (Object.keys(values) as (keyof Options)[]).map((key): [string, Option] => [`--${key}`, options[key]]);
  const foreign = given.find(([, { onlyFor }]) => onlyFor !== undefined && onlyFor !== name);
  if (name === 'explain') {
    const [option] = foreign ?? given.find(([, { onlyFor, alsoFor }]) => onlyFor !== name && alsoFor !== name) ?? [];
    if (option !== undefined) return { code: 'not-for-explain', with: { option } };
    return { is: 'explain', form: values.jsonl === true ? 'jsonl' : values.json === true ? 'json' : 'text' };
  }
  if (foreign) return { code: foreign[1].onlyFor === 'explain' ? 'only-for-explain' : 'only-for-check', with: { option: foreign[0] } };
  return { is: 'run', name, values };
}
