// The pages that the search box can find, told from the knowledge itself.
import { site } from '../words/en-site.ts';
import type { Knowledge, Page } from './knowledge.ts';
import { plain } from './rich.ts';

/** Every page made from knowledge, with the words people look for, and the pages that header and footer lead to. */
export function pagesOf(knowledge: Omit<Knowledge, 'pages'>): Page[] {
  const { guides, providers, devices, causes, trees, changes } = knowledge;
  return [
    ...Object.values(guides).map((guide): Page => ({
      url: `/guides/${guide.id}/`,
      title: guide.title,
      kind: 'guide',
      words: [...guide.aliases, guide.description],
    })),
    ...Object.values(providers).map((provider): Page => ({
      url: `/providers/${provider.id}/`,
      title: provider.name,
      kind: 'provider',
      words: [...provider.aliases, ...provider.domains, ...Object.values(provider.endpoints).map((endpoint) => endpoint.host)],
    })),
    ...Object.values(devices).map((device): Page => ({
      url: `/devices/${device.id}/`,
      title: `${device.brand} ${device.name}`,
      kind: 'device',
      words: [...device.aliases, ...device.models],
    })),
    ...Object.values(trees).map((tree): Page => ({
      url: `/fix/${tree.id}/`,
      title: tree.title,
      kind: 'tree',
      words: [...tree.aliases, plain(tree.description)],
    })),
    ...Object.values(causes).map((cause): Page => ({
      url: `/causes/${cause.id}/`,
      title: cause.title,
      kind: 'cause',
      words: [...cause.aliases, ...cause.seen, plain(cause.says)],
    })),
    ...Object.entries({ ...site.nav, ...site.foot }).map(([path, title]): Page => ({
      url: `/${path}/`,
      title,
      kind: 'page',
      words: [...((site.found as Record<string, readonly string[]>)[path] ?? [])],
    })),
    ...Object.values(changes).map((change): Page => ({
      url: `/changes/#${change.id}`,
      title: change.title,
      kind: 'change',
      words: [change.dateInWords],
    })),
  ];
}
