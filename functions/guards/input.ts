// Unknown outside, exact inside: the fields of a look and of a check, read once.
import type { CheckKnowledge } from '../../src/knowledge/check-knowledge.ts';
import type { Security } from '../../src/smtp/events.ts';
import { readMechanismName, takesToken, type MechanismName } from '../../src/smtp/sasl/mechanisms.ts';
import type { Fields } from './body.ts';
import type { FieldFault } from './target.ts';

const controls = /[\u0000-\u001f\u007f]/;

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

/** One mail address as people type it (RFC 5321 §4.1.2, without quoted forms): local part, @, domain with a dot. */
export const isAddress = (text: string): boolean => /^[^\s<>@"(),:;[\\\]]{1,64}@[^\s<>@"(),:;[\\\]]+\.[^\s<>@"(),:;[\\\]]+$/u.test(text);

/** A name to greet with: a host name or an address literal (RFC 5321 §4.1.1.1). It becomes part of a command. */
export const isGreetingName = (text: string): boolean => /^[A-Za-z0-9[\]:._-]+$/.test(text);

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

/** A device of the files. Errors: `device-unknown`. */
export function readDevice(text: string | undefined, knowledge: CheckKnowledge): string | undefined | FieldFault {
  return text === undefined || Object.hasOwn(knowledge.devices, text) ? text : { field: 'device', code: 'device-unknown' };
}

export const isFault = (value: unknown): value is FieldFault =>
  typeof value === 'object' && value !== null && 'field' in value && 'code' in value;
