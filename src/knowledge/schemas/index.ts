// Everything that is written in src/content, as plain Zod: what each key means, its form and its bounds.
export { provider, type Provider } from './provider.ts';
export { device, type Device } from './device.ts';
export { cause, type Cause } from './cause.ts';
export { tree, type Tree, type Question, type TreeOutcome } from './tree.ts';
export { change, type Change } from './change.ts';
export { guide, type Guide } from './guide.ts';
export { signature, speaker, dialect, type Signature, type Speaker, type Dialect } from './signature.ts';
export { codes, type Codes, type CodeList } from './code.ts';
export { operator, type Operator } from './operator.ts';
export { optOut, type OptOut } from './opt-out.ts';
