import type { Spots, StoryCertificate } from '../nets/stories.ts';
import type { PeekSpot } from './hello-table.ts';

/** The practice servers with a certificate, both ways of encryption. */
export const peekSpots = ({ starttls, implicit }: Spots): PeekSpot[] =>
  (['good', 'expired', 'self-signed', 'other-name'] satisfies StoryCertificate[]).flatMap((certificate) => [
    { port: starttls[certificate].port, security: 'starttls', certificate },
    { port: implicit[certificate].port, security: 'implicit-tls', certificate },
  ]);
