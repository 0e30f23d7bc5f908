// Counts that several processes of one site share, in a Redis (REDIS_URL). Node only: it must not be imported where the Worker is made.
import { Redis } from 'ioredis';
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Count, Counts, Window } from './counts.ts';

/** Milliseconds that a visitor waits for one word of the store; what comes later is `down`. */
const patienceMs = 500;

/**
 * As the library's own, but what is taken back is never below nothing, and where nothing is counted it begins no window (RateLimiterRedis,
 * customIncrTtlLuaScript). Arguments: what is added, seconds.
 */
const script = `
if tonumber(ARGV[1]) < 0 and redis.call('exists', KEYS[1]) == 0 then return {0, ARGV[2] * 1000} end
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local used = redis.call('incrby', KEYS[1], ARGV[1])
if used < 0 then used = redis.call('incrby', KEYS[1], -used) end
return {used, redis.call('pttl', KEYS[1])}`;

/** No code of an error that lacks one is told in its place: its message could hold the address and so its password. */
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name);

/**
 * Counts in a Redis. It connects with the first question, waits for no answer longer than half a second, and comes back by itself when the server
 * does; meanwhile everything is `down`. What an unanswered call has added may be counted: too much, never too little.
 * Bounds: every key ends with its window. A Redis that is full and may not throw anything out (`noeviction`, its default) is `down`.
 * `log` gets a line when it goes and one when it is back.
 */
export function redisCounts(url: string, log: (line: string) => void): Counts {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: patienceMs,
    // Who says nothing for so long is gone without a word; only then is the connection made anew.
    socketTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    disableClientInfo: true,
  });
  let isTold = false;
  const lost = (code: string): void => {
    if (!isTold) log(`counts: the store of REDIS_URL cannot be reached (${code}); no look and no check until it can`);
    isTold = true;
  };
  client.on('error', (error: Error) => {
    lost(codeOf(error));
  });
  // A server that ends closes, and there is no error in that.
  client.on('close', () => {
    lost('closed');
  });
  client.on('ready', () => {
    if (isTold) log('counts: the store of REDIS_URL is back');
    isTold = false;
  });

  const limiter = new RateLimiterRedis({
    storeClient: client,
    keyPrefix: 'will-it-send',
    // It counts; how many are allowed is judged by whoever asks.
    points: Number.MAX_SAFE_INTEGER,
    duration: 1,
    rejectIfRedisNotReady: true,
    customIncrTtlLuaScript: script,
  });

  let connecting: Promise<unknown> | undefined;
  async function reachable(): Promise<void> {
    if (client.status === 'ready') return;
    connecting ??= client.connect().catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)));
    await Promise.race([connecting, late]);
    clearTimeout(timer);
  }

  async function ask<T>(question: () => Promise<T>): Promise<T | 'down'> {
    try {
      await reachable();
      return await question();
    } catch {
      return 'down';
    }
  }

  const told = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Count => ({
    used: consumedPoints,
    resetsInSeconds: Math.ceil(msBeforeNext / 1_000),
  });
  const lasting = ({ seconds }: Window) => ({ customDuration: seconds });

  const add: Counts['add'] = (windows) =>
    ask(async () => {
      const counts: Count[] = [];
      for (const window of windows) {
        const count = told(await limiter.penalty(window.key, 1, lasting(window)));
        counts.push(count);
        if (count.used > (window.most ?? Infinity)) break;
      }
      return counts;
    });

  const read: Counts['read'] = (windows) =>
    ask(() =>
      Promise.all(
        windows.map(async ({ key, seconds }) => {
          const found = await limiter.get(key);
          return found ? told(found) : { used: 0, resetsInSeconds: seconds };
        }),
      ),
    );

  const back: Counts['back'] = (windows) =>
    ask(async () => {
      await Promise.all(windows.map((window) => limiter.reward(window.key, 1, lasting(window))));
      return 'done' as const;
    });

  return {
    add,
    read,
    back,
    close() {
      // Its end is wished for, and no news.
      isTold = true;
      client.disconnect();
      return Promise.resolve();
    },
  };
}
