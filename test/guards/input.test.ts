import { describe, expect, test } from 'vitest';
import { readInput, readMechanism } from '../../functions/guards/input.ts';

describe('the sign-in method', () => {
  test.each([
    [undefined, 'auto'],
    ['', 'auto'],
    ['Auto', 'auto'],
    ['plain', 'PLAIN'],
    ['scram-sha-256', 'SCRAM-SHA-256'],
    ['SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['cram-md5', 'CRAM-MD5'],
    ['xoauth2', 'XOAUTH2'],
    ['OAuthBearer', 'OAUTHBEARER'],
    ['NTLM', { field: 'mechanism', code: 'mechanism-form' }],
    ['PLAIN LOGIN', { field: 'mechanism', code: 'mechanism-form' }],
  ])('%j is read as %j', (text, read) => {
    expect(readMechanism(text)).toEqual(read);
  });
});

describe('the password', () => {
  const long = 'x'.repeat(2_500);

  test('may have 1,024 characters, and blanks around it stay', () => {
    expect(readInput({ password: ` ${'x'.repeat(1_022)} ` })).toEqual({ input: { password: ` ${'x'.repeat(1_022)} ` }, faults: [] });
    expect(readInput({ password: long }).faults).toEqual([{ field: 'password', code: 'too-long', with: { max: '1024' } }]);
    expect(readInput({ password: long, mechanism: 'NTLM' }).faults).toHaveLength(1);
  });

  test('is an access token with XOAUTH2 and OAUTHBEARER: up to 4,096 characters, without the blanks of copying', () => {
    for (const mechanism of ['xoauth2', ' OAUTHBEARER ']) {
      const { input, faults } = readInput({ password: ` ${long} `, mechanism });
      expect([input.password, faults]).toEqual([long, []]);
      expect(readInput({ password: 'x'.repeat(4_097), mechanism }).faults).toEqual([
        { field: 'password', code: 'too-long', with: { max: '4096' } },
      ]);
      expect(readInput({ password: 'a\x01b', mechanism }).faults).toEqual([{ field: 'password', code: 'control-characters' }]);
    }
  });
});
