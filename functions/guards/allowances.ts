// How much of what, by the names that LIMITS takes. All but the last two are counts; every one can be set.

export const allowances = {
  // A person who finds a server by trying takes a handful a minute; a list of servers does not get far.
  'looks-a-minute': 10,
  'looks-an-hour': 100,
  // Look-ups of a domain by its address alone, before it is known which server it is about, so that nobody makes us flood a name server; and tickets
  // that are judged, so that nobody fills the store with them. Three sign-ins a minute whose ticket is changed twice are nine.
  'questions-a-minute': 20,
  // Fewer than looks: each carries a password. Sixty a day is a technician with a full day of devices.
  'sign-ins-a-minute': 3,
  'sign-ins-an-hour': 20,
  'sign-ins-a-day': 60,
  // Per account, refused ones only: below the ten tries after which providers begin to lock accounts.
  'refused-in-15-minutes': 3,
  'refused-a-day': 8,
  // Per client: whoever has five passwords refused at five accounts is not looking for the fault in one device.
  'refused-accounts-an-hour': 5,
  // Per server that no fact file names, and per address that its name leads to.
  'small-host-a-minute': 6,
  'small-host-an-hour': 60,
  // Per provider of the fact files, all its servers together: what it does not notice, and many visitors of one deadline have room in.
  'provider-a-minute': 300,
  'provider-an-hour': 6_000,
  // Per client, looks and sign-ins together: the practice server is on the same machine and locks nobody out.
  'practice-a-minute': 120,
  // A /24 and a /48 have as many times what one client has. Four: an office or a carrier has several clients in one /24, and four at full rate
  // are rare. Eight: a /48 is one customer or a small provider's street; without this sum its 65,536 networks would be so many clients.
  'times-for-24': 4,
  'times-for-48': 8,
} as const satisfies Record<string, number>;

export type Allowances = Record<keyof typeof allowances, number>;

const largest = 1_000_000;
const isName = (name: string): name is keyof Allowances => Object.hasOwn(allowances, name);

/**
 * Reads LIMITS: `off`, or `name=number` divided by commas or blanks; what is not named keeps its default.
 * Errors: throws at start with one sentence that names the entry and what is expected.
 */
export function parseLimits(text: string | undefined): Allowances | 'off' {
  if (text === 'off') return 'off';
  const read: Allowances = { ...allowances };
  for (const entry of (text ?? '').split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', digits = ''] = /^([a-z0-9-]+)=(\d{1,7})$/.exec(entry) ?? [];
    const value = Number(digits);
    if (!isName(name) || value < 1 || value > largest)
      throw new Error(
        `LIMITS: "${entry}" is not off and not name=number from 1 to ${String(largest)}; the names are ${Object.keys(allowances).join(', ')}`,
      );
    read[name] = value;
  }
  return read;
}
