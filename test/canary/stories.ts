// Every way in which a check can end, for one secret and the parrots that know it.
import { endings } from './parrot.ts';
import { accepts, bodyOf, type Coding, type Wish } from './raw.ts';
import { username, type Secret } from './secrets.ts';

export interface Story {
  name: string;
  wish: Wish;
  /** The password is not read: nothing is signed in to. What the server knows from elsewhere is a word like any other. */
  isUnread?: true;
}

/** Ports of the servers that a story may go to. */
export interface Ports {
  /** Servers with a good certificate; one of them at least. */
  good: { port: number; security: 'starttls' | 'implicit-tls' }[];
  /** STARTTLS, with a certificate that nobody trusts. */
  stranger: number;
  /** Refuses with its greeting. */
  full: { port: number; security: 'starttls' | 'implicit-tls' };
  /** Nobody listens. */
  closed: number;
}

const codings: Coding[] = ['json', 'form', 'multipart'];
const mechanisms = ['auto', 'LOGIN', 'SCRAM-SHA-256', 'CRAM-MD5', 'PLAIN'];
const nth = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

const signIn = ({ text, isToken }: Secret, at: number): Record<string, string> => ({
  username,
  password: text,
  mechanism: isToken ? 'xoauth2' : nth(mechanisms, at),
});

/** A check as a request; coding and sign-in method take turns. */
export function checkWish(secret: Secret, fields: Record<string, string>, accept: string, turn: number): Wish {
  const { headers, body } = bodyOf({ host: 'localhost', ...signIn(secret, turn), ...fields }, nth(codings, turn));
  return { path: '/api/check', headers: { ...headers, Accept: accept }, body };
}

/** Checks that end by themselves, each answered in each form; and looks at a server that knows the password from before. */
export function checkStories(secret: Secret, { good, stranger, full, closed }: Ports): Story[] {
  const usual = endings.filter((ending) => ending !== 'hangs').map((ending) => ({ story: ending, ehlo: ending }));
  let turn = 0;
  const story = (name: string, fields: Record<string, string>, accept: string): Story => {
    turn += 1;
    return { name: `${name}, answered as ${accept}`, wish: checkWish(secret, fields, accept, turn) };
  };
  return accepts.flatMap((accept, at) => [
    ...usual.map(({ story: name, ehlo }, which) => {
      const { port, security } = nth(good, at + which);
      return story(`a server that ${name}`, { port: String(port), security, ehlo, depth: 'send' }, accept);
    }),
    story('a certificate that nobody trusts', { port: String(stranger), security: 'starttls', peek: 'old-devices' }, accept),
    story('the wrong encryption', { port: String(stranger), security: 'implicit-tls' }, accept),
    story('a greeting that is a no', { port: String(full.port), security: full.security }, accept),
    story('a closed port', { port: String(closed), security: 'starttls' }, accept),
    { ...story('no encryption', { port: String(stranger), security: 'none' }, accept), isUnread: true as const },
    story(
      'a From of its own',
      { port: String(nth(good, at).port), security: nth(good, at).security, from: 'a@kopierer.localhost', ehlo: 'at-mail' },
      accept,
    ),
    story('a field that is wrong', { port: 'x', security: 'y', from: 'z' }, accept),
    story('an old ticket', { port: String(nth(good, at).port), security: nth(good, at).security, ticket: '1.0.a.b', proof: 'c' }, accept),
    {
      name: `a look, answered as ${accept}`,
      isUnread: true as const,
      wish: {
        path: '/api/look',
        ...formed({ host: 'localhost', port: String(nth(good, at).port), security: nth(good, at).security, password: secret.text }, accept),
      },
    },
  ]);
}

function formed(fields: Record<string, string>, accept: string): Pick<Wish, 'headers' | 'body'> {
  const { headers, body } = bodyOf(fields, 'json');
  return { headers: { ...headers, Accept: accept }, body };
}
