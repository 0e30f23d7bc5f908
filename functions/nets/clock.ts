import type { Timer } from '../../src/smtp/net.ts';

/** A clock of `ms` milliseconds that starts with the call. Its timer keeps the process alive until it is over or cancelled. */
export function startTimer(ms: number): Timer {
  let handle: ReturnType<typeof setTimeout> | undefined;
  const done = new Promise<void>((resolve) => {
    handle = setTimeout(resolve, ms);
  });
  return {
    done,
    cancel() {
      clearTimeout(handle);
    },
  };
}
