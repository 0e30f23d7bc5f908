// A Worker that sends hellos by hand from inside workerd, over plain sockets of the platform.
import { connect } from 'cloudflare:sockets';
import { workersNet } from '../../functions/nets/workers.ts';
import { differences, type PeekSpot } from './hello-table.ts';

export default {
  async fetch(request: Request): Promise<Response> {
    const net = workersNet({
      connect,
      resolve: async (_name, type) => (type === 'A' ? { outcome: 'ok', records: ['127.0.0.1'] } : { outcome: 'none' }),
    });
    return Response.json(await differences(net, (await request.json()) as PeekSpot[]));
  },
};
