// node bench/explain.ts: what it costs to explain and to clean a text of 10 kB. Prints medians in milliseconds; nothing here fails on a number.
import { join } from 'node:path';
import { clean } from '../src/explain/clean.ts';
import { explain } from '../src/explain/explain.ts';
import { knowledgeForExplaining } from '../src/explain/knowledge.ts';
import { load } from '../src/knowledge/load.ts';
import { median } from './shapes.ts';

const known = knowledgeForExplaining(await load(join(import.meta.dirname, '..'), '2026-11-25'));

const dialogue = [
  '2026-11-03 09:12:44 SERVER -> CLIENT: 220 smtp.example.com ESMTP',
  '2026-11-03 09:12:44 CLIENT -> SERVER: EHLO www.example.com',
  '2026-11-03 09:12:44 SERVER -> CLIENT: 250-smtp.example.com Hello [192.0.2.9]',
  '2026-11-03 09:12:44 SERVER -> CLIENT: 250 AUTH PLAIN LOGIN',
  `2026-11-03 09:12:45 CLIENT -> SERVER: AUTH PLAIN ${btoa('\0scanner@example.com\0Kopierer17!')}`,
  '2026-11-03 09:12:50 SERVER -> CLIENT: 535 5.7.8 Error: authentication failed: authentication failure',
  'javax.mail.AuthenticationFailedException: 535 5.7.8 Error: authentication failed: authentication failure',
  '\tat com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)',
  'SMTP_PASSWORD=Kopierer17!',
  'the copier on the second floor has not sent anything since Monday, and nobody changed its settings',
].join('\n');
const text = `${dialogue}\n`.repeat(Math.ceil(10_000 / dialogue.length)).slice(0, 10_000);

/** Rounds before anything is counted, and rounds that are. */
const rounds = { warm: 200, counted: 500 };

function measure(work: () => unknown): { first: number; typical: number } {
  const turn = (): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  const first = turn();
  for (let round = 0; round < rounds.warm; round += 1) turn();
  return { first, typical: median(Array.from({ length: rounds.counted }, turn)) };
}

const show = (name: string, { first, typical }: { first: number; typical: number }): void => {
  process.stdout.write(`${name.padEnd(24)}${typical.toFixed(2).padStart(8)} ms${first.toFixed(1).padStart(8)} ms at first\n`);
};
show(
  'explain 10 kB',
  measure(() => explain(text, known)),
);
show(
  'clean 10 kB',
  measure(() => clean(text)),
);
process.stdout.write('wanted: explain in 5 ms\n');
