// Parts of a scripted mail server, named by how they behave. A story overrides only the part it is about.
import { scriptedNet, tlsFacts, type Peer, type Script, type ScriptedNet, type World } from '../../functions/nets/scripted.ts';
import { check, type CheckOptions } from '../../src/smtp/check.ts';
import type { CheckRequest, EngineEvent, Findings, StageName } from '../../src/smtp/events.ts';
import type { TlsFacts } from '../../src/smtp/net.ts';

export const host = 'mail.example.test';
export const address = '192.0.2.10';
export const password = 'correct-horse-7!';
export const credentials = { username: 'scanner@example.test', password };

type Part = (peer: Peer) => Promise<unknown>;

/** What a server does at each point. Returning from a part goes on; closing ends the connection. */
export interface Parts {
  greets: Part;
  /** Lines behind the server's name, before and after TLS. */
  offers: string[];
  offersAfterTls: string[];
  answersEhlo: (peer: Peer, lines: string[]) => Promise<unknown>;
  answersStarttls: Part;
  tls: TlsFacts;
  /** Has had the AUTH line. */
  answersAuth: (peer: Peer, line: string) => Promise<unknown>;
  answersMail: Part;
  answersRcpt: Part;
  answersData: Part;
  /** Has had the whole message, up to the line with the dot. */
  answersMessage: (peer: Peer, lines: string[]) => Promise<unknown>;
}

export const say = (text: string): Part => {
  return async (peer) => {
    peer.write(`${text}\r\n`);
  };
};

export const usual: Parts = {
  greets: say('220 mail.example.test ESMTP'),
  offers: ['STARTTLS', 'SIZE 35882577'],
  offersAfterTls: ['AUTH PLAIN LOGIN', 'SIZE 35882577'],
  answersEhlo: async (peer, lines) => {
    const all = ['mail.example.test at your service', ...lines];
    peer.write(all.map((line, index) => `250${index === all.length - 1 ? ' ' : '-'}${line}\r\n`).join(''));
  },
  answersStarttls: say('220 2.0.0 Ready to start TLS'),
  tls: tlsFacts(),
  answersAuth: say('235 2.7.0 Authentication successful'),
  answersMail: say('250 2.1.0 Ok'),
  answersRcpt: say('250 2.1.5 Ok'),
  answersData: say('354 End data with <CR><LF>.<CR><LF>'),
  answersMessage: say('250 2.0.0 Ok: queued as 4ZxY1c2Qh0z9v'),
};

/** The lines of a message; null when the client left, or never began one. */
async function message(peer: Peer): Promise<string[] | null> {
  const lines: string[] = [];
  for (;;) {
    const line = await peer.line();
    if (line === null || line === 'QUIT') return null;
    if (line === '.') return lines;
    lines.push(line);
  }
}

/** A mail server of these parts. */
export function server(different: Partial<Parts> = {}, { implicit = false } = {}): Script {
  const parts = { ...usual, ...different };
  return async (peer) => {
    let secured = false;
    const secure = async (): Promise<boolean> => {
      secured = true;
      return (await peer.startTls(parts.tls)) !== null;
    };
    if (implicit && !(await secure())) return;
    await parts.greets(peer);
    for (;;) {
      const line = await peer.line();
      if (line === null) return;
      const verb = line.split(' ')[0]?.toUpperCase();
      if (verb === 'EHLO') await parts.answersEhlo(peer, secured ? parts.offersAfterTls : parts.offers);
      else if (verb === 'HELO') peer.write('250 mail.example.test\r\n');
      else if (verb === 'AUTH') await parts.answersAuth(peer, line);
      else if (verb === 'MAIL') await parts.answersMail(peer);
      else if (verb === 'RCPT') await parts.answersRcpt(peer);
      else if (verb === 'DATA') {
        await parts.answersData(peer);
        const lines = await message(peer);
        if (lines === null) return;
        await parts.answersMessage(peer, lines);
      } else if (verb === 'QUIT') return;
      else if (verb === 'STARTTLS') {
        await parts.answersStarttls(peer);
        if (!(await secure())) return;
      } else peer.write('500 5.5.1 what was that\r\n');
    }
  };
}

/** A world in which the name leads to this listener on the port. */
export const worldOf = (listener: NonNullable<World['servers']>[string], port = 587, more: World = {}): World => ({
  names: { [host]: { A: [address] } },
  servers: { [`${address}:${String(port)}`]: listener },
  ...more,
});

export const request = (different: Partial<CheckRequest> = {}): CheckRequest => ({
  host,
  port: 587,
  security: 'starttls',
  ehlo: 'check.example.test',
  credentials,
  ...different,
});

/** The same without credentials: a look. */
export const look = (different: Partial<CheckRequest> = {}): CheckRequest => {
  const { credentials: _, ...rest } = request(different);
  return rest;
};

export interface Seen {
  events: EngineEvent[];
  findings: Findings;
  net: ScriptedNet;
  /** `C: …` and `S: …`, one a line. */
  dialogue: string[];
  /** `auth refused rejected`: stage, outcome and why, one a stage. */
  stages: string[];
  /** The last one of this name. */
  stage: (name: StageName) => Findings['stages'][number];
}

/** Runs a check to its end and keeps everything that it told. */
export async function see(wish: CheckRequest, world: World, options: CheckOptions = {}): Promise<Seen> {
  const net = scriptedNet(world);
  const running = check(wish, net, options);
  const events: EngineEvent[] = [];
  for (;;) {
    const next = await running.next();
    if (next.done === true) return { events, net, ...told(events, next.value) };
    events.push(next.value);
  }
}

function told(events: EngineEvent[], findings: Findings): Pick<Seen, 'findings' | 'dialogue' | 'stages' | 'stage'> {
  return {
    findings,
    dialogue: events.flatMap((event) => (event.type === 'line' ? [`${event.from === 'client' ? 'C' : 'S'}: ${event.text}`] : [])),
    stages: findings.stages.map(({ stage, outcome, facts }) => [stage, outcome, ...(facts.why === undefined ? [] : [facts.why])].join(' ')),
    stage: (name) => {
      const found = findings.stages.findLast(({ stage }) => stage === name);
      if (!found) throw new Error(`no stage ${name}`);
      return found;
    },
  };
}
