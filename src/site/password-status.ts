import type { Provider } from '../knowledge/schemas/index.ts';
import { providerPages as words } from '../words/en-facts.ts';

/** What happens to a password there, in a few words; where no source of the provider's is known, that. */
export const passwordStatus = ({ basis, password }: Pick<Provider, 'basis' | 'password'>): string =>
  basis === 'not-confirmed' ? words.statusUnsure : words.statuses[password.status];
