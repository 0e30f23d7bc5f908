// TXT records as somebody else's DNS and a careless resolver hand them over.
import { expect, test } from 'vitest';
import { boundedTexts, readQuoted } from '../../functions/nets/txt.ts';

// So long that looking again from every quotation mark would take minutes.
test.each([
  ['quotation marks that never close', `"${'\\"'.repeat(500_000)}`],
  ['backslashes', `"${'\\'.repeat(1_000_001)}`],
  ['open quotation marks with blanks', `"${' "'.repeat(500_000)}`],
])('a record of 1 MB of %s is read in one go', (_, data) => {
  expect(readQuoted(data).length).toBeLessThan(data.length);
});

test('a record that is too long is no policy, and one that is just long enough still is', () => {
  expect(boundedTexts(['x'.repeat(4_097), 'x'.repeat(4_096)])).toEqual(['x'.repeat(4_096)]);
  expect(readQuoted(`"${'\\"'.repeat(3)}" "b\\065"`)).toBe('"""bA');
});
