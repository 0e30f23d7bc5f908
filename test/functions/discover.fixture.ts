// The Worker as it is deployed, with a resolver over HTTPS that is a table: no test asks a live one.
import worker from '../../functions/entry/worker.ts';

const domain = 'kopierer-ag.ch';
const records: Record<string, { type: number; data: string }[]> = {
  [`_submission._tcp.${domain} SRV`]: [
    { type: 33, data: `0 1 587 mail.${domain}.` },
    { type: 33, data: `0 9 587 inside.${domain}.` },
  ],
  [`mail.${domain} A`]: [{ type: 1, data: '9.9.9.9' }],
  [`inside.${domain} A`]: [{ type: 1, data: '10.0.0.5' }],
};

globalThis.fetch = (input: string | URL | Request) => {
  const query = new URL(input instanceof Request ? input.url : input).searchParams;
  const Answer = records[`${query.get('name') ?? ''} ${query.get('type') ?? ''}`];
  return Promise.resolve(Response.json(Answer ? { Status: 0, Answer } : { Status: 3 }));
};

export default worker;
