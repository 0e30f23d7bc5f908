/** Puts parameters into a sentence: `{name}` becomes its value. An unknown name is our own fault and stays visible. */
export function fill(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
