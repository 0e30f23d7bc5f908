// What no single file's schema can see: references between files, trees that must be whole, pages that must have their headings.
import { codesOf } from './codes.ts';
import type { Knowledge } from './knowledge.ts';
import type { ContentFile, Fault } from './read.ts';
import { faultsOf } from './tree.ts';

const headings = {
  guides: ['What you will have', 'Before you start', 'Steps', 'Check that it works', 'If not'],
  causes: ['What you see', 'What it means', 'Do this', 'Check', 'Not this?'],
};

type Loaded = Omit<Knowledge, 'pages'>;

/** A body must have exactly these second-level headings, in this order, none of them empty. */
function checkHeadings(files: ContentFile[], expected: string[]): Fault[] {
  return files.flatMap(({ file, body }) => {
    const found = [...body.matchAll(/^## (.+)$/gm)].map((match) => match[1]?.trim() ?? '');
    if (found.join('|') !== expected.join('|')) {
      return [{ file, key: 'headings', fault: `found ${found.join(' · ') || 'none'}; expected ${expected.join(' · ')}, in this order` }];
    }
    const sections = body.split(/^## .+$/gm).slice(1);
    return sections.flatMap((section, index) =>
      section.trim() === '' ? [{ file, key: expected[index] ?? '', fault: 'is empty; expected at least a sentence' }] : [],
    );
  });
}

/** Every reference must name a file that exists. */
function checkReferences(knowledge: Loaded): Fault[] {
  const faults: Fault[] = [];
  const need = (file: string, key: string, kind: 'providers' | 'devices' | 'causes' | 'guides' | 'changes', id: string | undefined) => {
    if (id !== undefined && !(id in knowledge[kind])) {
      faults.push({
        file,
        key,
        fault: `"${id}" has no file; expected src/content/${kind}/${id}.${kind === 'causes' || kind === 'guides' ? 'mdx' : 'yaml'}`,
      });
    }
  };
  for (const provider of Object.values(knowledge.providers)) {
    const file = `src/content/providers/${provider.id}.yaml`;
    need(file, 'password.change', 'changes', provider.password.change);
    provider.replies.forEach((reply, index) => need(file, `replies.${String(index)}.cause`, 'causes', reply.cause));
  }
  for (const cause of Object.values(knowledge.causes)) {
    const file = `src/content/causes/${cause.id}.mdx`;
    need(file, 'guide', 'guides', cause.guide);
    cause.not.forEach((neighbour, index) => need(file, `not.${String(index)}.cause`, 'causes', neighbour.cause));
    if (cause.node !== undefined) {
      const [tree = '', node = ''] = cause.node.split('/');
      const nodes = { ...knowledge.trees[tree]?.questions, ...knowledge.trees[tree]?.outcomes };
      if (!(node in nodes))
        faults.push({ file, key: 'node', fault: `"${cause.node}" is no node; expected <tree>/<node> of src/content/trees` });
    }
  }
  for (const guide of Object.values(knowledge.guides)) {
    const file = `src/content/guides/${guide.id}.mdx`;
    guide.providers.forEach((id, index) => need(file, `providers.${String(index)}`, 'providers', id));
    guide.devices.forEach((id, index) => need(file, `devices.${String(index)}`, 'devices', id));
  }
  for (const change of Object.values(knowledge.changes)) {
    const file = `src/content/changes/${change.id}.yaml`;
    need(file, 'provider', 'providers', change.provider);
    need(file, 'guide', 'guides', change.guide);
    const days = change.phases.map((phase) => phase.from ?? '');
    if (days.slice(1).includes('') || days.join() !== [...days].sort().join()) {
      faults.push({ file, key: 'phases', fault: 'are not in order of `from`; expected the first without, the others with rising days' });
    }
  }
  for (const tree of Object.values(knowledge.trees)) {
    const file = `src/content/trees/${tree.id}.yaml`;
    for (const [id, outcome] of Object.entries(tree.outcomes)) {
      need(file, `outcomes.${id}.guide`, 'guides', outcome.guide);
      need(file, `outcomes.${id}.cause`, 'causes', outcome.cause);
      need(file, `outcomes.${id}.change`, 'changes', outcome.change);
    }
  }
  for (const brand of Object.values(knowledge.codes)) {
    const file = `src/content/codes/${brand.id}.yaml`;
    const ids = codesOf(brand).map(({ id, causes }) => {
      causes.forEach((cause) => {
        need(file, `code ${id}`, 'causes', cause);
      });
      return id;
    });
    for (const id of new Set(ids.filter((one, index) => one === '' || ids.indexOf(one) !== index))) {
      faults.push({ file, key: `code ${id}`, fault: 'stands twice, or is empty; expected an `id` of its own' });
    }
  }
  const speakers = new Set(knowledge.speakers.map(({ id }) => id));
  for (const signature of knowledge.signatures) {
    const file = 'src/content/signatures';
    const key = [signature.words ?? signature.any ?? signature.why ?? signature.cause].flat()[0] ?? signature.cause;
    need(file, key, 'causes', signature.cause);
    for (const id of [signature.speaker ?? []].flat()) {
      if (!speakers.has(id)) faults.push({ file, key, fault: `"${id}" is no speaker; expected an id of src/content/speakers.yaml` });
    }
  }
  return faults;
}

/** Node ids become parts of a URL. */
function checkTreeIds(knowledge: Loaded): Fault[] {
  return Object.values(knowledge.trees).flatMap((tree) =>
    faultsOf(tree).map(([key, fault]) => ({ file: `src/content/trees/${tree.id}.yaml`, key, fault })),
  );
}

/** All faults between files; empty when everything fits. `bodies` are the MDX files, whose text the knowledge does not carry. */
export function crossCheck(knowledge: Loaded, bodies: { causes: ContentFile[]; guides: ContentFile[] }): Fault[] {
  return [
    ...checkReferences(knowledge),
    ...checkTreeIds(knowledge),
    ...checkHeadings(bodies.guides, headings.guides),
    ...checkHeadings(bodies.causes, headings.causes),
  ];
}
