// This site started from two public help pages. Every statement of theirs has a place here, where it is kept, dated, corrected or
// refuted. The table names that place; the tests find it in the built site and read the words that must be there.
//
// 000: a Xerox dealer's page, https://www.benchmark-office.com/gmail/
// 001: xTuple's page, https://www.xtuple.com/migrated/knowledge/what-is-app-password
import { describe, expect, test } from 'vitest';
import { load } from '../../src/knowledge/load.ts';
import { builtPages, root } from '../harness/dist.ts';

interface Place {
  page: string;
  /** An id on that page: of a heading, or of a part of a list. */
  anchor: string;
  /** Words that stand in that part. */
  words: RegExp[];
}

interface Statement {
  seed: '000' | '001';
  says: string;
  places: [Place, ...Place[]];
}

const at = (page: string, anchor: string, ...words: RegExp[]): Place => ({ page, anchor, words });
const about = '/guides/what-an-app-password-is/';
const google = '/guides/app-password-at-google/';
const microsoft = '/guides/microsoft-what-works/';
const xerox = '/guides/gmail-in-a-xerox/';
const xtuple = '/guides/xtuple-batch-manager/';
const ports = '/guides/ports-465-587-and-tls/';

/** The four reasons that Google gives, and the fifth that people meet. */
const reasons = (page: string): [Place, ...Place[]] => [
  at(page, 'two-step-off', /2-Step Verification is off/, /turn it on/i),
  at(page, 'only-security-keys', /security keys/, /second way/),
  at(page, 'organisation-account', /company, a school/, /administrator/),
  at(page, 'advanced-protection', /Advanced Protection/, /separate Google Account/),
  at(page, 'link-hidden', /hidden/, /by its address/),
];

const statements: Statement[] = [
  {
    seed: '000',
    says: 'help by phone, billed per half hour regardless of resolution; number; request form',
    // The price, the number and the form belong to whoever runs this site; operator.test.ts holds the price before the number.
    places: [at('/about/', 'contact', /Contact/)],
  },
  {
    seed: '000',
    says: 'from 30 May 2022 Google takes no user name and account password from devices',
    places: [at(about, 'does-my-device-need-one', /30 May 2022/, /1 May 2025/, /spring 2025/)],
  },
  {
    seed: '000',
    says: 'every multifunction device that sends through Gmail needs an app password',
    places: [at(about, 'does-my-device-need-one', /every device that signs in with a user name and a password needs one/, /OAuth/)],
  },
  {
    seed: '000',
    says: 'Google Account, Security, App passwords; you may need to sign in again',
    places: [
      at(google, 'steps', /Open Google's page App passwords/, /sign in again/),
      at(google, 'the-way-through-the-menus', /Security & sign-in/, /Search Google Account/, /may have to sign in again/),
    ],
  },
  { seed: '000', says: 'not shown: 2-Step off, only security keys, organisation, Advanced Protection', places: reasons(google) },
  {
    seed: '000',
    says: 'how to switch 2-Step Verification on ("Get started")',
    places: [
      at(google, 'turn-on-2-step-verification', /Get started/, /phone number/),
      at(google, 'whose-phone-for-a-shared-mailbox', /stays in the office/),
    ],
  },
  {
    seed: '000',
    says: 'the code by text: only the digits, not "G-"',
    places: [at(google, 'turn-on-2-step-verification', /only the digits/, /G-/)],
  },
  {
    seed: '000',
    says: 'Select app, Other (custom name), for example "Altalink C8070"',
    places: [at(google, 'name-it-after-the-device', /one field/, /Altalink C8070/, /They are gone/)],
  },
  {
    seed: '000',
    says: '16 characters in the yellow bar; do not include the spaces (twice)',
    places: [
      at(google, 'with-or-without-the-spaces', /Without/, /19 characters/, /takes both forms/),
      at(google, 'steps', /does not show them again/),
      at(google, 'name-it-after-the-device', /yellow bar/),
    ],
  },
  {
    seed: '000',
    says: 'afterwards "Less secure app access" is gone',
    places: [at(google, 'less-secure-app-access-is-missing', /gone for every account/, /out of date/)],
  },
  {
    seed: '000',
    says: 'put it into SMTP Authentication; the address in a browser; administrator; serial number or 1111',
    places: [
      at(xerox, 'find-the-devices-address', /configuration report/, /address line of a browser/),
      at(xerox, 'before-you-start', /same network/),
      at(xerox, 'sign-in-as-administrator', /serial number/, /1111/, /according to a Xerox dealer/, /change it/),
      at(xerox, 'fill-in-the-mail-settings', /in place of|where the account password was/, /SMTP Authentication/),
    ],
  },
  {
    seed: '000',
    says: 'an app password can be used once; a new one any time; lost device: revoke, make a new one',
    places: [
      at(
        about,
        'shown-once-works-until-it-is-revoked',
        /shown once/,
        /at any time/,
        /one for each device/i,
        /password of the Google Account changes/,
      ),
      at(google, 'lost-device', /Remove its password/, /Make a new one/),
    ],
  },
  {
    seed: '001',
    says: 'how to get around multi-factor sign-in for xTConnect',
    places: [at(xtuple, 'what-you-will-have', /second step/), at(about, 'how-it-gets-past-the-second-step', /second password/)],
  },
  {
    seed: '001',
    says: 'what an app password is ("16-digit", "less secure app")',
    places: [
      at(about, 'letters-not-digits', /16-digit passcode/, /letters/),
      at(about, 'less-secure-app-access-is-gone', /less secure app/, /out of date/),
    ],
  },
  {
    seed: '001',
    says: 'needs 2-Step; sign in to the account that xTConnect uses',
    places: [
      at(xtuple, 'make-the-app-password', /2-Step Verification is on/, /Google Account that xTConnect uses/, /which one you are in/),
      at(google, 'which-account', /address you are signed in with/),
    ],
  },
  {
    seed: '001',
    says: 'a user of its own, "internal@…"',
    places: [at(xtuple, 'an-account-only-for-xtconnect', /internal/, /licence/, /second step of its own/, /From/)],
  },
  {
    seed: '001',
    says: 'Manage your Google Account, Security, 2-Step, App passwords, name "xTuple xTConnect", Create',
    places: [
      at(xtuple, 'make-the-app-password', /App name/, /xTuple xTConnect/, /Create/),
      at(google, 'the-way-through-the-menus', /Search Google Account/),
    ],
  },
  {
    seed: '001',
    says: 'you may need to include the spaces',
    places: [at(xtuple, 'make-the-app-password', /include the spaces/, /You do not/), at(google, 'with-or-without-the-spaces', /Without/)],
  },
  {
    seed: '001',
    says: 'Microsoft: Advanced security options, App passwords, Create; repeat per app; in place of the normal password',
    places: [
      at(microsoft, 'personal-account', /Advanced security options/, /once for each app/, /16 September 2024/, /refuses it/),
      at(microsoft, 'work-or-school-account', /December 2026/, /second half of 2027/),
      at(microsoft, 'other-roads', /OAuth/, /connector/, /Direct Send/, /High Volume Email/),
    ],
  },
  {
    seed: '001',
    says: "links to Google's and Microsoft's own articles",
    places: [
      at(
        xtuple,
        'the-articles-behind-this',
        /href="https:\/\/support\.google\.com\/accounts\/answer\/185833"/,
        /href="https:\/\/techcommunity\.microsoft\.com\//,
      ),
      at(google, 'googles-own-article', /href="https:\/\/support\.google\.com\/accounts\/answer\/185833"/),
    ],
  },
  {
    seed: '001',
    says: 'Batch Manager: account, code, host smtp.gmail.com, 465 for SSL or 587 for TLS',
    places: [
      at(xtuple, 'fill-in-the-batch-manager', /as xTuple's page names them/, /smtp\.gmail\.com/, /587/, /465/, /OAuth\? Not known/),
      at(xtuple, 'do-not-leave-from-empty', /user who prepared the document/, /refuses the mail/),
      at(xtuple, 'check-that-it-works', /one small document/, /ASAP/),
      at(ports, 'what-your-device-calls-it', /Batch Manager/),
    ],
  },
  { seed: '001', says: '"can\'t find the option? it might be because:" (cut off)', places: reasons(xtuple) },
];

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", '#x27': "'" };

/** Text and link targets of a piece of HTML, typographic quotes made plain. */
function readable(html: string): string {
  return html
    .replace(/<a\b[^>]*?(href="[^"]*")[^>]*>/g, ' $1 ')
    .replace(/<[^>]*>/g, '')
    .replace(/&([a-z]+|#\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ');
}

/** What belongs to an anchor: of a heading, all up to the next one of its level or above; of anything else, up to the next anchor or heading. */
function partAt(html: string, anchor: string): string | undefined {
  const start = new RegExp(`<([a-z][a-z0-9]*)\\b[^>]*\\bid="${anchor}"[^>]*>`).exec(html);
  if (!start) return undefined;
  const rest = html.slice(start.index + start[0].length);
  const level = /^h([1-6])$/.exec(start[1] ?? '')?.[1];
  const end = level === undefined ? /<h[1-6]\b|<(?!a\b)[a-z][a-z0-9]*\b[^>]*\bid="/ : new RegExp(`<h[1-${level}]\\b|</main>`);
  return rest.slice(0, end.exec(rest)?.index);
}

const pages = new Map(builtPages().map(({ url, html }) => [url, html]));

describe('every statement of the seeds has its place', () => {
  test.each(statements)('$seed: $says', ({ places }) => {
    for (const { page, anchor, words } of places) {
      const html = pages.get(page);
      expect(html, `${page} is no page of dist`).toBeDefined();
      const part = partAt(html ?? '', anchor);
      expect(part, `${page} has no #${anchor}`).toBeDefined();
      for (const word of words) expect(readable(part ?? ''), `${page}#${anchor}`).toMatch(word);
    }
  });
});

test('the words of the xTuple page find the guide for xTConnect, as heading and as search', async () => {
  const html = pages.get(xtuple) ?? '';
  expect(readable(/<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '')).toMatch(/get around multi-factor sign-in for xTConnect/);
  const { guides } = await load(root, '2026-11-25');
  expect(guides['xtuple-batch-manager']?.aliases).toContain('How do I get around multi factor authentication for xTConnect?');
});
