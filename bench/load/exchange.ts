import { connect } from 'node:net';

export interface Exchanged {
  /** 0: no answer came. */
  status: number;
  /** All that came. */
  text: string;
}

const afterContinue = (text: string): string => text.replace(/^HTTP\/1\.[01] 100[^]*?\r\n\r\n/, '');

const statusOf = (text: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(afterContinue(text))?.[1] ?? 0);

/** Has the first answer come as a whole? Answers here have a length, or no body. */
function isWhole(text: string): boolean {
  const [head, ...body] = afterContinue(text).split('\r\n\r\n');
  if (head === undefined || body.length === 0) return false;
  return body.join('\r\n\r\n').length >= Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
}

/**
 * Sends these bytes and nothing after them, and resolves with the answer once it is there, or the connection has ended. `to: 'end'`: waits for the
 * end of the connection, also after an answer.
 */
export function exchange(port: number, bytes: Uint8Array, to: 'answer' | 'end' = 'answer'): Promise<Exchanged> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      if (to === 'answer' && isWhole(text)) socket.destroy();
    });
    socket.on('close', () => {
      resolve({ status: statusOf(text), text });
    });
    socket.on('end', () => socket.destroy());
    socket.end(bytes);
  });
}
