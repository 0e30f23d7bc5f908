// npm start: the site, its API and the practice mail server on this machine.
import { createServer } from 'node:net';
import { StartError } from '../functions/entry/node.ts';
import { stopOnSignals } from '../functions/entry/signals.ts';
import { tellUnheard } from '../functions/entry/unheard.ts';
import { readSettings, SettingError, type Settings } from '../functions/settings.ts';
import type { Practice } from '../practice/server.ts';
import { buildOrExit } from './build.ts';
import { serve } from './serve.ts';

/** What the user can mend is a sentence and exit 1; anything else is a fault of ours and keeps its stack. */
function stop(error: unknown): never {
  console.error(error instanceof SettingError || error instanceof StartError ? error.message : error);
  process.exit(1);
}

/** Errors: StartError where nothing can listen there. Asked before the build, so that nobody waits for a no. */
function expectFreePort({ host, port }: Settings): Promise<void> {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${String(port)} is in use by another program: close that one, or choose another with PORT=4322 npm start.`,
    EACCES: `Port ${String(port)} may not be opened by this user: choose one above 1023 with PORT=4322 npm start.`,
    EADDRNOTAVAIL: `HOST is "${host}", which is no address of this machine.`,
    ENOTFOUND: `HOST is "${host}", which is no address of this machine.`,
  };
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StartError(sentences[error.code ?? ''] ?? `The server cannot listen on ${host}, port ${String(port)}: ${error.message}`));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function tellPractice({ hosts, accounts }: Practice): void {
  const [account] = accounts;
  const names = [...hosts.keys()];
  const works = names.find((name) => name.startsWith('works.'));
  if (account === undefined || works === undefined) return;
  console.log('\nTo try the check without a mailbox of your own, there is a practice mail server on this machine:');
  console.log(`  mail server  ${works}, port 587 or 465`);
  console.log(`  user name    ${account.username}`);
  console.log(`  password     ${account.password}`);
  console.log('These fail, each in its own way:');
  for (const name of names.filter((other) => other !== works)) console.log(`  ${name}`);
}

try {
  const settings = readSettings(process.env);
  await expectFreePort(settings);
  const { built, pages, seconds } = await buildOrExit();
  console.log(
    built
      ? `Built ${String(pages)} pages in ${seconds.toFixed(1)} s.`
      : `Nothing has changed: the ${String(pages)} built pages still hold.`,
  );
  const serving = await serve(settings);

  tellUnheard(console.error);
  stopOnSignals(() => serving.stop());
  if (serving.practice) tellPractice(serving.practice);
  for (const note of serving.notes) console.log(`\n${note}`);
  console.log(`\nWill It Send is at ${serving.url}/ (Ctrl+C ends it)`);
} catch (error) {
  stop(error);
}
