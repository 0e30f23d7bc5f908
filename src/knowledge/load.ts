// Reads, validates and cross-checks everything in src/content. Astro does not own the knowledge: pages, function, command and tests
// all take what comes from here. Node only; runs at build, never for a visitor.
import { z } from 'zod';
import { crossCheck } from './cross-check.ts';
import { fillFacts } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { pagesOf } from './pages.ts';
import { ContentError, hold, readFolder, readOne, type ContentFile, type Fault } from './read.ts';
import * as schemas from './schemas/index.ts';

/** Entries by id, each with its id inside. */
function byId<Schema extends z.ZodType>(
  schema: Schema,
  files: ContentFile[],
  faults: Fault[],
): Record<string, z.output<Schema> & { id: string }> {
  const entries: Record<string, z.output<Schema> & { id: string }> = {};
  for (const file of files) {
    const data = hold(schema, file, faults);
    if (data !== undefined) entries[file.id] = Object.assign({ id: file.id }, data);
  }
  return entries;
}

/** Providers that send through another one's servers come after it: who has only a host name means the house, not its guest. */
function guestsLast<T extends Pick<schemas.Provider, 'domains' | 'endpoints'>>(providers: Record<string, T>): Record<string, T> {
  const all = Object.values(providers);
  const isGuest = (one: T): boolean =>
    Object.values(one.endpoints).some(({ host }) =>
      all.some((other) => other !== one && other.domains.some((end) => host.endsWith(`.${end}`))),
    );
  const entries = Object.entries(providers);
  return Object.fromEntries([...entries.filter(([, one]) => !isGuest(one)), ...entries.filter(([, one]) => isGuest(one))]);
}

/**
 * Loads all knowledge.
 *
 * Shape: `root` is the folder that holds src/content; `day` (YYYY-MM-DD) is the day the site is built for. Facts in {{…}} are filled in.
 * Errors: throws ContentError with every fault: a broken file, an unknown key, a dangling reference, a tree that is not whole.
 */
export async function load(root: string, day: string): Promise<Knowledge> {
  const faults: Fault[] = [];
  const [
    providerFiles,
    deviceFiles,
    causeFiles,
    guideFiles,
    treeFiles,
    changeFiles,
    codeFiles,
    signatureFiles,
    speakerFile,
    dialectFile,
    operatorFile,
    optOutFile,
  ] = await Promise.all([
    readFolder(root, 'providers', '.yaml', faults),
    readFolder(root, 'devices', '.yaml', faults),
    readFolder(root, 'causes', '.mdx', faults),
    readFolder(root, 'guides', '.mdx', faults),
    readFolder(root, 'trees', '.yaml', faults),
    readFolder(root, 'changes', '.yaml', faults),
    readFolder(root, 'codes', '.yaml', faults),
    readFolder(root, 'signatures', '.yaml', faults),
    readOne(root, 'speakers.yaml', faults),
    readOne(root, 'dialects.yaml', faults),
    readOne(root, 'operator.yaml', faults),
    readOne(root, 'opt-out.yaml', faults),
  ]);

  const providers = byId(schemas.provider, providerFiles, faults);
  const devices = byId(schemas.device, deviceFiles, faults);
  const facts = { ...providers, ...devices };
  const fill = <T extends { id: string }>(folder: string, ending: string, entries: Record<string, T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(entries).map(([id, entry]) => {
        const file = `src/content/${folder}/${id}${ending}`;
        const missing = (path: string) =>
          faults.push({ file, key: `{{${path}}}`, fault: 'names no fact; expected provider-or-device.path' });
        return [id, fillFacts(entry, facts, missing)];
      }),
    );

  const knowledge: Omit<Knowledge, 'pages'> = {
    day,
    providers: fill('providers', '.yaml', guestsLast(providers)),
    devices: fill('devices', '.yaml', devices),
    causes: fill('causes', '.mdx', byId(schemas.cause, causeFiles, faults)),
    guides: fill('guides', '.mdx', byId(schemas.guide, guideFiles, faults)),
    trees: fill('trees', '.yaml', byId(schemas.tree, treeFiles, faults)),
    changes: fill('changes', '.yaml', byId(schemas.change, changeFiles, faults)),
    codes: fill('codes', '.yaml', byId(schemas.codes, codeFiles, faults)),
    signatures: signatureFiles.flatMap((file) => hold(z.array(schemas.signature), file, faults) ?? []),
    speakers: ((speakerFile && hold(z.array(schemas.speaker), speakerFile, faults)) ?? []).map((speaker) =>
      fillFacts(speaker, facts, (path) =>
        faults.push({ file: 'src/content/speakers.yaml', key: `{{${path}}}`, fault: 'names no fact; expected provider-or-device.path' }),
      ),
    ),
    dialects: (dialectFile && hold(z.array(schemas.dialect), dialectFile, faults)) ?? [],
    operator: (operatorFile && hold(schemas.operator, { ...operatorFile, data: operatorFile.data ?? {} }, faults)) ?? {},
    optOut: (optOutFile && hold(z.array(schemas.optOut), { ...optOutFile, data: optOutFile.data ?? [] }, faults)) ?? [],
  };
  // References of files that did not pass would only repeat their faults in other words.
  if (faults.length === 0) faults.push(...crossCheck(knowledge, { causes: causeFiles, guides: guideFiles }));
  if (faults.length > 0) throw new ContentError(faults);
  return { ...knowledge, pages: pagesOf(knowledge) };
}
