import { describe, expect, test } from 'vitest';
import { notRun, readInterop } from '../../tools/interop-report.ts';

describe('the count of a run against real servers', () => {
  test('is that of its last line', () => {
    expect(readInterop('Exim  STARTTLS  good\n\n15.9 s\n200 passed, 0 failed\n', 0)).toEqual({
      counts: { passed: 200, failed: 0, skipped: 0 },
      notRun: [],
      failure: '',
    });
    expect(readInterop('190 passed, 0 failed, 10 skipped', 0).counts).toEqual({ passed: 190, failed: 0, skipped: 10 });
  });

  test('is nothing where the run says that it did not run, and why', () => {
    const why = 'Real servers are started as root only.';
    expect(readInterop(`${notRun('interop', why)}\n\n0.1 s\n0 passed, 0 failed\n`, 0)).toEqual({
      counts: { passed: 0, failed: 0, skipped: 0 },
      notRun: [`interop did not run: ${why}`],
      failure: '',
    });
  });

  test('holds what ran where a part did not', () => {
    const { counts, notRun: parts } = readInterop(`${notRun('Postfix with Dovecot', 'No packages.')}\n120 passed, 0 failed`, 0);
    expect([counts.passed, parts]).toEqual([120, ['Postfix with Dovecot did not run: No packages.']]);
  });

  test('tells what failed without the rows that passed', () => {
    const { counts, failure } = readInterop('Exim  good\n\n── Exim, PLAIN ──\nverdict is fails, expected works\n199 passed, 1 failed\n', 1);
    expect(counts.failed).toBe(1);
    expect(failure).toMatch(/^── Exim, PLAIN ──\nverdict is fails/);
  });

  test('is one failure where the run broke off, said nothing, or ended badly after its count', () => {
    expect(readInterop('Exim  good\nTypeError: no', 1)).toMatchObject({
      counts: { failed: 1 },
      failure: expect.stringContaining('TypeError') as string,
    });
    expect(readInterop('', 1).counts.failed).toBe(1);
    expect(readInterop('5 passed, 0 failed', 1).counts).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });
});
