import { providersOfHost, type CheckKnowledge } from '../knowledge/check-knowledge.ts';

/**
 * Fills the first form from a link: `?provider=`, `?device=`, `?host=` with or without `&port=`. A host is taken only if a fact file has it; a link on a trusted page
 * to a stranger's server would otherwise collect passwords (DESIGN §2).
 */
export function prefill(root: HTMLElement, knowledge: CheckKnowledge): void {
  const asked = new URLSearchParams(location.search);
  const put = (name: string, value: string | undefined) => {
    const field = root.querySelector<HTMLInputElement | HTMLSelectElement>(`#look-${name}`);
    if (!field || value === undefined || field.value !== '') return;
    field.value = value;
    field.closest('details')?.setAttribute('open', '');
  };
  const provider = asked.get('provider') ?? '';
  const host = asked.get('host') ?? '';
  const port = asked.get('port');
  const known =
    (Object.hasOwn(knowledge.providers, provider) ? knowledge.providers[provider]?.endpoints[0] : undefined) ??
    providersOfHost(knowledge, host)[0]?.endpoints.find(
      (endpoint) => endpoint.host === host && (port === null || String(endpoint.port) === port),
    );
  put('host', known?.host);
  put('port', known && String(known.port));
  put('security', known?.security);
  const device = asked.get('device') ?? '';
  if (Object.hasOwn(knowledge.devices, device)) put('device', device);
}
