// The ticket of a look: says that a look at this host and port was taken, and when. It holds no address, no user name, no password.

/** Milliseconds that a ticket is good for, from the look that gave it. */
export const ticketLifeMs = 30 * 60_000;

const bytes = new TextEncoder();

async function sign(secret: string, text: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(text)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function equal(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}

/** A ticket for a check of this host and port, made at `now` (ms since 1970). */
export async function makeTicket(secret: string, host: string, port: number, now: number): Promise<string> {
  const time = String(Math.floor(now));
  return `${time}.${await sign(secret, `${time} ${host} ${String(port)}`)}`;
}

/** Was this ticket given here, for this host and port, within the last 30 minutes? */
export async function isTicketGood(secret: string, ticket: string, host: string, port: number, now: number): Promise<boolean> {
  const [time = '', mac = ''] = ticket.split('.');
  if (!/^\d{1,16}$/.test(time)) return false;
  const age = now - Number(time);
  return age >= 0 && age <= ticketLifeMs && equal(mac, await sign(secret, `${time} ${host} ${String(port)}`));
}
