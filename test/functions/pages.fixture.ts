// Cloudflare Pages calls onRequest; workerd calls fetch. This is all that lies between them.
import { onRequest } from '../../functions/api/[[route]].ts';

export default {
  fetch: (request: Request, env: Parameters<typeof onRequest>[0]['env']) => onRequest({ request, env }),
};
