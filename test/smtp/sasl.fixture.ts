// A Worker that takes part in one SCRAM exchange whose other side is in the request.
import { encodeText } from '../../src/smtp/base64.ts';
import { scram, type ScramHash } from '../../src/smtp/sasl/scram.ts';

export interface ScramRequest {
  hash: ScramHash;
  username: string;
  password: string;
  nonce: string;
  /** The server's messages, in order. */
  challenges: string[];
}

export default {
  /** Answers with the client's messages, or the fault that ended it. */
  async fetch(request: Request): Promise<Response> {
    const { hash, username, password, nonce, challenges } = (await request.json()) as ScramRequest;
    const client = scram(hash, { username, password }, nonce);
    const said = [new TextDecoder().decode(client.first)];
    for (const challenge of challenges) {
      const step = await client.answer(encodeText(challenge));
      said.push('fault' in step ? step.fault : new TextDecoder().decode(step.response));
    }
    return Response.json([...said, client.doubt() ?? 'believed']);
  },
};
