// A Worker that plays the table of mail-table.ts against scripted servers, from inside workerd.
import { differences } from './mail-table.ts';

export default {
  async fetch(): Promise<Response> {
    return Response.json(await differences());
  },
};
