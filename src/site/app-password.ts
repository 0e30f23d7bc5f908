import type { Provider } from '../knowledge/schemas/index.ts';
import { entry } from './knowledge.ts';

/** What is known of a provider's app passwords. A provider without them ends the build: an author has named the wrong one. */
export function appPasswordOf(id: string): NonNullable<Provider['appPassword']> {
  const { appPassword } = entry('providers', id);
  if (!appPassword) throw new Error(`src/content/providers/${id}.yaml has no appPassword; expected a provider that has`);
  return appPassword;
}
