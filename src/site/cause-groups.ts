// Causes in the order in which a connection is made.
import type { Cause, Signature } from '../knowledge/schemas/index.ts';

export type Group = 'dns' | 'connect' | 'tls' | 'auth' | 'other';

const groupOfStage: Record<string, Group> = {
  dns: 'dns',
  connect: 'connect',
  banner: 'connect',
  ehlo: 'connect',
  starttls: 'tls',
  tls: 'tls',
  auth: 'auth',
};

/** Where no signature names a stage, the first word of the id does. */
const groupOfName: Record<string, Group> = {
  dns: 'dns',
  connect: 'connect',
  greeting: 'connect',
  tls: 'tls',
  cert: 'tls',
  starttls: 'tls',
  auth: 'auth',
};

/** Groups causes by the stage that shows them, told by the heaviest of their signatures. Empty groups are left out. */
export function causeGroups(causes: Cause[], signatures: Signature[]): [group: Group, causes: Cause[]][] {
  const groupOf = ({ id }: Cause): Group => {
    const own = signatures.filter(({ cause, stage }) => cause === id && stage !== undefined).sort((a, b) => b.weight - a.weight);
    return groupOfStage[[own[0]?.stage].flat()[0] ?? ''] ?? groupOfName[id.split('-')[0] ?? ''] ?? 'other';
  };
  const order: Group[] = ['dns', 'connect', 'tls', 'auth', 'other'];
  return order
    .map((group): [Group, Cause[]] => [group, causes.filter((cause) => groupOf(cause) === group)])
    .filter(([, members]) => members.length > 0);
}
