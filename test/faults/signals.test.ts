import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { stopOnSignals } from '../../functions/entry/signals.ts';

function own(): { process: EventEmitter & { exit(code: number): void }; codes: number[]; now: () => number; pass: (ms: number) => void } {
  const codes: number[] = [];
  let time = 0;
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => void codes.push(code) });
  return { process, codes, now: () => time, pass: (ms) => void (time += ms) };
}

test('a signal stops, and the process ends when that is done', async () => {
  const { process, codes, now } = own();
  const stopped = Promise.withResolvers<void>();
  stopOnSignals(() => stopped.promise, { process, now });
  process.emit('SIGTERM');
  expect(codes).toEqual([]);
  stopped.resolve();
  await expect.poll(() => codes).toEqual([0]);
});

test('a stop that fails ends the process as well', async () => {
  const { process, codes, now } = own();
  stopOnSignals(() => Promise.reject(new Error('no')), { process, now });
  process.emit('SIGINT');
  await expect.poll(() => codes).toEqual([0]);
});

test('Ctrl+C that arrives by two ways at once is one wish, and a later one ends it at once', () => {
  const { process, codes, now, pass } = own();
  let stops = 0;
  const stop = (): Promise<void> => {
    stops += 1;
    return new Promise(() => undefined);
  };
  stopOnSignals(stop, { process, now });
  process.emit('SIGINT');
  pass(20);
  process.emit('SIGINT');
  expect([stops, codes]).toEqual([1, []]);
  pass(1_000);
  process.emit('SIGTERM');
  expect([stops, codes]).toEqual([1, [1]]);
});
