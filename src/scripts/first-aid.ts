import { firstAid, type Finding } from '../password/first-aid.ts';
import { firstAid as words } from '../words/en-form.ts';
import { firstAidView, type Around } from '../view/first-aid-view.ts';
import { toDom } from './dom.ts';

/**
 * Looks at the password when its field is left, when one is pasted, and before it is sent. It offers, and changes nothing by itself. The password is
 * read from its field each time and kept nowhere.
 */
export class FirstAid {
  private readonly place: HTMLElement;
  private readonly around: () => Around;
  /** For what the sign-in was stopped last, as ids: it is not stopped twice for the same. */
  private held = '';

  /** @param place where the form for the password comes and goes @param around for which provider and device */
  constructor(place: HTMLElement, around: () => Around) {
    this.place = place;
    this.around = around;
    const isPassword = ({ target }: Event): boolean => target instanceof HTMLInputElement && target.name === 'password';
    // The box stands before something is in it, so that a screen reader says what comes.
    place.addEventListener('focusin', (event) => {
      if (isPassword(event)) this.box();
    });
    place.addEventListener('change', (event) => {
      if (isPassword(event)) this.show(false);
    });
    place.addEventListener('input', (event) => {
      if (!isPassword(event)) return;
      if (event instanceof InputEvent && event.inputType === 'insertFromPaste') this.show(false);
      // What is being typed is not judged in the middle, and what was found no longer holds.
      else this.clear();
    });
    place.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLButtonElement && target.dataset['mend'] !== undefined) this.mend(Number(target.dataset['mend']));
    });
  }

  /**
   * Before sending: true when something was found and this was not stopped for it yet; the next press sends it as it is. That it stands there is no
   * sign that it was read: the press itself leaves the field, and so brings it up.
   */
  holds(): boolean {
    const findings = this.find();
    const ids = idsOf(findings);
    if (ids === '' || ids === this.held) return false;
    this.held = ids;
    this.show(true);
    this.place.querySelector<HTMLElement>('.first-aid-title')?.focus();
    return true;
  }

  /** For a password that is another one now. */
  clear(): void {
    this.held = '';
    this.place.querySelector('.first-aid')?.replaceChildren();
  }

  private find(): Finding[] {
    const { provider, device } = this.around();
    return firstAid(this.field?.value ?? '', { provider, deviceMax: device?.passwordMax });
  }

  private show(held: boolean): Finding[] {
    const findings = this.find();
    this.box()?.replaceChildren(...firstAidView(findings, this.around(), held).map(toDom));
    return findings;
  }

  private mend(at: number): void {
    const { field } = this;
    const mended = this.find()[at]?.mended;
    if (!field || mended === undefined) return;
    field.value = mended;
    // Starts its five minutes anew.
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const left = this.show(false);
    const box = this.box();
    if (left.length === 0 && box) box.textContent = words.mended;
    field.focus();
  }

  private get field(): HTMLInputElement | null {
    return this.place.querySelector<HTMLInputElement>('input[name="password"]');
  }

  /** Under the field. */
  private box(): HTMLElement | null {
    const there = this.place.querySelector<HTMLElement>('.first-aid');
    if (there) return there;
    const box = document.createElement('div');
    box.className = 'first-aid';
    box.setAttribute('role', 'status');
    this.field?.closest('.field')?.append(box);
    return box;
  }
}

const idsOf = (findings: Finding[]): string => findings.map(({ id }) => id).join(' ');
