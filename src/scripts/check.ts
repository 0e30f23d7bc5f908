// The check page with script: the same two forms and the same words as without, on one page, with the stages as they happen.
import type { CheckKnowledge } from '../knowledge/check-knowledge.ts';
import type { Report } from '../diagnosis/report.ts';
import type { LineEvent, StageEvent } from '../smtp/events.ts';
import { form as words, report as reportWords } from '../words/en.ts';
import type { FieldError } from '../view/fields.ts';
import { lookForm, signInForm, type SignInValues } from '../view/forms.ts';
import { lookView, type LookAnswer } from '../view/look-view.ts';
import { el, type View } from '../view/node.ts';
import { lineView, reportView, stageView } from '../view/report-view.ts';
import { toDom } from './dom.ts';
import { readEvents } from './events.ts';
import { prefill } from './prefill.ts';

/** Milliseconds after which a typed password is cleared (DESIGN §6), from the last key or the last check. */
const passwordLifeMs = 5 * 60_000;

type Event = StageEvent | LineEvent | Report | LookAnswer;

class CheckPage {
  private readonly result: HTMLElement;
  private readonly signIn: HTMLElement;
  private readonly title = document.title;
  private knowledge: Promise<CheckKnowledge> | undefined;
  private running: AbortController | undefined;
  private clearing: number | undefined;
  private answer: LookAnswer | undefined;

  private readonly root: HTMLElement;

  constructor(root: HTMLElement) {
    this.root = root;
    const part = (name: string) =>
      root.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? root.appendChild(document.createElement('div'));
    this.result = part('result');
    this.signIn = part('sign-in');
    root.addEventListener('focusin', () => void this.load().catch(() => undefined), { once: true });
    root.addEventListener('submit', (event) => {
      if (!(event.target instanceof HTMLFormElement)) return;
      event.preventDefault();
      void this.submit(event.target);
    });
    root.addEventListener('input', (event) => {
      if (event.target === this.passwordField()) this.keepPassword();
    });
    window.addEventListener('pagehide', () => this.clearPassword());
    if (location.search !== '') void this.load().then((knowledge) => prefill(root, knowledge));
  }

  /** What the check needs to know, asked for when the form is first touched. */
  private load(): Promise<CheckKnowledge> {
    this.knowledge ??= fetch('/data/check.json')
      .then((response) => response.json() as Promise<CheckKnowledge>)
      .catch((error: unknown) => {
        // The next try asks again.
        this.knowledge = undefined;
        throw error;
      });
    return this.knowledge;
  }

  private async submit(form: HTMLFormElement): Promise<void> {
    this.running?.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    const values = Object.fromEntries(
      [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ) as Record<string, string>;
    if (form.id === 'look-form') this.signIn.replaceChildren();
    this.showRunning();
    try {
      const knowledge = await this.load();
      const response = await fetch(form.action, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
        body: JSON.stringify(values),
        signal,
      });
      if (response.ok) await this.follow(response, knowledge);
      else await this.refused(response, form.id, values, knowledge);
    } catch (error) {
      if (signal.aborted && this.running.signal !== signal) return;
      this.show(this.result, [el('p', { class: 'error-summary', role: 'alert' }, signal.aborted ? reportWords.stopped : words.failed)]);
      if (!(error instanceof TypeError) && !signal.aborted) throw error;
    }
  }

  private showRunning(): void {
    document.title = this.title;
    const stop = document.createElement('button');
    stop.type = 'button';
    stop.className = 'button button-quiet';
    stop.textContent = words.stop;
    stop.addEventListener('click', () => this.running?.abort());
    this.show(this.result, [
      el('p', { class: 'working', role: 'status' }, words.working),
      el('ol', { class: 'stages', 'aria-live': 'polite' }),
      el('details', { class: 'transcript' }, el('summary', {}, reportWords.transcript), el('pre', { tabindex: 0 }, el('code'))),
    ]);
    this.result.append(stop);
  }

  /** Shows stages and dialogue as they come, then the report. */
  private async follow(response: Response, knowledge: CheckKnowledge): Promise<void> {
    const list = this.result.querySelector('ol');
    const code = this.result.querySelector('code');
    const lines: LineEvent[] = [];
    let told = false;
    for await (const raw of readEvents(response)) {
      const event = raw as Event;
      told ||= event.type === 'look' || event.type === 'report';
      if (event.type === 'stage') list?.append(toDom(stageView(event)));
      else if (event.type === 'line') {
        lines.push(event);
        code?.append(toDom(lineView(event)));
      } else if (event.type === 'look') this.showLook(event, lines, knowledge);
      else this.showReport(event, lines, knowledge);
    }
    // The server broke off without a word of its own.
    if (!told) throw new TypeError('a stream without a report');
  }

  private showLook(answer: LookAnswer, lines: LineEvent[], knowledge: CheckKnowledge): void {
    this.answer = answer;
    const { seen, signIn } = lookView(answer, lines, knowledge);
    this.show(this.result, seen);
    this.show(this.signIn, signIn === undefined ? [] : [signIn]);
    this.focus('#verdict');
  }

  private showReport(report: Report, lines: LineEvent[], knowledge: CheckKnowledge): void {
    this.show(this.result, reportView(report, lines, knowledge, this.answer?.device));
    if (report.verdict === 'works') this.clearPassword();
    else this.keepPassword();
    const title = this.signIn.querySelector('#sign-in');
    if (title) title.textContent = words.againTitle;
    this.focus('#verdict');
  }

  /** 400 and the like: the form again with its faults; what was typed stays, the password in its field only. */
  private async refused(response: Response, formId: string, values: Record<string, string>, knowledge: CheckKnowledge): Promise<void> {
    const { errors, message } = (await response.json()) as { errors?: FieldError[]; message?: string };
    this.result.replaceChildren();
    if (!errors) {
      this.show(this.result, [el('p', { class: 'error-summary', role: 'alert' }, message ?? words.failed)]);
      return;
    }
    document.title = `${words.errorPrefix}${this.title}`;
    const password = this.passwordField()?.value ?? '';
    if (formId === 'look-form') {
      this.root.querySelector('#look-form')?.replaceWith(toDom(lookForm(values, errors, knowledge)));
    } else {
      const provider = this.answer?.provider === undefined ? undefined : knowledge.providers[this.answer.provider];
      const kept = { ...values, port: Number(values['port']) } as unknown as SignInValues;
      this.show(this.signIn, [signInForm(kept, errors, provider)]);
      const field = this.passwordField();
      if (field) field.value = password;
    }
    this.focus('.error-summary');
  }

  private passwordField(): HTMLInputElement | null {
    return this.signIn.querySelector<HTMLInputElement>('input[name="password"]');
  }

  private keepPassword(): void {
    window.clearTimeout(this.clearing);
    this.clearing = window.setTimeout(() => this.clearPassword(), passwordLifeMs);
  }

  private clearPassword(): void {
    const field = this.passwordField();
    if (field) field.value = '';
  }

  private show(place: HTMLElement, views: View[]): void {
    place.replaceChildren(...views.map(toDom));
  }

  private focus(selector: string): void {
    this.root.querySelector<HTMLElement>(selector)?.focus();
  }
}

const root = document.querySelector<HTMLElement>('[data-check]');
if (root) new CheckPage(root);
