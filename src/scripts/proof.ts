// Pays for a sign-in with computing (ALTCHA's proof of work, altcha-lib v2). Loaded when it is due. The rounds are the browser's own crypto, which does
// them beside the page: the page stays awake without a worker.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Price } from '../view/price.ts';

/**
 * Finds the key.
 *
 * Shape: `told` hears how many tries are done. The proof, or undefined when the waiting time is over before it is found (the form is then taken without
 * one), when `signal` says stop, or where the browser has no crypto, as on a page without https.
 */
export async function prove(
  { challenge, waitSeconds }: Extract<Price, { kind: 'proof' }>,
  signal: AbortSignal,
  told: (tries: number) => void,
): Promise<string | undefined> {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  let tries = 0;
  try {
    const solution = await solveChallenge({
      challenge: { parameters: { ...challenge } },
      controller,
      timeout: waitSeconds * 1_000,
      deriveKey: (...parts) => {
        tries += 1;
        if (tries % 20 === 0) told(tries);
        return deriveKey(...parts);
      },
    });
    return solution?.derivedKey;
  } catch {
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
