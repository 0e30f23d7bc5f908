// Would this old device get in? A hello of its age is sent by hand, and the server's first answer read in clear, on every runtime alike.
import { Clocks } from '../clocks.ts';
import { limits, type CheckRequest, type Facts, type Limits, type LineEvent, type StageName } from '../events.ts';
import type { Certificate, Net, Stream, TlsFacts } from '../net.ts';
import { redactor } from '../redact.ts';
import { connect } from '../stages/connect.ts';
import { dns, isLiteral } from '../stages/dns.ts';
import { starttls } from '../stages/encrypt.ts';
import { banner, ehlo } from '../stages/greet.ts';
import { newVisit, type Course, type Visit, type Way } from '../visit.ts';
import { HelloAnswer, type Agreed, type Judgement } from './answer.ts';
import { readCertificate, visibleFaults } from './certificate.ts';
import { clientHello } from './client-hello.ts';
import { deviceHellos, hellos, type HelloName } from './hellos.ts';

export type PeekRequest = Pick<CheckRequest, 'host' | 'port' | 'ehlo'> & { security: 'starttls' | 'implicit-tls' };

/** What one hello brought. Plain JSON, no secret. */
export interface Peek {
  hello: HelloName;
  /**
   * ok: version and cipher fit; whether such a device trusts the certificate is not seen · refused: the server said no to exactly these ·
   * unclear: anything else, also a server that only hung up · not-tried: there was no time left for it, or no connection any more
   * (`ended-before`), or the server had asked to be left alone (`busy`).
   */
  wouldGetIn: Judgement['wouldGetIn'] | 'not-tried';
  why?: Facts['why'];
  /** The stage that kept us from asking; left out when the hello went out. */
  stage?: StageName;
  /** Number of the TLS alert, where there was one. */
  alert?: number;
  /** What the server showed: `shownOnly`, never trusted. `reasons` are those that can be seen without a proof. */
  tls?: TlsFacts;
  /** Milliseconds. */
  ms: number;
}

export interface PeekOptions {
  limits?: Partial<Limits>;
  cancelled?: Promise<void>;
}

// "user_canceled" and "close_notify" as warnings (RFC 5246 §7.2.1): we part, and mean no harm.
const goodbye = Uint8Array.from([21, 3, 1, 0, 2, 1, 90, 21, 3, 1, 0, 2, 1, 0]);

/**
 * Asks one server one hello, over a connection of its own, up to the point where keys would be made. No sign-in, and no secret near it.
 * Clocks: as in a check; replyMs for the answer to the hello. Errors are told, never thrown.
 */
export async function peek(request: PeekRequest, net: Net, hello: HelloName, options: PeekOptions = {}): Promise<Peek> {
  const clocks = new Clocks(net, { ...limits, ...options.limits }, options.cancelled);
  try {
    return await peekWithin(request, net, hello, clocks);
  } finally {
    clocks.end();
  }
}

/** The hellos one after the other, so that a server never sees two connections of ours at once. One clock for all: limits.wholeMs. */
export async function peekAll(
  request: PeekRequest,
  net: Net,
  names: readonly HelloName[] = deviceHellos,
  options: PeekOptions = {},
): Promise<Peek[]> {
  const clocks = new Clocks(net, { ...limits, ...options.limits }, options.cancelled);
  try {
    return await peekAllWithin(request, net, names, clocks);
  } finally {
    clocks.end();
  }
}

/**
 * As `peekAll`, inside the clocks of a check. What there is no time for, and whatever comes after a 421 or 4xx or a connection that did not come
 * about, is told as `not-tried`. Where the caller has left the list ends.
 */
export async function peekAllWithin(
  request: PeekRequest,
  net: Net,
  names: readonly HelloName[],
  clocks: Clocks,
  way: Way = {},
): Promise<Peek[]> {
  const peeks: Peek[] = [];
  for (const hello of names) {
    if (clocks.stopped === 'cancelled') break;
    const isBusy = peeks.some(({ why }) => why === 'busy');
    const isOver = clocks.stopped !== undefined || peeks.some(({ stage }) => stage === 'connect');
    if (isBusy || isOver) peeks.push({ hello, wouldGetIn: 'not-tried', why: isBusy ? 'busy' : 'ended-before', ms: 0 });
    else peeks.push(await peekWithin(request, net, hello, clocks, way));
  }
  return peeks;
}

async function peekWithin(request: PeekRequest, net: Net, hello: HelloName, clocks: Clocks, way: Way = {}): Promise<Peek> {
  const startedAt = clocks.elapsed;
  // Without TLS of the runtime: the hello is ours.
  const visit = newVisit({ ...request, security: 'none' }, net, clocks, redactor(undefined), way);
  const told = (peek: Omit<Peek, 'hello' | 'ms'>): Peek => ({ hello, ...peek, ms: clocks.elapsed - startedAt });
  try {
    const kept = await approach(visit, request.security);
    if (kept) return told({ wouldGetIn: 'unclear', ...kept });
    const answer = new HelloAnswer(hellos[hello]);
    const judgement = await ask(visit, visit.stream, hello, answer);
    const tls = await shown(answer.agreed, request.host, net.now());
    return told({ ...judgement, ...(tls && { tls }) });
  } finally {
    visit.stream?.close();
  }
}

/** Goes as far as to where a hello is due. Says what came in between. */
async function approach(visit: Visit, security: PeekRequest['security']): Promise<Pick<Peek, 'why' | 'stage'> | undefined> {
  const greet: [StageName, (visit: Visit) => Course][] = [
    ['banner', banner],
    ['ehlo', ehlo],
    ['starttls', starttls],
  ];
  for (const [stage, run] of [['dns', dns] as const, ['connect', connect] as const, ...(security === 'starttls' ? greet : [])]) {
    const { outcome, facts } = await endOf(run(visit));
    if (outcome !== 'ok') return { stage, ...(facts.why !== undefined && { why: facts.why }) };
  }
  return undefined;
}

/** The end of a stage; the lines of its dialogue are nobody's here. */
async function endOf<T>(course: AsyncGenerator<LineEvent, T>): Promise<T> {
  for (;;) {
    const next = await course.next();
    if (next.done === true) return next.value;
  }
}

async function ask(
  { clocks, request }: Visit,
  stream: Stream | undefined,
  hello: HelloName,
  answer: HelloAnswer,
): Promise<Pick<Peek, 'wouldGetIn' | 'why' | 'alert'>> {
  if (!stream) throw new Error('a hello was due before the connection stood');
  const name = isLiteral(request.host) ? undefined : request.host;
  const exchange = async (): Promise<Judgement> => {
    if (!(await stream.write(clientHello(hellos[hello], name)))) return answer.end();
    for (;;) {
      const bytes = await stream.read();
      if (bytes === null) return answer.end();
      answer.push(bytes);
      if (answer.judgement) {
        if (answer.judgement.wouldGetIn === 'ok') await stream.write(goodbye);
        return answer.judgement;
      }
    }
  };
  const waited = await clocks.within(clocks.limits.replyMs, exchange());
  return 'value' in waited ? waited.value : { wouldGetIn: 'unclear', why: waited.stop };
}

async function shown({ certificates, ...agreed }: Agreed, host: string, now: number): Promise<TlsFacts | undefined> {
  const chain = (await Promise.all((certificates ?? []).map(readCertificate))).filter((one): one is Certificate => one !== undefined);
  if (Object.keys(agreed).length === 0 && chain.length === 0) return undefined;
  return { trusted: false, reasons: visibleFaults(chain, host, now), ...agreed, ...(chain.length > 0 && { chain }), shownOnly: true };
}
