// The ticket that the check page holds: sent with a sign-in, paid for when it is not free, and changed for the next one where it was not taken.
import { form as words } from '../words/en.ts';
import { price as priceWords } from '../words/en-refused.ts';
import type { Price, PricedTicket, Refused } from '../view/price.ts';
import { post, typed } from './form.ts';

/** How often a ticket is changed for another in one press; then it is said why. */
const changes = 2;

export class Ticket {
  private readonly place: HTMLElement;
  private readonly status: HTMLElement;
  private readonly result: HTMLElement;
  private price: Price | undefined;
  private since = 0;

  /** @param place where the form for the password comes and goes @param status what is read out @param result where the way is shown */
  constructor(place: HTMLElement, status: HTMLElement, result: HTMLElement) {
    this.place = place;
    this.status = status;
    this.result = result;
  }

  /** Takes the ticket of an answer, for the form that stands there now. An answer without one leaves the old one. */
  keep({ ticket, price }: Partial<PricedTicket>): void {
    if (ticket === undefined) return;
    this.price = price;
    this.since = performance.now();
    const field = this.place.querySelector<HTMLInputElement>('input[name="ticket"]');
    if (field) field.value = ticket;
  }

  /** Sends the form, paid for. An answer that is no refusal of the ticket is handed on as it came. */
  async send(form: HTMLFormElement, signal: AbortSignal): Promise<Response> {
    for (let left = changes; ; left -= 1) {
      const proof = await this.pay(signal);
      signal.throwIfAborted();
      const response = await post(form.action, { ...typed(form), ...(proof !== undefined && { proof }) }, signal);
      if (response.ok || left === 0 || !(await this.change(response.clone(), form, signal))) return response;
    }
  }

  /** What the answer gives instead of the ticket that was not taken; true where it is worth another try. */
  private async change(response: Response, form: HTMLFormElement, signal: AbortSignal): Promise<boolean> {
    const refused = (await response.json()) as Partial<Refused & PricedTicket>;
    if (refused.error === 'ticket-wrong') {
      // Another network than before, as a phone has it when it leaves the house: only a look from there gives a ticket.
      const { host = '', port = '', security = '' } = typed(form);
      const look = await post('/api/look', { host, port, security }, signal, 'application/json');
      if (!look.ok) return false;
      this.keep((await look.json()) as PricedTicket);
      return true;
    }
    this.keep(refused);
    // It came too early although it was paid for: nothing but waiting helps, so that is said.
    return refused.ticket !== undefined && refused.error !== 'too-early';
  }

  /** The proof, if one is due. Whoever took as long as the waiting time has paid already. */
  private async pay(signal: AbortSignal): Promise<string | undefined> {
    const { price } = this;
    if (price?.kind !== 'proof' || performance.now() - this.since > price.waitSeconds * 1_000) return undefined;
    this.status.textContent = priceWords.proving;
    const bar = document.createElement('progress');
    bar.max = price.tries;
    bar.value = 0;
    bar.setAttribute('aria-label', priceWords.progress);
    this.result.prepend(bar);
    try {
      const solver = await Promise.race([import('./proof.ts').catch(() => undefined), aborted(signal)]);
      return await solver?.prove(price, signal, (tries) => {
        bar.value = tries;
      });
    } finally {
      bar.remove();
      this.status.textContent = words.working;
    }
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
