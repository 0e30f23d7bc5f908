import { describe, expect, test } from 'vitest';
import { readVitest } from '../../tools/vitest-report.ts';

const report = (...files: object[]): string => JSON.stringify({ testResults: files });
const file = (status: string, tests: [string, string][], message = ''): object => ({
  name: '/project/test/a.test.ts',
  status,
  message,
  assertionResults: tests.map(([fullName, state]) => ({
    fullName,
    status: state,
    failureMessages:
      state === 'failed' ? ['Error: 1 is not 2\n    at /project/test/a.test.ts:3:1\n    at node_modules/vitest/x.js:1:1'] : [],
  })),
});

describe('the count of a test run', () => {
  test('counts what passed, failed and was skipped, and tells the failures', () => {
    const text = report(file('failed', [['adds', 'passed'], ['divides', 'failed'], ['waits', 'skipped'], ['plans', 'todo']])); // prettier-ignore
    const { counts, failure } = readVitest(text, 1, '', '/project');
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(failure).toContain('test/a.test.ts: divides');
    expect(failure).toContain('1 is not 2');
    expect(failure).not.toContain('node_modules');
  });

  test('a file that does not load is a failure', () => {
    const { counts, failure } = readVitest(report(file('failed', [], 'SyntaxError: no')), 1, '', '/project');
    expect(counts.failed).toBe(1);
    expect(failure).toContain('SyntaxError: no');
  });

  test('a run without a report, without a test, or with a crash behind it is a failure', () => {
    expect(readVitest(undefined, 134, 'out of memory', '/project').counts.failed).toBe(1);
    expect(readVitest(report(), 0, '', '/project').counts.failed).toBe(1);
    expect(readVitest(report(file('passed', [['adds', 'passed']])), 1, 'unhandled rejection', '/project').counts.failed).toBe(1);
  });
});
