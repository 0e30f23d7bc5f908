// From the fields of a check to what is to be done, or what is wrong with them.
import type { RunOptions } from '../src/diagnosis/run.ts';
import type { CheckRequest } from '../src/smtp/events.ts';
import type { Deps } from './deps.ts';
import { isFault, readDevice, readManner, readPort, readSecurity, type Input } from './guards/input.ts';
import { mailDomain } from './guards/mail-domain.ts';
import { refuseOptedOut } from './guards/opt-out.ts';
import { hostFitsAddress } from './guards/provider-host.ts';
import { admitTarget, readHost, type FieldFault, type TypedHost } from './guards/target.ts';
import { knownPorts } from './look-target.ts';
import { greetingName } from './running.ts';

export type CheckWish = Required<Pick<RunOptions, 'request' | 'peek'>>;

/**
 * What to do, or every fault of the fields at once. `faults`: those that were found when they were read.
 * Errors (as field faults): those of each field, and of the server those of a look.
 */
export function readCheck(input: Input, faults: FieldFault[], deps: Deps): CheckWish | FieldFault[] {
  const typedHost: TypedHost | FieldFault = input.host === undefined ? { field: 'host', code: 'host-needed' } : readHost(input.host);
  const behindHost = isFault(typedHost) ? undefined : typedHost.port;
  const port = behindHost ?? readPort(input.port) ?? (input.security === 'implicit-tls' ? 465 : 587);
  const security = isFault(port) ? port : readSecurity(input.security, port);
  const device = readDevice(input.device, deps.checkKnowledge);
  const manner = readManner(input);
  for (const part of [typedHost, port, device]) if (isFault(part)) faults.push(part);
  // A field with a control character in it is told that, and not a second time that it is none.
  if (Array.isArray(manner)) faults.push(...manner.filter(({ field }) => !faults.some((other) => other.field === field)));
  if (isFault(security) && security.field === 'security') faults.push(security);
  // Without encryption nothing is signed in to, so nothing is needed for it; a password that came along is not even taken over.
  const signsIn = security !== 'none';
  if (signsIn && input.username === undefined) faults.push({ field: 'username', code: 'username-needed' });
  if (signsIn && input.password === undefined) faults.push({ field: 'password', code: 'password-needed' });
  if (faults.length > 0 || isFault(typedHost) || isFault(port) || isFault(security) || Array.isArray(manner)) return faults;

  const { host } = typedHost;
  const refused =
    refuseOptedOut(host, deps.knowledge.optOut) ??
    admitTarget(host, port, deps.settings.allowTargets, knownPorts(host, deps)) ??
    hostFitsAddress(host, input.username, deps.checkKnowledge);
  if (refused) return [refused];
  const { mechanism, from, depth, greeting = greetingName(deps.settings.siteUrl), peek } = manner;
  const signIn: Partial<CheckRequest> = signsIn
    ? { credentials: { username: input.username ?? '', password: input.password ?? '' }, depth, ...(from !== undefined && { from }) }
    : {};
  const addressDomain = mailDomain(input.username);
  const more = { ...signIn, ...(addressDomain !== undefined && { addressDomain }) };
  return { request: { host, port, security, mechanism, ehlo: greeting, ...more }, peek };
}
