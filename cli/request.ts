// From the options to one request of the engine, or the one thing that is wrong with them.
import { networkInterfaces } from 'node:os';
import { isForbidden, parseAddress } from '../functions/guards/addresses.ts';
import { isFault, isGreeting, readDepth, readFrom, readMechanism, readPort, readSecurity } from '../functions/guards/input.ts';
import { mailDomain } from '../functions/guards/mail-domain.ts';
import { hostFitsAddress } from '../functions/guards/provider-host.ts';
import { readHost, type Correction } from '../functions/guards/target.ts';
import type { RunOptions } from '../src/diagnosis/run.ts';
import type { CheckKnowledge } from '../src/knowledge/check-knowledge.ts';
import type { CheckRequest } from '../src/smtp/events.ts';
import { mechanismNames, takesToken } from '../src/smtp/sasl/mechanisms.ts';
import type { Name, UsageFault, Values } from './arguments.ts';

export interface Wish {
  /** Without the password, which is asked for last. */
  request: Omit<CheckRequest, 'credentials'>;
  /** Given for a check. */
  username?: string;
  /** An access token is asked for instead of a password. */
  isToken: boolean;
  corrections: Correction[];
  peek: NonNullable<RunOptions['peek']>;
  device?: string;
}

export const isUsageFault = (value: object): value is UsageFault => 'code' in value;

/** What --mechanism takes. */
export const mechanismWords = ['auto', ...mechanismNames].join(', ');

/** Names that only an office knows: who answers to them is its own business. */
const isInside = (host: string): boolean =>
  parseAddress(host) !== undefined ||
  !host.includes('.') ||
  /\.(local|localhost|internal|lan|home|corp|intranet|home\.arpa|localdomain|test)$/.test(host);

/** A literal of this computer's own address: what a client without a name of its own greets with (RFC 5321 §4.1.4). */
function greetingName(): string {
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal, address }) => family === 'IPv4' && !internal && !isForbidden(address));
  return `[${own?.address ?? '127.0.0.1'}]`;
}

/** Server, port and encryption. Errors: `host-…`, `port-…`, `security-form`. */
function readTarget(
  name: Name,
  values: Values,
): (Pick<CheckRequest, 'host' | 'port' | 'security'> & Pick<Wish, 'corrections'>) | UsageFault {
  if (values.host === undefined) return { code: 'host-needed' };
  const typed = readHost(values.host);
  if (isFault(typed)) return { code: 'host-form' };
  const { host, corrections } = typed;
  if (parseAddress(host) && isForbidden(host)) return { code: 'host-forbidden' };
  const given = readPort(values.port);
  const behind = typed.port === undefined ? undefined : readPort(String(typed.port));
  if (isFault(given) || isFault(behind)) return { code: 'port-form' };
  if (given !== undefined && behind !== undefined && given !== behind)
    return { code: 'port-differs', with: { first: String(behind), second: String(given) } };
  const port = given ?? behind ?? (values.security === 'implicit-tls' ? 465 : 587);
  if (port === 25 && name === 'check') return { code: 'port-25' };
  const security = readSecurity(values.security, port);
  return isFault(security) ? { code: 'security-form' } : { host, port, security, corrections };
}

/** What only a check has. Errors: `user-…`, `plaintext`, `from-…`, `depth-…`, `host-not-of-provider`. */
function findCheckFault(
  values: Values,
  target: Pick<CheckRequest, 'host' | 'security'>,
  knowledge: CheckKnowledge,
): UsageFault | undefined {
  const { user } = values;
  if (user === undefined) return { code: 'user-needed' };
  if (user.length > 320 || /\p{Cc}/u.test(user)) return { code: 'user-form' };
  if (isFault(readFrom(values.from))) return { code: 'from-form' };
  const depth = readDepth(values.depth, user);
  if (isFault(depth)) return { code: depth.code === 'depth-form' ? 'depth-form' : 'depth-address' };
  if (target.security === 'none' && values['allow-plaintext'] !== true) return { code: 'plaintext' };
  const foreign = isInside(target.host) ? undefined : hostFitsAddress(target.host, user, knowledge);
  if (!foreign) return undefined;
  const { hosts = '' } = foreign.with ?? {};
  return { code: 'host-not-of-provider', with: { ...foreign.with, example: hosts.split(', ')[0] ?? '' } };
}

/** Reads all options but the file of --ca. Errors: every code of usageErrors that is about a value. */
export function readWish(name: Name, values: Values, knowledge: CheckKnowledge): Wish | UsageFault {
  const target = readTarget(name, values);
  if (isUsageFault(target)) return target;
  const { host, port, security, corrections } = target;
  const { user, ehlo, device } = values;
  const mechanism = readMechanism(values.mechanism);
  if (isFault(mechanism)) return { code: 'mechanism-form', with: { mechanisms: mechanismWords, example: mechanismNames[0] } };
  if (ehlo !== undefined && !isGreeting(ehlo)) return { code: 'ehlo-form' };
  if (device !== undefined && !Object.hasOwn(knowledge.devices, device))
    return { code: 'device-unknown', with: { example: Object.keys(knowledge.devices)[0] ?? '' } };
  const fault = name === 'check' ? findCheckFault(values, target, knowledge) : undefined;
  if (fault) return fault;
  const from = readFrom(values.from);
  const addressDomain = mailDomain(user);
  return {
    request: {
      host,
      port,
      security,
      mechanism,
      ehlo: ehlo ?? greetingName(),
      allowPlaintext: values['allow-plaintext'] === true,
      ...(addressDomain !== undefined && { addressDomain }),
      ...(typeof from === 'string' && { from }),
      ...(values.depth === 'send' && { depth: 'send' }),
    },
    peek: values['old-devices'] === true ? 'always' : 'after-tls-failure',
    ...(user !== undefined && { username: user }),
    isToken: takesToken(mechanism),
    corrections,
    ...(device !== undefined && { device }),
  };
}
