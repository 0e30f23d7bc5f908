// Cloudflare Pages calls onRequest; workerd calls fetch. This is all that lies between them.
import { onRequest } from '../../functions/api/[[route]].ts';

type Context = Parameters<typeof onRequest>[0];

export default {
  fetch: (request: Request, env: Context['env'], context: Pick<Context, 'waitUntil'>) =>
    onRequest({
      request,
      env,
      waitUntil: (promise) => {
        context.waitUntil(promise);
      },
    }),
};
