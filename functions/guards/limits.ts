// No use to a thief, and no burden to a mail server: whether a look or a sign-in may start now. Plain functions: a queue or a test calls them too.
import { overBy, type Count, type Counts, type Window } from '../counts/counts.ts';
import type { Settings } from '../settings.ts';
import type { Client } from './client.ts';
import { makeSlots, type Slot } from './slots.ts';
import { makeWindows, type AccountWindows } from './windows.ts';

/** Where a look or sign-in wants to go. */
export interface Target {
  host: string;
  /**
   * The addresses that the run will go to, asked of the guarded Net of that very run (which looks up once): so a thousand names that lead to one
   * server are one server. Asked only for hosts of no fact file. Left out, or none in time: only the name is counted.
   */
  addresses?: (() => Promise<readonly string[]>) | undefined;
}

/**
 * busy: as many run as MAX_CHECKS allows · client: this client or its neighbourhood has had its share · account: too many refused sign-ins of this
 * account · guessing: too many accounts refused from this client · target: this server has been asked often enough · store-down: nobody can count
 * now, so nobody is let in.
 */
export type RefusalReason = 'busy' | 'client' | 'account' | 'target' | 'guessing' | 'store-down';

export interface Refusal {
  admitted: false;
  reason: RefusalReason;
  /** Whole seconds, at least 1. */
  retryAfterSeconds: number;
}

/** One refused sign-in more, and this account is stopped here; its provider may lock it. */
export type Warning = 'lock-out-near';

/** What was let in. Whoever got it hands it to `counted` (functions/running.ts) or ends it. */
export interface Pass {
  /**
   * Says how the sign-in ended; the first call counts. Only `refused` (the server said no to the password) stays counted against the account, all
   * else is given back. Resolves with a warning where the next refused one is the last that is let through.
   */
  settle(outcome: 'refused' | 'other'): Promise<Warning | undefined>;
  /** Frees the place, and settles as `other` where nobody has settled. Harmless when called again. Never rejects. */
  end(): Promise<void>;
}

export type Admission = { admitted: true; pass: Pass; warn?: Warning } | Refusal;

export interface Limits {
  /** How many looks and checks run in this process. */
  readonly running: number;
  /**
   * May this client have a domain looked up now, before it is known which server its look is about? Undefined: it may. Takes no place: a look-up
   * has a clock of its own, and the look that follows asks for itself.
   */
  admitQuestion(client: Client): Promise<Refusal | undefined>;
  /**
   * May this client have a ticket judged now? Undefined: it may. Counted with its questions: a ticket that was used leaves a count, and is changed
   * for a new one, so that one client could fill the store with them.
   */
  admitTicket(client: Client): Promise<Refusal | undefined>;
  /** May this client look at this server now? */
  admitLook(client: Client, target: Target): Promise<Admission>;
  /** May this client try a password of this user name at this server now? `warn`: if it is refused, this account is stopped here. */
  admitSignIn(client: Client, username: string, target: Target): Promise<Admission>;
}

export interface LimitsOptions {
  /** The provider of a host, by an id under which all its servers are counted; undefined where no fact file has it. */
  systemOf?: (host: string) => string | undefined;
  /** Hosts of the practice server. */
  isPractice?: (host: string) => boolean;
  /**
   * What is asked before any count, where the platform has something quicker (Workers): false refuses. So no kind of request keeps the store busy.
   */
  gate?: (what: 'look' | 'sign-in' | 'question' | 'ticket', network: string) => Promise<boolean>;
  /** Milliseconds since 1970: the day of the key under which accounts are counted. */
  now?: () => number;
}

/** Seconds after which places are usually free again, and after which a store is asked again. */
const retry = { busy: 10, 'store-down': 30, gate: 60 } as const;

const refusal = (reason: RefusalReason, retryAfterSeconds: number): Refusal => ({
  admitted: false,
  reason,
  retryAfterSeconds: Math.max(1, retryAfterSeconds),
});
const storeDown = refusal('store-down', retry['store-down']);

/** What a sign-in has counted ahead, as if it would be refused. */
interface Ahead {
  windows: Counted[];
  guess: Guess;
  /** How many refused ones more would be let through after this one. */
  left: number;
}

/** A window with the moment at which it is surely not over yet, in ms. */
interface Counted extends Window {
  until: number;
}

/** The account as one that this client has tried. */
interface Guess extends Pick<AccountWindows, 'guessed' | 'guesses'> {
  /** Whether it was this sign-in that counted it ahead. */
  isCounted: boolean;
}

/**
 * Makes the limits of one process or isolate.
 *
 * Shape: each call adds first and judges after, in the order place, client, account, target; what is refused does not use up what comes behind.
 * A sign-in is counted against its account ahead, as if it would be refused, and given back when it was not: of fifty at once no more get through
 * than may be refused.
 * Errors: none are thrown for a store that is down: it refuses with `store-down`. LIMITS=off leaves only MAX_CHECKS.
 */
export function makeLimits(
  { secret, limits, maxChecks }: Pick<Settings, 'secret' | 'limits' | 'maxChecks'>,
  counts: Counts,
  { systemOf = () => undefined, isPractice = () => false, gate = () => Promise.resolve(true), now = () => Date.now() }: LimitsOptions = {},
): Limits {
  const slots = makeSlots(maxChecks);
  const windows = limits === 'off' ? undefined : makeWindows(secret, limits, systemOf);

  const gated = async ({ network }: Client, what: Parameters<typeof gate>[0]): Promise<Refusal | undefined> =>
    windows === undefined || (await gate(what, network)) ? undefined : refusal('client', retry.gate);

  async function refuses(reason: RefusalReason, wanted: Window[]): Promise<Refusal | undefined> {
    const taken = await counts.add(wanted);
    if (taken === 'down') return storeDown;
    const seconds = overBy(wanted, taken);
    return seconds === undefined ? undefined : refusal(reason, seconds);
  }

  /**
   * What a client wants, and what its neighbourhood has had: that is read first, so that a /48 that has had its share fills no store with counts of
   * its 65,536 networks.
   */
  async function refusesClient(client: Client, what: 'question' | 'look' | 'sign-in'): Promise<Refusal | undefined> {
    if (!windows) return undefined;
    const { own, around } = await windows.ofClient(client, what);
    const had = await counts.read(around);
    if (had === 'down') return storeDown;
    const seconds = overBy(
      around,
      had.map((count) => ({ ...count, used: count.used + 1 })),
    );
    return seconds === undefined ? refuses('client', [...own, ...around]) : refusal('client', seconds);
  }

  /** Takes back what was counted ahead, but for windows that are over: there it would be taken from somebody else. */
  async function giveBack(added: readonly Counted[]): Promise<void> {
    await counts.back(added.filter(({ until }) => now() < until));
  }

  /**
   * An account that was refused stands once among the guesses of a client. Of several tries at once the first one has counted it ahead and may take
   * it back; so it is the first that is refused for which it stays.
   */
  async function keepGuess({ guessed, guesses, isCounted }: Guess): Promise<void> {
    const taken = await counts.add([guessed]);
    if (taken === 'down') return;
    const isFirst = taken[0]?.used === 1;
    if (isFirst && !isCounted) await counts.add(guesses);
    if (!isFirst && isCounted) await counts.back(guesses);
  }

  async function countAhead({ today, yesterday, pair, guessed, guesses }: AccountWindows): Promise<Ahead | Refusal> {
    const added: Counted[] = [];
    const keep = (wanted: readonly Window[], taken: readonly Count[]): void => {
      // A store rounds up to whole seconds.
      for (const [at, { resetsInSeconds }] of taken.entries())
        if (wanted[at]) added.push({ ...wanted[at], until: now() + (resetsInSeconds - 1) * 1_000 });
    };
    const refuse = async (why: Refusal): Promise<Refusal> => {
      await giveBack(added);
      return why;
    };
    const wanted = [...today, pair];
    // At midnight the key changes and the account does not: what was refused under yesterday's key counts on until its time is over.
    const [mine, before] = await Promise.all([counts.add(wanted), counts.read(yesterday)]);
    if (mine !== 'down') keep(wanted, mine);
    if (mine === 'down' || before === 'down') return refuse(storeDown);
    const both = mine.slice(0, today.length).map((count, at) => together(count, before[at]));
    const seconds = overBy(today, both);
    if (seconds !== undefined) return refuse(refusal('account', seconds));

    const isNew = mine.at(-1)?.used === 1;
    const told = await (isNew ? counts.add(guesses) : counts.read(guesses));
    if (told === 'down') return refuse(storeDown);
    if (isNew) keep(guesses, told);
    // Whoever has had as many accounts refused as may be gets no more tries, at none of them either.
    const asked = isNew ? told : told.map((count) => ({ ...count, used: count.used + 1 }));
    const wait = overBy(guesses, asked);
    if (wait !== undefined) return refuse(refusal('guessing', wait));
    return {
      windows: added,
      guess: { guessed, guesses, isCounted: isNew },
      left: Math.min(...today.map(({ most = Infinity }, at) => most - (both[at]?.used ?? 0))),
    };
  }

  async function judge(client: Client, { host, addresses }: Target, username?: string): Promise<Refusal | { ahead?: Ahead }> {
    if (!windows) return {};
    if (!slots.isFair(client.wider)) return refusal('client', retry.busy);
    if (isPractice(host)) return (await refuses('client', await windows.ofPractice(client))) ?? {};
    const what = username === undefined ? 'look' : 'sign-in';
    const refused = (await gated(client, what)) ?? (await refusesClient(client, what));
    if (refused) return refused;
    const ahead = username === undefined ? undefined : await countAhead(await windows.ofAccount(client, username, host, now()));
    if (ahead && 'admitted' in ahead) return ahead;
    const known = systemOf(host) === undefined ? await addresses?.() : [];
    const there = await refuses('target', await windows.ofTarget(host, known ?? []));
    if (there && ahead) await giveBack(ahead.windows);
    return there ?? (ahead ? { ahead } : {});
  }

  function passOf(slot: Slot, ahead: Ahead | undefined): Pass {
    let settled: Promise<Warning | undefined> | undefined;
    const settle: Pass['settle'] = (outcome) =>
      (settled ??= (async () => {
        if (!ahead) return undefined;
        if (outcome === 'refused') {
          await keepGuess(ahead.guess);
          return ahead.left <= 1 ? 'lock-out-near' : undefined;
        }
        // Where the store is down by now it stays counted until its time is over.
        await giveBack(ahead.windows);
        return undefined;
      })());
    return {
      settle,
      async end() {
        slot.free();
        await settle('other');
      },
    };
  }

  async function admit(client: Client, target: Target, username?: string): Promise<Admission> {
    const slot = slots.take(client.wider);
    if (!slot) return refusal('busy', retry.busy);
    let isIn = false;
    try {
      const judged = await judge(client, target, username);
      if ('admitted' in judged) return judged;
      isIn = true;
      const { ahead } = judged;
      return { admitted: true, pass: passOf(slot, ahead), ...(ahead?.left === 0 && { warn: 'lock-out-near' }) };
    } finally {
      if (!isIn) slot.free();
    }
  }

  return {
    get running() {
      return slots.running;
    },
    admitQuestion: async (client) => (await gated(client, 'question')) ?? refusesClient(client, 'question'),
    admitTicket: async (client) => (await gated(client, 'ticket')) ?? refusesClient(client, 'question'),
    admitLook: (client, target) => admit(client, target),
    admitSignIn: (client, username, target) => admit(client, target, username),
  };
}

/** Two counts of the same account as one; there is room again when the first of them ends. */
const together = (mine: Count, before: Count | undefined): Count =>
  before === undefined || before.used === 0
    ? mine
    : { used: mine.used + before.used, resetsInSeconds: Math.min(mine.resetsInSeconds, before.resetsInSeconds) };
