/** The SASL mechanisms that are spoken here, by their registered names (XOAUTH2 is Google's own and in no register). */
export const mechanismNames = ['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const;
export type MechanismName = (typeof mechanismNames)[number];

/**
 * What `auto` may use, in this order. The plain ones come first: the connection is verified, they are what devices use, and a challenge that fails
 * says less of a password. A token is no password, so the two mechanisms for tokens are used only when they are asked for.
 */
export const autoOrder = ['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5'] as const satisfies readonly MechanismName[];

/** The password is an access token (RFC 6750). */
export const takesToken = (name: MechanismName | 'auto'): boolean => name === 'XOAUTH2' || name === 'OAUTHBEARER';

/** A mechanism by its name in any letter case; undefined for what is none of ours. */
export const readMechanismName = (text: string): MechanismName | undefined => mechanismNames.find((name) => name === text.toUpperCase());

/** The mechanism to use: the one that was wished, or the first of `auto` that is offered. Undefined when the server offers none of these. */
export function chooseMechanism(wish: 'auto' | MechanismName, offered: readonly string[]): MechanismName | undefined {
  const known: readonly MechanismName[] = wish === 'auto' ? autoOrder : [wish];
  return known.find((name) => offered.includes(name));
}
