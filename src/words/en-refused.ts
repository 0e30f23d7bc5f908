// What is said where a look or a sign-in was not begun: why, when it can be tried again, and what can be done meanwhile. {name} is filled in by fill().

export const refused = {
  title: 'Not now',
  reasons: {
    busy: 'As many checks are running as fit on this server, so yours was not begun.',
    client: 'So many looks or sign-ins came from your network that this one was not begun.',
    account:
      'The password of this account was refused several times, or got no answer, so it is not tried any more for now: the provider may lock the account.',
    guessing: 'From your network passwords of several accounts were refused, so none is tried for now.',
    target: 'All visitors together have asked this mail server often enough for now, so it was left in peace.',
    'store-down': 'This website cannot count at the moment how often it is asked. Without that it begins nothing.',
  },
  untried: 'Nothing was sent to the mail server: your device and your password were not tested.',
  again: 'It can be tried again {when}.',
  meanwhile: 'What can be done meanwhile',
  /** Not where an account may be locked: the command would only go on. */
  command: 'The same check as a command, on a computer of your own and without these limits',
  questions: 'Questions and answers that lead to the cause',
  explain: 'The error of the device or program, explained in your browser',
  guides: 'Guides',
  lockOut: 'Open the mailbox in a browser first. If the password works there, the provider most likely wants an app password.',
  when: {
    second: 'in 1 second',
    seconds: 'in {count} seconds',
    minutes: 'in {count} minutes',
    hours: 'in {count} hours',
  },
  origin:
    'This was not sent from a page of Will It Send, so it was not taken. Nothing was done with what was sent. To look or to sign in, open {site}.',
} as const;

/** Why a ticket was not taken. */
export const ticketRefused = {
  'ticket-needed': 'A sign-in needs a look at the same server first: its answer carries the ticket.',
  'ticket-wrong': 'This form was made for another server, or for another network than the one you are in now. Take the look again.',
  'ticket-old': 'This form was older than 30 minutes, so it was not taken. Here it is anew.',
  'ticket-spent': 'This form was sent before, and each is good for one sign-in. Here is the next one.',
  'price-rose': 'Another sign-in came from your network in between, so this form was not taken. Here it is anew.',
  'too-early': 'This came too early, so nothing was tried.',
} as const;

/** The waiting time of a form, and the computing that takes its place. */
export const price = {
  opens:
    'Wait a moment: this form can be sent {seconds} seconds after this page was made, from {time} UTC on. It is not your first sign-in here within the hour, and waiting makes this website useless to whoever tries stolen passwords.',
  opensAgain: 'It can be sent from {time} UTC on, {when}.',
  sendAgain: 'Send it again.',
  kept: 'What you typed is still there, except the password.',
  lookAgain: 'Take the look again',
  proving:
    'It is not your first sign-in here within the hour, so your device computes for a moment before anything is sent. That makes trying stolen passwords dear.',
  progress: 'Computing',
} as const;
