// A password for a known provider goes to that provider's hosts, however its address is written.
import { expect, test } from 'vitest';
import { hostFitsAddress } from '../../functions/guards/provider-host.ts';
import { checkKnowledge } from '../../src/knowledge/check-knowledge.ts';
import { knowledge } from '../diagnosis/known.ts';

test.each([
  'victim@gmail.com',
  'victim@gmail.com.',
  'VICTIM@GMAIL.COM',
  'victim@ｇｍａｉｌ.com',
  'victim@gmail。com',
  '"a@b"@gmail.com',
  'x\\victim@gmail.com',
  'victim@gmail.com\\x',
  ' victim@gmail.com ',
])('%s goes to no other host', (address) => {
  expect(hostFitsAddress('smtp.evil.example', address, checkKnowledge(knowledge))).toMatchObject({ code: 'host-not-of-provider' });
  expect(hostFitsAddress('smtp.gmail.com', address, checkKnowledge(knowledge))).toBeUndefined();
});
