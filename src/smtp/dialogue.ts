import type { Clocks, Stop } from './clocks.ts';
import type { LineEvent, Reply } from './events.ts';
import type { Stream, TlsFacts } from './net.ts';
import { mask, type Redactor } from './redact.ts';
import { ReplyReader, type Read, type ReplyFault } from './reply.ts';

const utf8 = new TextEncoder();

/** A reply, or why there was none. */
export type Answer = Reply | { failed: Stop | ReplyFault | 'closed' };

export const isReply = (answer: Answer): answer is Reply => 'code' in answer;

/** How a mail server greets: it is ready, or it says no (RFC 5321 §4.3.2, CONNECTION ESTABLISHMENT). News servers and others have codes of their own. */
export const greets = (code: number): boolean => code === 220 || code >= 400;

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
  #hasGreeted = false;

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

  /** Waits for a whole reply, at most `ms` milliseconds; the clock starts with this call, and a reply that drips in gets no more time than others. */
  async *reply(ms: number): AsyncGenerator<LineEvent, Answer> {
    const endsAt = this.#clocks.elapsed + ms;
    this.#inStep = false;
    for (;;) {
      const read = this.#reader.next();
      if (read === undefined) {
        const waited = await this.#clocks.within(Math.max(0, endsAt - this.#clocks.elapsed), this.#stream.read());
        if ('stop' in waited) return { failed: waited.stop };
        if (waited.value === null) return { failed: 'closed' };
        this.#reader.push(waited.value);
        continue;
      }
      if (read.line !== '' && this.#isMailServers(read)) yield this.#line('server', this.#serverLine(read));
      if (read.fault) return { failed: read.fault };
      if (read.reply) {
        this.#inStep = true;
        this.#hasGreeted ||= greets(read.reply.code);
        this.#challenge = read.reply.code === 334 ? read.reply.lines.join('') : '';
        return this.#inSignIn ? { ...read.reply, lines: read.reply.lines.map((line) => this.#redactor.answer(line)) } : read.reply;
      }
    }
  }

  /** Sends a line and waits for its reply. `wire` goes out, `shown` goes into the transcript; the two are the same unless said. */
  async *ask(wire: string, ms: number, shown = wire): AsyncGenerator<LineEvent, Answer> {
    // A reply that is there before its question is an answer to nothing.
    if (this.#reader.hasRest) return { failed: 'malformed' };
    // Whether it was written is not waited for: a connection that does not take it brings no reply either.
    void this.#write([wire]);
    yield this.#line('client', this.#redactor.text(shown));
    return yield* this.reply(ms);
  }

  /** Hands in a message with the line that ends it, all in one write, and waits for its reply. A line that begins with a dot gets one more (RFC 5321 §4.5.2). */
  async *askMessage(lines: readonly string[], ms: number): AsyncGenerator<LineEvent, Answer> {
    if (this.#reader.hasRest) return { failed: 'malformed' };
    const wires = [...lines.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.'];
    void this.#write(wires);
    for (const wire of wires) yield this.#line('client', this.#redactor.text(wire));
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
    const written = await this.#clocks.within(this.#clocks.limits.replyMs, this.#write([wire]));
    yield this.#line('client', this.#redactor.text(wire));
    return 'value' in written && written.value;
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

  #write(wires: readonly string[]): Promise<boolean> {
    // The wire is not part of the error: it may be a secret.
    if (wires.some((wire) => /[\p{Cc}\p{Cs}]/u.test(wire))) throw new Error('a line to send holds a control character');
    this.#inStep = false;
    // What the runtime throws may hold the line, and would end the process where nobody waits.
    return this.#stream.write(utf8.encode(wires.map((wire) => `${wire}\r\n`).join(''))).catch(() => false);
  }

  /** Until it has greeted it may be anything that listens somewhere, and what that says is nobody's business: its bytes are told to no one. */
  #isMailServers({ line, fault }: Read): boolean {
    return this.#hasGreeted || (fault === undefined && greets(Number(line.slice(0, 3))));
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
