// The hellos behind a check: whether any go out, which, and what of their answers belongs to the check itself.
import type { StageEvent } from '../events.ts';
import type { Certificate, TlsFacts } from '../net.ts';
import type { Visit } from '../visit.ts';
import { deviceHellos, hellos, type HelloName } from './hellos.ts';
import { peekAllWithin, type Peek, type PeekRequest } from './peek.ts';

/**
 * `after-tls-failure`: the three devices, where the handshake did not end well, or may not have: some runtimes do not tell a failed handshake of
 * implicit TLS from a closed port. `always`: those and every single question, also where it did. Neither where encryption was never come to, or
 * where the server has asked to be left alone.
 */
export type PeekWish = 'always' | 'after-tls-failure' | 'never';

export interface Behind {
  peeks: Peek[];
  /** The check's own session; where this runtime shows no certificate, with the one that the server shows to a hello (`shownOnly`). */
  tls: TlsFacts | undefined;
}

/**
 * Sends what hellos were wished for, over connections of their own: the check's is closed before. One clock for all, the check's.
 * Errors are told, never thrown.
 */
export async function peekBehind(visit: Visit, wish: PeekWish, stages: StageEvent[]): Promise<Behind> {
  const { host, port, ehlo, security } = visit.request;
  const names = wished(wish, visit, stages);
  if (security === 'none' || names.length === 0) return { peeks: [], tls: visit.tls };
  visit.stream?.close();
  // Not the whole request: credentials have no business there, and what the domain's MX are is known.
  const request: PeekRequest = { host, port, ehlo, security };
  const ask = async (hello: readonly HelloName[]): Promise<Peek[]> => {
    const peeks = await peekAllWithin(request, visit.net, hello, visit.clocks, { addresses: visit.addresses });
    return peeks.map((peek) => ({ ...peek, ...visit.redactor.facts(peek.tls ? { tls: peek.tls } : {}) }));
  };
  const peeks = await ask(names);
  // It was the connection after all, and no handshake.
  if (!stages.some(isHandshake) && peeks[0]?.stage === 'connect') return { peeks: [], tls: visit.tls };
  // TLS 1.3 encrypts the certificate: a runtime that shows none of its own needs a hello of 1.2 to see it.
  const isHidden = !visit.net.can.tlsFacts && !names.includes('tls-1.2') && shownBy(peeks) === undefined;
  return { peeks, tls: withShown(visit.tls, isHidden ? await ask(['tls-1.2']) : peeks) };
}

const isHandshake = ({ stage, outcome }: StageEvent): boolean => stage === 'tls' && outcome !== 'not-tried';

/** Connection and handshake are one where a runtime connects by name with implicit TLS; what failed is then not known. */
const mayBeHandshake = ({ net, request }: Visit, { stage, outcome }: StageEvent): boolean =>
  stage === 'connect' && outcome === 'unclear' && request.security === 'implicit-tls' && !net.can.byAddress;

function wished(wish: PeekWish, visit: Visit, stages: StageEvent[]): readonly HelloName[] {
  const handshake = stages.find((stage) => isHandshake(stage) || mayBeHandshake(visit, stage));
  if (wish === 'never' || !handshake || stages.some(({ facts }) => facts.why === 'busy')) return [];
  if (wish === 'always') return Object.keys(hellos) as HelloName[];
  return handshake.outcome === 'ok' ? [] : deviceHellos;
}

function withShown(session: TlsFacts | undefined, peeks: Peek[]): TlsFacts | undefined {
  const chain = shownBy(peeks);
  if (!chain || session?.chain) return session;
  return { trusted: false, reasons: ['unclear'], ...session, chain, shownOnly: true };
}

/** Whose certificate is the server's, best first: they say its name. Who does not may be shown that of a neighbour. */
const witnesses: HelloName[] = ['tls-1.2', 'today', 'device-2014'];
const shownBy = (peeks: Peek[]): Certificate[] | undefined =>
  witnesses.flatMap((name) => peeks.find(({ hello }) => hello === name)?.tls ?? []).find(({ chain }) => chain)?.chain;
