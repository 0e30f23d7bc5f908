import type { Clocks, Stop } from './clocks.ts';
import type { LineEvent, Reply } from './events.ts';
import type { Stream, TlsFacts } from './net.ts';
import { mask, type Redactor } from './redact.ts';
import { ReplyReader, type Read, type ReplyFault } from './reply.ts';

/** A reply, or why there was none. */
export type Answer = Reply | { failed: Stop | ReplyFault | 'closed' };

export const isReply = (answer: Answer): answer is Reply => 'code' in answer;

/**
 * The conversation over one connection. Its methods yield the lines of the transcript as they are written and read, redacted at that moment.
 * Nothing secret leaves before `allowSecrets`.
 */
export class Dialogue {
  #stream: Stream;
  #clocks: Clocks;
  #redactor: Redactor;
  #reader: ReplyReader;
  #secretsAllowed = false;
  #inSignIn = false;
  #hidesChallenges = false;
  #challenge = '';
  #inStep = true;

  constructor(stream: Stream, clocks: Clocks, redactor: Redactor) {
    this.#stream = stream;
    this.#clocks = clocks;
    this.#redactor = redactor;
    this.#reader = new ReplyReader(clocks.limits);
  }

  /** Every command has had its whole reply, so another may follow. */
  get inStep(): boolean {
    return this.#inStep;
  }

  /** Bytes have come that nobody asked for. */
  get hasUnasked(): boolean {
    return this.#reader.hasRest;
  }

  /** Waits for a reply, at most `ms` milliseconds; the clock starts with this call. */
  async *reply(ms: number): AsyncGenerator<LineEvent, Answer> {
    this.#inStep = false;
    for (;;) {
      const read = this.#reader.next();
      if (read === undefined) {
        const waited = await this.#clocks.within(ms, this.#stream.read());
        if ('stop' in waited) return { failed: waited.stop };
        if (waited.value === null) return { failed: 'closed' };
        this.#reader.push(waited.value);
        continue;
      }
      if (read.line !== '') yield this.#line('server', this.#serverLine(read));
      if (read.fault) return { failed: read.fault };
      if (read.reply) {
        this.#inStep = true;
        this.#challenge = read.reply.code === 334 ? read.reply.lines.join('') : '';
        return this.#inSignIn ? { ...read.reply, lines: read.reply.lines.map((line) => this.#redactor.answer(line)) } : read.reply;
      }
    }
  }

  /** Sends a line and waits for its reply. `wire` goes out, `shown` goes into the transcript; the two are the same unless said. */
  async *ask(wire: string, ms: number, shown = wire): AsyncGenerator<LineEvent, Answer> {
    // A reply that is there before its question is an answer to nothing.
    if (this.#reader.hasRest) return { failed: 'malformed' };
    if (!(yield* this.#send(wire, shown))) return { failed: this.#clocks.stopped ?? 'closed' };
    return yield* this.reply(ms);
  }

  /** What stood behind the last 334, as it came. To compute with; never to be told. */
  get challenge(): string {
    return this.#challenge;
  }

  /** From now on the transcript hides what stands behind 334, and `secrets` wherever they come back. */
  hide({ challenges = false, secrets = [] }: { challenges?: boolean; secrets?: string[] | undefined }): void {
    this.#hidesChallenges ||= challenges;
    for (const secret of secrets) this.#redactor.learn(secret);
  }

  /** As `ask`, for lines of a sign-in. Throws when the stream may not carry secrets: that would be a fault of ours, never of a server. */
  async *askSecret(wire: string, ms: number, shown: string): AsyncGenerator<LineEvent, Answer> {
    if (!this.#secretsAllowed) throw new Error('a secret was about to be written to a stream that may not carry it');
    this.#inSignIn = true;
    return yield* this.ask(wire, ms, shown);
  }

  /** Sends a line whose reply nobody waits for. */
  async *tell(wire: string): AsyncGenerator<LineEvent, boolean> {
    return yield* this.#send(wire, wire);
  }

  /**
   * Takes over what a handshake found. Everything read before it is dropped, for it was sent by whoever sits on the line (RFC 3207 §4.2).
   * Only a session that is verified for the host opens the way for secrets.
   */
  takeOver(facts: TlsFacts): void {
    this.#reader.drop();
    this.#secretsAllowed = facts.trusted === true;
  }

  /** Lets secrets out without TLS. Only for a caller who asked for exactly that. */
  allowPlaintext(): void {
    this.#secretsAllowed = true;
  }

  async *#send(wire: string, shown: string): AsyncGenerator<LineEvent, boolean> {
    // The wire is not part of the message: it may be a secret.
    if (!/^[\x20-\x7e]*$/.test(wire)) throw new Error('a line to send holds a character outside printable ASCII');
    this.#inStep = false;
    const written = await this.#clocks.within(this.#clocks.limits.replyMs, this.#stream.write(new TextEncoder().encode(`${wire}\r\n`)));
    yield this.#line('client', this.#redactor.text(shown));
    return 'value' in written && written.value;
  }

  #serverLine({ line, cut }: Read): string {
    if (!this.#inSignIn) return this.#redactor.text(line);
    // Half a password is not found.
    if (cut) return mask;
    const [, code = '', text = line] = /^([2-5]\d\d[ -])(.*)$/s.exec(line) ?? [];
    if (text === '') return code;
    return code + (this.#hidesChallenges && code.startsWith('334') ? mask : this.#redactor.answer(text));
  }

  #line(from: LineEvent['from'], text: string): LineEvent {
    return { type: 'line', from, text, ms: this.#clocks.elapsed };
  }
}
