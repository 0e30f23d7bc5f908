// Settings with which the guards would be there and guard nothing.
import { expect, test } from 'vitest';
import { readSettings } from '../../functions/settings.ts';

const read = (env: Record<string, string>) => () => readSettings({ SITE_URL: 'https://check.example.com', ...env });
const good = 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Q=';

test.each(['0.0.0.0/0', '10.0.0.0/8,::/0', '0.0.0.0/1 128.0.0.0/1', '2000::/3'])(
  'TRUST_PROXY=%s would let everybody say who they are',
  (text) => {
    expect(read({ SECRET: good, TRUST_PROXY: text })).toThrow(/^TRUST_PROXY holds "[^"]+", which is as good as everybody/);
  },
);

test.each(['10.0.0.0/8', 'fc00::/7', '2a06:98c0::/29', '104.16.0.0/13', '192.0.2.1'])(
  'TRUST_PROXY=%s is a network that somebody has',
  (text) => {
    expect(read({ SECRET: good, TRUST_PROXY: text })).not.toThrow();
  },
);

test.each([' '.repeat(40), 'x'.repeat(32), 'changeme'.repeat(8), '0123456701234567012345670123456701234567'])(
  'SECRET=%s is long and no secret',
  (text) => {
    expect(read({ SECRET: text })).toThrow(/^SECRET /);
    expect(read({ SECRET: text })).not.toThrow(text);
  },
);

test('a SECRET of chance is one', () => {
  for (const secret of [good, crypto.randomUUID() + crypto.randomUUID(), '3f9c1d0b7a58e642917d0c3b5f8ae261'])
    expect(read({ SECRET: secret })).not.toThrow();
});
