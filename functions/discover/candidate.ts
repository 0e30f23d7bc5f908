import type { Found } from '../../src/view/suggested-view.ts';

/** A setting as somebody else's DNS or file says it, before any guard has seen it. */
export type Candidate = Pick<Found, 'host' | 'port' | 'security' | 'username'>;
