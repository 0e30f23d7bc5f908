import type { EventEmitter } from 'node:events';
import { faultRecord, logLine } from '../record.ts';

/**
 * What nobody has caught is told by its kind alone: Node itself would print message and stack, and a message may quote what was typed. A promise
 * that nobody waits for ends nothing, so one run that fails touches no other; after an error that nobody caught the process ends with 1.
 */
export function tellUnheard(log: (line: string) => void, own: Pick<EventEmitter, 'on'> & { exit(code: number): void } = process): void {
  own.on('unhandledRejection', (error: unknown) => {
    log(logLine(faultRecord('promise', error)));
  });
  own.on('uncaughtException', (error: unknown) => {
    log(logLine(faultRecord('process', error)));
    own.exit(1);
  });
}
