// What a server answers to a hello, and whether whoever sent it would get in.
import { groupNames, suiteNames, version, versionNames } from './numbers.ts';
import type { Hello } from './hellos.ts';
import { RecordReader, type Message, type RecordFault } from './records.ts';
import { readCertificates, readCurve, readServerHello } from './server-hello.ts';

/**
 * ok: the server agreed on a version and a cipher, and showed all that it shows before keys are made · refused: it said no, by an alert or by a version
 * that was not offered · unclear: anything else.
 */
export interface Judgement {
  wouldGetIn: 'ok' | 'refused' | 'unclear';
  why?: 'version' | 'cipher' | 'not-tls' | 'closed' | 'malformed' | 'too-long' | 'rejected' | 'unclear';
  /** Number of the alert that said no. */
  alert?: number;
}

/** What was agreed, as far as it came in clear. */
export interface Agreed {
  version?: string;
  cipher?: string;
  group?: string;
  /** DER, leaf first. Encrypted in TLS 1.3, so left out there. */
  certificates?: Uint8Array[];
}

// RFC 5246 §7.2, RFC 8446 §6.
const alerts = { closeNotify: 0, handshakeFailure: 40, protocolVersion: 70, insufficientSecurity: 71, internalError: 80, userCanceled: 90 };

const reasonOf: Record<number, Judgement['why']> = {
  [alerts.protocolVersion]: 'version',
  [alerts.handshakeFailure]: 'cipher',
  [alerts.insufficientSecurity]: 'cipher',
};

const message = { helloRequest: 0, serverHello: 2, certificate: 11, serverKeyExchange: 12, serverHelloDone: 14 };

/** Reads the server's first flight. Push what comes until `judgement` is there. Bound: 64 kB. Never throws, whatever comes. */
export class HelloAnswer {
  agreed: Agreed = {};
  judgement: Judgement | undefined;
  #hello: Hello;
  #reader = new RecordReader();
  #greeted = false;

  constructor(hello: Hello) {
    this.#hello = hello;
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
    while (!this.judgement) {
      const next = this.#reader.next();
      if (next === undefined) return;
      this.judgement = 'fault' in next ? unclear(next.fault) : this.#judge(next);
    }
  }

  /** The connection has ended. Whoever hangs up has said nothing: some do so on old versions, some when they are busy. */
  end(): Judgement {
    return (this.judgement ??= unclear('closed'));
  }

  #judge(next: Message): Judgement | undefined {
    switch (next.is) {
      case 'data':
        return unclear('malformed');
      case 'alert':
        if (next.code === alerts.closeNotify) return { ...unclear('closed'), alert: next.code };
        // A warning, for example that the name is not known to it: the server goes on.
        if (!next.fatal) return undefined;
        if (next.code === alerts.internalError || next.code === alerts.userCanceled) return { ...unclear('unclear'), alert: next.code };
        return { wouldGetIn: 'refused', why: reasonOf[next.code] ?? 'rejected', alert: next.code };
      case 'handshake':
        return this.#handshake(next.type, next.body);
    }
  }

  #handshake(type: number, body: Uint8Array): Judgement | undefined {
    if (type === message.helloRequest) return undefined;
    if (type === message.serverHello) return this.#greeted ? unclear('malformed') : this.#serverHello(body);
    if (!this.#greeted) return unclear('malformed');
    // Every cipher that a hello offers is one with a certificate.
    if (type === message.serverHelloDone) return this.agreed.certificates?.length ? { wouldGetIn: 'ok' } : unclear('malformed');
    if (type === message.serverKeyExchange) this.#groupIs(readCurve(body));
    if (type === message.certificate) {
      const certificates = readCertificates(body);
      if (!certificates) return unclear('malformed');
      this.agreed.certificates = certificates;
    }
    return undefined;
  }

  #serverHello(body: Uint8Array): Judgement | undefined {
    const found = readServerHello(body);
    if (!found) return unclear('malformed');
    this.#greeted = true;
    const { groups, newest, oldest, suites } = this.#hello;
    const name = versionNames[found.version];
    if (name !== undefined) this.agreed.version = name;
    // An older version than was asked for is how servers up to TLS 1.2 say that they know no newer one.
    if (found.version < oldest) return { wouldGetIn: 'refused', why: 'version' };
    if (found.version > newest || name === undefined || !suites.includes(found.suite)) return unclear('malformed');
    const is13 = found.version === version.tls13;
    if (is13 !== isOf13(found.suite)) return unclear('malformed');
    const cipher = suiteNames.get(found.suite);
    if (cipher !== undefined) this.agreed.cipher = cipher;
    this.#groupIs(found.group);
    if (!is13) return undefined;
    // Everything behind it is encrypted. Without a key of a group that was offered there is nothing to encrypt with (RFC 8446 §4.2.8).
    return found.group !== undefined && groups.includes(found.group) ? { wouldGetIn: 'ok' } : unclear('malformed');
  }

  #groupIs(group: number | undefined): void {
    const name = group === undefined ? undefined : groupNames[group];
    if (name !== undefined) this.agreed.group = name;
  }
}

/** Suites of TLS 1.3 name no key exchange, and have a block of numbers of their own (RFC 8446 §B.4). */
const isOf13 = (suite: number): boolean => suite >> 8 === 0x13;

const unclear = (why: RecordFault | 'closed' | 'unclear'): Judgement => ({ wouldGetIn: 'unclear', why });
