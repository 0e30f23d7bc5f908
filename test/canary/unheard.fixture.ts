// A server with two faults of its own: a promise that fails with nobody waiting for it, and an error that nobody catches. Both hold a secret.
import { tellUnheard } from '../../functions/entry/unheard.ts';
import { secrets } from './secrets.ts';

const text = secrets.map((secret) => secret.text).join(' ');
tellUnheard((line) => process.stderr.write(`${line}\n`));
void Promise.reject(new TypeError(text, { cause: new Error(text) }));
setTimeout(() => {
  process.stdout.write('still there\n');
  throw Object.assign(new RangeError(text), { password: text });
}, 10);
setInterval(() => undefined, 1_000);
