// The provider of a typed address, told in the browser: server, user name and kind of password are known before anything is sent.
import { providerOfDomain, serversFor, type CheckKnowledge } from '../knowledge/check-knowledge.ts';
import { appPasswordHint } from '../view/forms.ts';
import { el, type View } from '../view/node.ts';
import { prose } from '../view/prose.ts';
import { form as words } from '../words/en.ts';
import { knownAddress } from '../words/en-address.ts';
import { fill } from '../words/fill.ts';
import { toDom } from './dom.ts';

/** Says under the address field what its domain tells, as soon as it is typed; nothing where no file knows the domain. */
export function tellKnownAddress(root: HTMLElement, load: () => Promise<CheckKnowledge>): void {
  const tell = (field: EventTarget | null): void => {
    if (!(field instanceof HTMLInputElement) || field.id !== 'look-address') return;
    const line = lineUnder(field);
    load().then(
      (knowledge) => {
        const view = knownView(knowledge, field.value).map(toDom);
        // Said once, not again with each letter.
        const text = view.map(({ textContent }) => textContent).join('');
        if (text !== line.textContent) line.replaceChildren(...view);
      },
      // The look itself tries again, and the server knows the same.
      () => undefined,
    );
  };
  // While one types, not behind it: a line that appears as the field is left moves the button away from under the press.
  root.addEventListener('input', ({ target }) => {
    tell(target);
  });
  // This script comes with the first touch of the form: who types fast, or whose browser fills in, has changed it by then.
  tell(root.querySelector('#look-address'));
}

function lineUnder(field: HTMLInputElement): HTMLElement {
  const found = field.parentElement?.querySelector<HTMLElement>('[data-known]');
  if (found) return found;
  const line = document.createElement('p');
  line.className = 'hint';
  line.dataset['known'] = '';
  line.setAttribute('role', 'status');
  field.after(line);
  return line;
}

function knownView(knowledge: CheckKnowledge, address: string): View[] {
  const domain = address.trim().split('@')[1]?.toLowerCase() ?? '';
  const provider = domain === '' ? undefined : providerOfDomain(knowledge, domain);
  const [server] = provider ? serversFor(provider, domain) : [];
  if (!provider || !server) return [];
  const { host, port, security } = server;
  const sentence = fill(knownAddress.server, { provider: provider.name, host, port, security: words.securityShort[security] });
  const password = provider.password.status === 'refused' ? prose(provider.summary) : appPasswordHint(provider);
  return [el('strong', {}, sentence), ' ', ...prose(provider.username), ' ', ...password, ' ', knownAddress.here];
}
