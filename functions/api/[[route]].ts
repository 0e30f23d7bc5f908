// The Cloudflare Pages adapter of the same app.
import { answerApi } from '../entry/worker.ts';

type Parts = Parameters<typeof answerApi>;

export const onRequest = (context: { request: Request; env: Parts[1] } & Parts[2]) => answerApi(context.request, context.env, context);
