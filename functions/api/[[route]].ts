// The Cloudflare Pages adapter of the same app.
import { appFor } from '../entry/worker.ts';

export const onRequest = ({ request, env }: { request: Request; env: Parameters<typeof appFor>[0] }) => appFor(env).fetch(request);
