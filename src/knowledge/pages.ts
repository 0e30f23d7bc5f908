// The pages that the search box can find, told from the knowledge itself.
import { codePages } from '../words/en-facts.ts';
import { site } from '../words/en-site.ts';
import { fill } from '../words/fill.ts';
import { codesOf } from './codes.ts';
import type { Knowledge, Page } from './knowledge.ts';
import { plain } from './rich.ts';
import type { Codes } from './schemas/index.ts';

/** Every page made from knowledge, with the words people look for, and the pages that header and footer lead to. */
export function pagesOf(knowledge: Omit<Knowledge, 'pages'>): Page[] {
  const { guides, providers, devices, causes, trees, changes, codes } = knowledge;
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
      words: [...new Set([...provider.aliases, ...provider.domains, ...Object.values(provider.endpoints).map(({ host }) => host)])],
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
    ...Object.values(codes).flatMap(codePagesOf),
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

/** The page of a brand's codes, found by those that have no page of their own, and the pages of the others. */
function codePagesOf(brand: Codes): Page[] {
  const all = codesOf(brand);
  const listed = all.filter(({ hasPage }) => !hasPage);
  return [
    {
      url: `/codes/${brand.id}/`,
      title: fill(codePages.pageTitle, { brand: brand.brand }),
      kind: brand.lists.every(({ basis }) => basis !== 'not-confirmed') ? 'code' : 'codes',
      words: [...brand.aliases, ...listed.flatMap(({ code, shown, also }) => [code ?? shown ?? '', ...also])],
    },
    ...all
      .filter(({ hasPage }) => hasPage)
      .map(({ url, label, code, shown, also }): Page => ({
        url,
        title: label,
        kind: 'code',
        words: [...(code !== undefined && shown !== undefined ? [shown] : []), ...also],
      })),
  ];
}
