// The site as a process of its own, as `npm start` runs it. Two ports have a fault of ours built in: connecting to one throws, and so does writing a
// sign-in to the other, each with all that a careless error could hold.
import net, { type NetConnectOpts, type Socket } from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
import { TLSSocket } from 'node:tls';

const faultAt = { connect: Number(process.env.FAULT_CONNECT), write: Number(process.env.FAULT_WRITE) };

const connect = net.connect.bind(net) as (options: NetConnectOpts) => Socket;
const faulty = (options: NetConnectOpts): Socket => {
  if ('port' in options && Number(options.port) === faultAt.connect) {
    const text = process.env.FAULT_TEXT ?? '';
    throw Object.assign(new Error(`cannot connect with ${text}`, { cause: new Error(text) }), { credentials: { password: text } });
  }
  return connect(options);
};
Object.assign(net, { connect: faulty });

const write = Reflect.get(TLSSocket.prototype, 'write') as (this: TLSSocket, ...args: unknown[]) => boolean;
TLSSocket.prototype.write = function (this: TLSSocket, ...args: unknown[]): boolean {
  const [chunk] = args;
  const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1') : '';
  if (this.remotePort === faultAt.write && text.startsWith('AUTH')) throw new Error(`cannot write ${text}`);
  return write.apply(this, args);
};
syncBuiltinESMExports();

const { stopOnSignals } = await import('../../functions/entry/signals.ts');
const { tellUnheard } = await import('../../functions/entry/unheard.ts');
const { readSettings } = await import('../../functions/settings.ts');
const { serve } = await import('../../tools/serve.ts');
const serving = await serve(readSettings(process.env));
tellUnheard((line) => process.stderr.write(`${line}\n`));
stopOnSignals(() => serving.stop());
process.stdout.write(`at ${serving.url}/\n`);
