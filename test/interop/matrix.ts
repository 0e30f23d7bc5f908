// What is asked of every real server, and what must come of it.
import type { Outcome, StageName } from '../../src/smtp/events.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import type { Kind, Shown } from './servers.ts';

/** The mechanisms that a password is enough for. */
const byPassword = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const;

export type Secret = 'right' | 'wrong password' | 'unknown user' | 'none';

export interface Row {
  security: 'starttls' | 'implicit-tls';
  certificate: Shown;
  mechanism: (typeof byPassword)[number] | 'auto';
  /** `none` is a look. */
  secret: Secret;
  /** Knocks with this encryption at the door of the other. */
  crossed?: boolean;
  expected: Expected;
}

export interface Expected {
  /** Where it ended, if not at the sign-in's yes. Stages before it are `ok`, those behind it `not-tried`. */
  end?: { stage: StageName; outcome: Outcome; why: string; code?: number };
  verdict: Verdict;
  /** The first cause. */
  cause?: string;
}

const works: Expected = { verdict: 'works' };
const wrong: Expected = {
  end: { stage: 'auth', outcome: 'refused', why: 'rejected', code: 535 },
  verdict: 'fails',
  cause: 'auth-wrong-password',
};
const notKnown: Expected = {
  end: { stage: 'auth', outcome: 'refused', why: 'mechanism-not-offered' },
  verdict: 'fails',
  cause: 'auth-mechanism-unsupported',
};
const looked: Expected = { end: { stage: 'auth', outcome: 'not-tried', why: 'look-only' }, verdict: 'works' };
const expired: Expected = { end: { stage: 'tls', outcome: 'refused', why: 'expired' }, verdict: 'fails', cause: 'cert-expired' };
const otherName: Expected = {
  end: { stage: 'tls', outcome: 'refused', why: 'other-name' },
  verdict: 'fails',
  cause: 'cert-hostname-mismatch',
};
const notTls: Expected = {
  end: { stage: 'tls', outcome: 'refused', why: 'not-tls' },
  verdict: 'fails',
  cause: 'implicit-vs-starttls-mismatch',
};
const silence: Expected = { end: { stage: 'banner', outcome: 'timed-out', why: 'no-answer' }, verdict: 'fails', cause: 'no-greeting' };

/** All rows of one server. */
export function rowsFor({ mechanisms }: Kind): Row[] {
  return (['starttls', 'implicit-tls'] as const).flatMap((security): Row[] => {
    const row = (expected: Expected, rest: Partial<Row> = {}): Row => ({
      security,
      certificate: 'good',
      mechanism: 'PLAIN',
      secret: 'right',
      ...rest,
      expected,
    });
    return [
      row(looked, { mechanism: 'auto', secret: 'none' }),
      row(works, { mechanism: 'auto' }),
      ...byPassword.flatMap((mechanism) =>
        mechanisms.includes(mechanism)
          ? [
              row(works, { mechanism }),
              row(wrong, { mechanism, secret: 'wrong password' }),
              row(wrong, { mechanism, secret: 'unknown user' }),
            ]
          : [row(notKnown, { mechanism })],
      ),
      row(expired, { certificate: 'expired' }),
      row(otherName, { certificate: 'other-name' }),
      row(security === 'implicit-tls' ? notTls : silence, { crossed: true }),
    ];
  });
}
