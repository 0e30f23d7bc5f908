// What people type as a mail server, made into a host name and a port that a check may go to, or a reason why not.
import type { FieldError } from '../../src/words/en.ts';
import { asciiName } from '../../src/smtp/host-name.ts';
import { parseAddress } from './addresses.ts';
import { allowsAddress, allowsName, type Allowed } from './allow-list.ts';
import { isInsideName } from './inside-name.ts';

export interface FieldFault {
  field: string;
  code: FieldError;
  with?: Record<string, string>;
}

/** Something that was read differently from how it was typed; said visibly. An id of words/corrections with its parameters. */
export interface Correction {
  id: string;
  with: Record<string, string>;
}

export interface TypedHost {
  host: string;
  /** A port that stood behind the name. */
  port?: number;
  corrections: Correction[];
}

/**
 * Reads what stands in the field "mail server": `https://smtp.example.com/`, `smtp.example.com:587`, blanks, capitals and a final dot are
 * understood; an international name becomes its A-labels (UTS #46, as browsers do it).
 * Errors: `host-form`.
 */
export function readHost(typed: string): TypedHost | FieldFault {
  const wrong: FieldFault = { field: 'host', code: 'host-form' };
  // Longer than any name: refused before patterns are laid on it.
  if (typed.length > 300) return wrong;
  let text = typed
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/\s*([.:])\s*/g, '$1')
    .trim();
  let port: number | undefined;
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text);
  const behind = /^([^:]+):(\d{1,5})$/.exec(text);
  if (bracketed) {
    text = bracketed[1] ?? '';
    port = bracketed[2] === undefined ? undefined : Number(bracketed[2]);
  } else if (behind) {
    text = behind[1] ?? '';
    port = Number(behind[2]);
  }
  if (text.includes('@')) return wrong;
  const host = parseAddress(text) ? text.toLowerCase() : asciiName(text);
  if (host === undefined) return wrong;
  const corrections: Correction[] = [];
  if (typed.trim().toLowerCase() !== host && !behind)
    corrections.push({ id: 'host-cleaned', with: { typed: typed.trim().slice(0, 100), host } });
  if (port !== undefined) corrections.push({ id: 'port-from-host', with: { port: String(port) } });
  return { host, ...(port !== undefined && { port }), corrections };
}

/** Ports of message submission (RFC 8314 §3.3, RFC 6409) and the one that relays offer beside them. */
export const submissionPorts = [465, 587, 2525] as const;

/**
 * May a check go to this host and port at all, before any look-up? Literal addresses and names that only an office knows are named as such;
 * a name of the internet passes here and is judged by its addresses.
 * Errors: `host-literal`, `host-inside`, `port-25`, `port-closed-here`.
 */
export function admitTarget(host: string, port: number, allow: Allowed[], knownPorts: number[]): FieldFault | undefined {
  // Whatever a setting opens: between servers nobody signs in, and no password goes there.
  if (port === 25) return { field: 'port', code: 'port-25' };
  if (allowsName(allow, host, port) || allowsAddress(allow, host, port)) return undefined;
  if (parseAddress(host)) return { field: 'host', code: 'host-literal' };
  if (isInsideName(host)) return { field: 'host', code: 'host-inside', with: { host } };
  const ports = [...submissionPorts, ...knownPorts];
  const openForSome = allow.some((entry) => 'block' in entry && entry.port === port);
  if (!ports.includes(port) && !openForSome)
    return { field: 'port', code: 'port-closed-here', with: { port: String(port), ports: submissionPorts.join(', ') } };
  return undefined;
}
