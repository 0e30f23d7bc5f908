// A Worker that does nothing but run one story of stories.ts inside workerd, on the sockets of the platform.
import { connect } from 'cloudflare:sockets';
import { dohResolve } from '../../functions/nets/doh.ts';
import { workersNet } from '../../functions/nets/workers.ts';
import { stories, type Names, type Spots } from './stories.ts';

export interface StoryRequest {
  story: string;
  spots: Spots;
  names: Names;
  /** Address of the DNS-over-HTTPS resolver. */
  dns: string;
  startTlsVerified: boolean;
}

export default {
  /** Answers 200 where the story holds, 500 with what it found where it does not. */
  async fetch(request: Request): Promise<Response> {
    const { story, spots, names, dns, startTlsVerified } = (await request.json()) as StoryRequest;
    const net = workersNet({ connect, resolve: dohResolve((url, init) => fetch(url, init), dns), startTlsVerified });
    try {
      const run = stories[story];
      if (!run) throw new Error(`no story is called ${story}`);
      await run({ net, spots, names });
      return new Response('holds');
    } catch (error) {
      return new Response(error instanceof Error ? error.message : String(error), { status: 500 });
    }
  },
};
