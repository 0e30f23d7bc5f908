// Unknown outside, exact inside: the fields of a look and of a check, read once.
import type { CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { readAddrSpec } from '../../src/smtp/address.ts';
import type { Security } from '../../src/smtp/events.ts';
import { readMechanismName, takesToken, type MechanismName } from '../../src/smtp/sasl/mechanisms.ts';
import type { Fields } from './body.ts';
import type { FieldFault } from './target.ts';

/** Controls, and half a surrogate pair: the engine sends neither. */
const controls = /[\p{Cc}\p{Cs}]/u;

/** Most characters of each field. */
const lengths = {
  address: 320,
  host: 300,
  port: 8,
  security: 20,
  device: 80,
  username: 320,
  password: 1024,
  mechanism: 20,
  from: 320,
  depth: 20,
  ehlo: 255,
  greeting: 20,
  peek: 20,
  ticket: 200,
  proof: 1000,
};

/** An access token in place of a password: Microsoft's have 2,500 characters and more. */
const tokenLength = 4096;

export type Input = Partial<Record<keyof typeof lengths, string>>;

/**
 * Cleans the fields: blanks around are cut (never of a password; a token has none), empty fields count as not given, unknown ones are passed over.
 * Errors: `too-long`, `control-characters`, each with its field.
 */
export function readInput(fields: Fields): { input: Input; faults: FieldFault[] } {
  const cleaned: Fields = {};
  const mechanism = readMechanism(fields.mechanism?.trim());
  const isToken = !isFault(mechanism) && takesToken(mechanism);
  for (const name of Object.keys(lengths)) {
    const value = name === 'password' && !isToken ? fields[name] : fields[name]?.trim();
    if (value !== undefined && value !== '') cleaned[name] = value;
  }
  const faults = Object.entries(lengths).flatMap(([field, length]): FieldFault[] => {
    const text = cleaned[field] ?? '';
    const max = field === 'password' && isToken ? tokenLength : length;
    return [
      ...(text.length > max ? [{ field, code: 'too-long' as const, with: { max: String(max) } }] : []),
      ...(controls.test(text) ? [{ field, code: 'control-characters' as const }] : []),
    ];
  });
  return { input: cleaned, faults };
}

/** One mail address and nothing beside it. */
export const isAddress = (text: string): boolean => readAddrSpec(text) !== undefined;

/** The envelope sender, its domain in A-labels. Errors: `from-form`. */
export function readFrom(text: string | undefined): string | undefined | FieldFault {
  return text === undefined ? undefined : (readAddrSpec(text)?.address ?? { field: 'from', code: 'from-form' });
}

/** How far a check goes. A test message goes to the login itself. Errors: `depth-form`, `depth-address` where the login is no address. */
export function readDepth(text: string | undefined, username: string | undefined): 'login' | 'send' | FieldFault {
  if (text === undefined || text === 'login') return 'login';
  if (text !== 'send') return { field: 'depth', code: 'depth-form' };
  return username === undefined || isAddress(username) ? 'send' : { field: 'depth', code: 'depth-address' };
}

/**
 * What a device would greet with: a name, one word, several words. An empty field is one that was not filled in, so that a device greets with
 * nothing is said by `greeting`. Undefined: neither was given. Errors: `ehlo-form`, `greeting-form`, `ehlo-twice`.
 */
export function readGreeting({ ehlo, greeting }: Input): string | undefined | FieldFault {
  if (greeting !== undefined && greeting !== 'nothing') return { field: 'greeting', code: 'greeting-form' };
  if (ehlo !== undefined && greeting !== undefined) return { field: 'ehlo', code: 'ehlo-twice' };
  if (ehlo !== undefined && !isGreeting(ehlo)) return { field: 'ehlo', code: 'ehlo-form' };
  return greeting === undefined ? ehlo : '';
}

/** Not what a greeting should be (RFC 5321 §4.1.1.1) but what a device may say. It becomes part of a command, so no line ends in it. */
export const isGreeting = (text: string): boolean =>
  !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && new TextEncoder().encode(text).length <= lengths.ehlo;

/** When the hellos of old devices are tried. Errors: `peek-form`. */
export function readPeek(text: string | undefined): 'always' | 'after-tls-failure' | FieldFault {
  if (text === undefined) return 'after-tls-failure';
  return text === 'old-devices' ? 'always' : { field: 'peek', code: 'peek-form' };
}

/** The port as a number. Errors: `port-form`. */
export function readPort(text: string | undefined): number | undefined | FieldFault {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : { field: 'port', code: 'port-form' };
}

/** The encryption; where it is not given, the usual one for the port (RFC 8314 §3.3). Errors: `security-form`. */
export function readSecurity(text: string | undefined, port: number): Security | FieldFault {
  if (text === undefined || text === 'auto') return port === 465 ? 'implicit-tls' : 'starttls';
  return text === 'starttls' || text === 'implicit-tls' || text === 'none' ? text : { field: 'security', code: 'security-form' };
}

/** The sign-in method, in any letter case; `auto` where none is given. Errors: `mechanism-form`. */
export function readMechanism(text: string | undefined): 'auto' | MechanismName | FieldFault {
  if (text === undefined || text === '' || text.toLowerCase() === 'auto') return 'auto';
  return readMechanismName(text) ?? { field: 'mechanism', code: 'mechanism-form' };
}

/** What a check does beside reaching its server: how it greets and signs in, and what it asks for after that. Errors: those of each part. */
export function readManner(input: Input) {
  const mechanism = readMechanism(input.mechanism);
  const greeting = readGreeting(input);
  const from = readFrom(input.from);
  const depth = readDepth(input.depth, input.username);
  const peek = readPeek(input.peek);
  if (isFault(mechanism) || isFault(greeting) || isFault(from) || isFault(depth) || isFault(peek))
    return [mechanism, greeting, from, depth, peek].filter(isFault);
  return { mechanism, greeting, from, depth, peek };
}

/** A device of the files. Errors: `device-unknown`. */
export function readDevice(text: string | undefined, knowledge: CheckKnowledge): string | undefined | FieldFault {
  return text === undefined || Object.hasOwn(knowledge.devices, text) ? text : { field: 'device', code: 'device-unknown' };
}

export const isFault = (value: unknown): value is FieldFault =>
  typeof value === 'object' && value !== null && 'field' in value && 'code' in value;
