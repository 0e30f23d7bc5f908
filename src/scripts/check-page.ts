// The check page with script: the same two forms and the same words as without, on one page, with the stages as they happen.
import type { CheckKnowledge } from '../knowledge/check-knowledge.ts';
import type { DoorsEvent } from '../diagnosis/other-doors.ts';
import type { Report } from '../diagnosis/report.ts';
import type { LineEvent, StageEvent } from '../smtp/events.ts';
import { form as words, report as reportWords } from '../words/en.ts';
import type { FieldError } from '../view/fields.ts';
import { lookForm, signInForm, type SignInValues } from '../view/forms.ts';
import { lookView, type LookAnswer } from '../view/look-view.ts';
import { el, type View } from '../view/node.ts';
import type { PricedTicket, Refused } from '../view/price.ts';
import { refusedView } from '../view/refused-view.ts';
import { suggestionsView } from '../view/suggested-view.ts';
import { lineView, reportView, stageView, transcriptView, reportTitle } from '../view/report-view.ts';
import type { Around } from '../view/first-aid-view.ts';
import { toDom } from './dom.ts';
import { readEvents } from './events.ts';
import { FirstAid } from './first-aid.ts';
import { clearFaults, markBusy, post, typed } from './form.ts';
import { tellKnownAddress } from './known-address.ts';
import { Password } from './password.ts';
import { prefill } from './prefill.ts';
import { Ticket } from './ticket.ts';

type CheckReport = Report & Partial<PricedTicket>;
type Event = StageEvent | LineEvent | DoorsEvent | CheckReport | LookAnswer;

export class CheckPage {
  private readonly root: HTMLElement;
  private readonly status: HTMLElement;
  private readonly result: HTMLElement;
  private readonly signIn: HTMLElement;
  private readonly password: Password;
  private readonly ticket: Ticket;
  private readonly firstAid: FirstAid;
  private readonly title = document.title;
  private knowledge: Promise<CheckKnowledge> | undefined;
  private known: CheckKnowledge | undefined;
  private running: AbortController | undefined;
  private answer: LookAnswer | undefined;

  constructor(root: HTMLElement) {
    this.root = root;
    const part = (name: string) =>
      root.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? root.appendChild(document.createElement('div'));
    this.status = part('status');
    this.result = part('result');
    this.signIn = part('sign-in');
    this.password = new Password(this.signIn);
    this.ticket = new Ticket(this.signIn, this.status, this.result);
    this.firstAid = new FirstAid(this.signIn, () => this.around());
    tellKnownAddress(root, () => this.load());
    window.addEventListener('pagehide', () => this.running?.abort());
  }

  /** Gets what will be needed, ahead of time. */
  async prepare(): Promise<void> {
    await this.load();
  }

  /** From the address of the page into the first form. */
  async fillIn(): Promise<void> {
    prefill(this.root, await this.load());
  }

  /** What the check needs to know. A download that fails is tried again when it is needed. */
  private load(): Promise<CheckKnowledge> {
    this.knowledge ??= fetch('/data/check.json')
      .then(async (response) => (this.known = (await response.json()) as CheckKnowledge))
      .catch((error: unknown) => {
        this.knowledge = undefined;
        throw error;
      });
    return this.knowledge;
  }

  /** Starts what the form asks for and shows what comes of it. */
  async submit(form: HTMLFormElement): Promise<void> {
    // A second press must not sign in a second time: providers count that. Stop ends what runs.
    if (this.running) return;
    if (form.id === 'check-form' && this.firstAid.holds()) return;
    this.running = new AbortController();
    const { signal } = this.running;
    if (form.id !== 'check-form') this.signIn.replaceChildren();
    clearFaults(form);
    this.showRunning();
    let trouble: string = words.failed;
    try {
      const knowledge = await this.load();
      // A suggestion that was confirmed becomes what stands in the form.
      if (form.id === '') this.showLookForm(typed(form), [], knowledge);
      const response = form.id === 'check-form' ? await this.ticket.send(form, signal) : await post(form.action, typed(form), signal);
      if (response.ok) trouble = words.broken;
      const told = response.ok ? await this.follow(response, knowledge) : await this.refused(response, form, knowledge);
      if (!told) this.notice(trouble);
    } catch (error) {
      this.notice(signal.aborted ? reportWords.stopped : trouble);
      if (!signal.aborted && !(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    } finally {
      this.running = undefined;
      markBusy(this.root, false);
    }
  }

  /** For which provider and device the password is. */
  private around(): Around {
    const { provider = '', device = '' } = this.answer ?? {};
    return { provider: this.known?.providers[provider], device: this.known?.devices[device] };
  }

  private showRunning(): void {
    document.title = this.title;
    markBusy(this.root, true);
    this.status.textContent = words.working;
    const stop = document.createElement('button');
    stop.type = 'button';
    stop.className = 'button button-quiet';
    stop.textContent = words.stop;
    stop.addEventListener('click', () => this.running?.abort());
    this.result.replaceChildren(stop, toDom(el('ol', { class: 'stages' })));
    this.result.scrollIntoView({ block: 'nearest' });
  }

  /** Shows stages and dialogue as they come, then the report. False where the answer ends before its end. */
  private async follow(response: Response, knowledge: CheckKnowledge): Promise<boolean> {
    const list = this.result.querySelector('ol');
    const lines: LineEvent[] = [];
    let code: Element | null = null;
    for await (const raw of readEvents(response)) {
      // Its report will not come: the server says why.
      if ('message' in raw) {
        this.show(this.result, [refusedView(raw as unknown as Refused)]);
        this.reveal('.notice');
        return true;
      }
      const event = raw as Event;
      if (event.type === 'stage') list?.append(toDom(stageView(event)));
      else if (event.type === 'line') {
        lines.push(event);
        if (code) code.append(toDom(lineView(event)));
        else {
          const transcript = transcriptView(lines);
          if (transcript) this.result.append(toDom(transcript));
          code = this.result.querySelector('.transcript code');
        }
      } else if (event.type !== 'doors') {
        if (event.type === 'look') this.showLook(event, lines, knowledge);
        else this.showReport(event, lines, knowledge);
        return true;
      }
    }
    return false;
  }

  private showLook(answer: LookAnswer, lines: LineEvent[], knowledge: CheckKnowledge): void {
    this.answer = answer;
    const { seen, signIn } = lookView(answer, lines, knowledge, { pays: true });
    this.show(this.result, seen);
    this.tell(answer.report);
    this.show(this.signIn, signIn === undefined ? [] : [signIn]);
    this.ticket.keep(answer);
    this.reveal('#verdict');
  }

  private showReport(report: CheckReport, lines: LineEvent[], knowledge: CheckKnowledge): void {
    this.show(this.result, reportView(report, lines, knowledge, this.answer?.device));
    this.tell(report);
    const form = this.signIn.querySelector('form');
    const isLockOutNear = report.advice.some(({ id }) => id === 'lock-out-near');
    if (form) this.showSignIn(typed(form), [], knowledge, { again: true, isLockOutNear });
    this.ticket.keep(report);
    if (report.verdict === 'works') this.password.clear();
    else this.keepPassword();
    this.reveal('#verdict');
  }

  private showLookForm(values: Record<string, string>, errors: FieldError[], knowledge: CheckKnowledge): void {
    this.root.querySelector('#look-form')?.replaceWith(toDom(lookForm(values, errors, knowledge)));
  }

  /** The second form with what was typed; the password stays in its field. */
  private showSignIn(
    values: Record<string, string>,
    errors: Refused['errors'],
    knowledge: CheckKnowledge,
    more: Partial<SignInValues> = {},
  ): void {
    const provider = this.answer?.provider === undefined ? undefined : knowledge.providers[this.answer.provider];
    const kept = { ...values, ...more, port: Number(values['port']) } as unknown as SignInValues;
    const password = this.password.value;
    this.show(this.signIn, [signInForm(kept, errors ?? [], provider)]);
    this.password.value = password;
  }

  /** What was not begun, and why; for faults of fields the form again. What was typed stays. */
  private async refused(response: Response, form: HTMLFormElement, knowledge: CheckKnowledge): Promise<boolean> {
    const refused = (await response.json()) as Partial<Refused>;
    const { error = '', message, errors, suggested } = refused;
    if (!errors) {
      if (message === undefined) return false;
      this.show(this.result, [refusedView({ ...refused, error, message })]);
      this.reveal('.notice');
      return true;
    }
    this.result.replaceChildren();
    const values = typed(form);
    const { address = '', device = '', peek = '' } = values;
    const beside = suggested && suggestionsView(suggested, { address, device, peek });
    if (beside) {
      this.show(this.result, [beside]);
      this.reveal('#suggested');
      return true;
    }
    document.title = `${words.errorPrefix}${this.title}`;
    if (form.id === 'check-form') this.showSignIn(values, errors, knowledge);
    else this.showLookForm(values, errors, knowledge);
    this.reveal('.error-summary');
    return true;
  }

  /** The verdict in the title, for someone with many of these open. */
  private tell(report: Report): void {
    document.title = `${reportTitle(report)} · ${this.title}`;
  }

  /** After a failure it stays in its field for another try, and the receipt says so. */
  private keepPassword(): void {
    this.password.keep();
    this.result.querySelector('.kept')?.append(` ${reportWords.keptInField}`);
  }

  /** One sentence in place of a result. */
  private notice(text: string): void {
    this.show(this.result, [el('p', { class: 'notice', tabindex: -1 }, text)]);
    this.reveal('.notice');
  }

  private show(place: HTMLElement, views: View[]): void {
    place.replaceChildren(...views.map(toDom));
  }

  /** The focus goes to what matters, so that it is read out once, and the page to where that begins. */
  private reveal(selector: string): void {
    this.status.textContent = '';
    const target = this.root.querySelector<HTMLElement>(selector);
    target?.focus({ preventScroll: true });
    (target?.closest('section') ?? target)?.scrollIntoView();
  }
}
