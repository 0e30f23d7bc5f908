// The price in computing inside workerd: asked for, found with ALTCHA's own solver, and judged, all by its Web Crypto.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { isProofGood, priceOf } from '../../functions/guards/proof.ts';
import { makeTicket } from '../../functions/guards/ticket.ts';

const now = 1_800_000_000_000;

export default {
  async fetch(): Promise<Response> {
    const ticket = await makeTicket('key', { network: '198.51.100.7', host: 'mail.example.com', port: 587 }, 1, now);
    const price = await priceOf('key', ticket, now);
    if (price.kind === 'none') return Response.json('free');
    const found = await solveChallenge({ challenge: { parameters: { ...price.challenge } }, deriveKey });
    const proof = found?.derivedKey ?? '';
    return Response.json([await isProofGood('key', ticket, proof), await isProofGood('key', ticket, '0'.repeat(64))]);
  },
};
