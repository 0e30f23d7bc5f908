// The other ports of a mail server: which of them would take a sign-in, and with which encryption. No password comes near any of this.
import { check } from './check.ts';
import { limits, type Facts, type Findings, type Limits, type Outcome, type StageEvent, type StageName } from './events.ts';
import type { Net, TlsFacts } from './net.ts';
import type { Spare } from './race.ts';
import type { Way } from './visit.ts';

export type DoorSecurity = 'starttls' | 'implicit-tls';

/** The ports of submission: RFC 8314 §7.3, RFC 6409 §3.1, and one that no standard knows and many providers open where 587 is blocked. */
export const submissionDoors = [465, 587, 2525] as const;

export interface Door {
  port: number;
  /** The encryption that works there; where none does, the one that is usual for the port. */
  security: DoorSecurity;
  /** `ok`: it answers, its TLS is verified for the host, and it offers a sign-in. Else how the stage ended that was in the way. */
  outcome: Outcome;
  stage?: StageName;
  why?: Facts['why'];
  tls?: TlsFacts;
  /** SASL mechanisms offered under TLS. */
  mechanisms?: string[];
  /** Each family judged apart, as the stage connect does it; left out where the name has no address of it, or none was among those that were tried. */
  ipv4?: Facts['ipv4'];
  ipv6?: Facts['ipv6'];
  /** Milliseconds until this was known. */
  ms: number;
}

export interface DoorsOptions {
  /** Name to greet with. */
  ehlo: string;
  /** Ports to look at. Default 465, 587, 2525. */
  ports?: readonly number[];
  /** Addresses of the host that were looked up before in the same run, best first. Left out: each port looks the name up. */
  addresses?: readonly string[];
  limits?: Partial<Limits>;
  /** Resolves when nobody waits for the answer any more. */
  cancelled?: Promise<void>;
}

/** Connections to one server at the same time; the race of one port counts as one. */
const atOnce = 3;

/**
 * Sockets of all races together while they are on their way: each port has one, three more go to whoever needs a second address. A Worker may
 * have six for one request, and no server should see more of us anywhere else.
 */
const inFlight = 6;

/** Addresses that are tried for a port. How each of them fares was told by the race of the run; here the port is the question. */
const addressesEach = 4;

/**
 * Looks at the ports side by side, in the time of the slowest. A port that speaks the other kind of encryption is asked once more in that way.
 *
 * Shape: one Door a port, in the order of the ports. `netFor` gives the Net for one port, as its guard wants it; known addresses are handed to that
 * guard, which judges them for its port.
 * Clocks: those of a check, for each port; wholeMs for all ports together, from the call on. A port whose turn comes when less than connectMs is
 * left is not tried: silence in a shortened time would say nothing. Errors are told, never thrown.
 * Bounds: three ports at once, each with one connection, or with a race (race.ts) until one stands; six sockets in all, four addresses a port.
 */
export async function doors(host: string, netFor: (port: number) => Net, options: DoorsOptions): Promise<Door[]> {
  const ports = [...(options.ports ?? submissionDoors)];
  const found = new Map<number, Door>();
  const left = ports.values();
  const { connectMs, wholeMs } = { ...limits, ...options.limits };
  const spare: Spare = { left: inFlight - atOnce };
  let endsAt: number | undefined;
  const walk = async (): Promise<void> => {
    for (const port of left) {
      const net = netFor(port);
      endsAt ??= net.now() + wholeMs;
      const leftMs = endsAt - net.now();
      const way = { ...addressesFor(net, host, options.addresses), spare };
      const inTime = { ...options, way, limits: { ...options.limits, wholeMs: leftMs } };
      found.set(port, leftMs < connectMs ? notTried(port) : await door(host, port, net, inTime));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  return ports.flatMap((port) => found.get(port) ?? []);
}

const usualOf = (port: number): DoorSecurity => (port === 465 ? 'implicit-tls' : 'starttls');

const notTried = (port: number): Door => ({ port, security: usualOf(port), outcome: 'not-tried', why: 'ended-before', ms: 0 });

function addressesFor(net: Net, host: string, known: readonly string[] | undefined): Pick<Way, 'addresses'> {
  if (!known) return {};
  return { addresses: (net.adopt ? net.adopt(host, known) : known).slice(0, addressesEach) };
}

type DoorOptions = DoorsOptions & { way: Way };

async function door(host: string, port: number, net: Net, options: DoorOptions): Promise<Door> {
  const usual = usualOf(port);
  const startedAt = net.now();
  const first = await look(host, port, usual, net, options);
  const whole = options.limits?.wholeMs ?? limits.wholeMs;
  const second: Look | undefined = speaksOtherwise(first, usual)
    ? await look(host, port, usual === 'starttls' ? 'implicit-tls' : 'starttls', net, {
        ...options,
        limits: { ...options.limits, wholeMs: Math.max(0, whole - (net.now() - startedAt)) },
      })
    : undefined;
  const { end, findings, security } = second && goesFurther(second) ? second : first;
  const { tls } = findings;
  const factsOf = (name: StageName): Facts => findings.stages.findLast(({ stage }) => stage === name)?.facts ?? {};
  const { mechanisms } = factsOf('auth');
  const { ipv4, ipv6 } = factsOf('connect');
  return {
    port,
    security,
    outcome: end?.outcome ?? 'ok',
    ...(end && { stage: end.stage, why: end.facts.why }),
    ...(tls && { tls }),
    ...(mechanisms && { mechanisms }),
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    ms: net.now() - startedAt,
  };
}

interface Look {
  security: DoorSecurity;
  findings: Findings;
  /** The stage that was in the way. */
  end: StageEvent | undefined;
}

async function look(host: string, port: number, security: DoorSecurity, net: Net, options: DoorOptions): Promise<Look> {
  const { cancelled, ehlo, way } = options;
  const running = check({ host, port, security, ehlo }, net, {
    way,
    ...(options.limits && { limits: options.limits }),
    ...(cancelled && { cancelled }),
  });
  for (;;) {
    const next = await running.next();
    if (next.done !== true) continue;
    const findings = next.value;
    const end = findings.stages.find(({ outcome, facts }) => outcome !== 'ok' && facts.why !== 'look-only');
    return { security, findings, end: end?.stage === 'quit' ? undefined : end };
  }
}

/** Signs of the other kind: plain text where TLS was due; silence where a greeting was, for a server of implicit TLS waits for a hello. */
const speaksOtherwise = ({ end }: Look, usual: DoorSecurity): boolean =>
  usual === 'implicit-tls' ? end?.facts.why === 'not-tls' : end?.stage === 'banner' && end.facts.why === 'no-answer';

/** Did the second way get where the first one did not? */
function goesFurther({ end, findings, security }: Look): boolean {
  if (!end) return true;
  if (security === 'implicit-tls') return findings.tls?.trusted === true || findings.tls?.chain !== undefined;
  return findings.stages.some(({ stage, outcome }) => stage === 'banner' && outcome === 'ok');
}
