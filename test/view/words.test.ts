import { expect, test } from 'vitest';
import { testMessageOf } from '../../src/words/test-message.ts';

test('the test message is ASCII in short lines, and says who asked for it and where', () => {
  const { subject, lines } = testMessageOf('https://will-it-send.example');
  for (const line of [subject, ...lines]) expect(line).toMatch(/^[ -~]{0,70}$/);
  expect(lines).toContain('https://will-it-send.example/');
  expect(lines.join('\n')).not.toMatch(/[{}]/);
});
