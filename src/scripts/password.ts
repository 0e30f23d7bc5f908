/** Milliseconds after which a typed password is cleared (DESIGN §6), from the last key or the last time it was used. */
const lifeMs = 5 * 60_000;

/** The password in its field: the only place in the page that has it. It is cleared when the check works, the page is left, or time is up. */
export class Password {
  private readonly place: HTMLElement;
  private clearing: number | undefined;

  /** @param place where the form for the password comes and goes */
  constructor(place: HTMLElement) {
    this.place = place;
    place.addEventListener('input', () => this.keep());
    window.addEventListener('pagehide', () => this.clear());
  }

  get value(): string {
    return this.field?.value ?? '';
  }
  set value(text: string) {
    if (this.field) this.field.value = text;
  }

  /** Starts its five minutes anew. */
  keep(): void {
    window.clearTimeout(this.clearing);
    this.clearing = window.setTimeout(() => this.clear(), lifeMs);
  }

  clear(): void {
    window.clearTimeout(this.clearing);
    this.value = '';
    // What was found in it is gone with it.
    this.place.querySelector('.first-aid')?.replaceChildren();
  }

  private get field(): HTMLInputElement | null {
    return this.place.querySelector<HTMLInputElement>('input[name="password"]');
  }
}
