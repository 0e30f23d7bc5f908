// The visitors of the load bench.
import { Agent, request, type IncomingMessage } from 'node:http';

export interface Told {
  status: number;
  /** The last line of the answer, read; undefined: none came. */
  last: { type?: string; verdict?: string; message?: string } | undefined;
  ms: number;
}

export interface Check {
  told: Promise<Told>;
  /** Resolves with the first line that has this in it; undefined: it ended before. */
  until(text: string): Promise<string | undefined>;
  /** Goes away without a word. */
  leave(): void;
}

const readLast = (text: string): Told['last'] => {
  const line = text.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as Told['last'];
  } catch {
    return undefined;
  }
};

/** Begins a check on a connection of its own. */
export function beginCheck(port: number, mailPort: number): Check {
  const body = JSON.stringify({
    host: 'localhost',
    port: mailPort,
    security: 'starttls',
    username: 'scanner@practice.test',
    password: 'abcdefghijklmnop',
  });
  const started = performance.now();
  let text = '';
  const awaited = new Set<() => void>();
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/check',
    agent: false,
    headers: {
      Host: 'localhost',
      'Content-Type': 'application/json',
      Accept: 'application/x-ndjson',
      'Content-Length': Buffer.byteLength(body),
    },
  });
  const told = new Promise<Told>((resolve) => {
    let status = 0;
    const end = (): void => {
      resolve({ status, last: readLast(text), ms: performance.now() - started });
      for (const one of awaited) one();
    };
    sent.on('error', end);
    sent.on('response', (answer: IncomingMessage) => {
      status = answer.statusCode ?? 0;
      answer.on('data', (part: Buffer) => {
        // Only the last line is looked at; the dialogue of a thousand checks is not kept.
        text = `${text}${part.toString('utf8')}`.slice(-65_536);
        for (const one of awaited) one();
      });
      answer.on('error', end);
      answer.on('close', end);
    });
  });
  sent.end(body);
  return {
    told,
    until: (wanted) =>
      new Promise((resolve) => {
        let isOver = false;
        const look = (): void => {
          const line = text.split('\n').find((one) => one.includes(wanted));
          if (line === undefined && !isOver) return;
          awaited.delete(look);
          resolve(line);
        };
        awaited.add(look);
        void told.then(() => {
          isOver = true;
          look();
        });
        look();
      }),
    leave: () => {
      sent.destroy();
    },
  };
}

const pages = ['/', '/check/', '/fix/', '/providers/', '/about/'];

export interface PageTimes {
  /** Milliseconds each, counted from when it was due: a site that stands still is not let off by being asked less. */
  times: number[];
  failed: number;
  stop(): Promise<void>;
}

/** Asks for pages, one every so many milliseconds whatever comes back. */
export function askPages(port: number, everyMs: number): PageTimes {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const found: Pick<PageTimes, 'times' | 'failed'> = { times: [], failed: 0 };
  const open = new Set<Promise<void>>();
  let count = 0;
  let due = performance.now();
  const ask = (path: string, since: number): Promise<void> =>
    new Promise((resolve) => {
      const asked = request(
        { port, host: '127.0.0.1', path, agent, headers: { Host: 'localhost', 'Accept-Encoding': 'gzip' } },
        (answer) => {
          answer.resume();
          answer.on('close', () => {
            if (answer.statusCode !== 200) found.failed += 1;
            found.times.push(performance.now() - since);
            resolve();
          });
        },
      );
      asked.on('error', () => {
        found.failed += 1;
        resolve();
      });
      asked.end();
    });
  const timer = setInterval(() => {
    while (due <= performance.now()) {
      const asked = ask(pages[count % pages.length] ?? '/', due);
      open.add(asked);
      void asked.then(() => open.delete(asked));
      count += 1;
      due += everyMs;
    }
  }, 2);
  return {
    get times() {
      return found.times;
    },
    get failed() {
      return found.failed;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
    },
  };
}
