// {{gmail.endpoints.starttls.host}}: facts that prose refers to instead of repeating them.

const pattern = /\{\{\s*([a-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\s*\}\}/g;

/** Looks a dotted path up in providers and devices. Returns undefined when there is no such fact or it is not a word or number. */
export function factAt(files: Record<string, unknown>, path: string): string | undefined {
  let value: unknown = files;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * Fills every {{path}} in all strings of `value` (any depth, a copy is returned).
 * Shape: `missing(path)` is called for each path that names no fact; the text is then left as it stands.
 */
export function fillFacts<T>(value: T, files: Record<string, unknown>, missing: (path: string) => void): T {
  if (typeof value === 'string') {
    return value.replace(pattern, (whole, path: string) => {
      const fact = factAt(files, path);
      if (fact === undefined) missing(path);
      return fact ?? whole;
    }) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => fillFacts(item, files, missing)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillFacts(item as unknown, files, missing)])) as T;
  }
  return value;
}
