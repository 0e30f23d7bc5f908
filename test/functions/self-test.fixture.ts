// A Worker that does nothing but run one story of self-test.stories.ts inside workerd, on the sockets of the platform.
import { connect } from 'cloudflare:sockets';
import { resolveLocalhost } from '../../functions/nets/localhost.ts';
import { workersNet } from '../../functions/nets/workers.ts';
import type { RecordType } from '../../src/smtp/net.ts';
import { tell } from './self-test-run.ts';
import type { Ports, Story } from './self-test.stories.ts';

export default {
  async fetch(request: Request): Promise<Response> {
    const { story, ports } = (await request.json()) as { story: Story; ports: Ports };
    const resolve = (name: string, type: RecordType) => Promise.resolve(resolveLocalhost(name, type) ?? { outcome: 'none' as const });
    return new Response(await tell(story, ports, workersNet({ connect, resolve, startTlsVerified: true })));
  },
};
