// One story of self-test.stories.ts against a Net. Free of any runtime, because workerd runs it too.
import { selfTest } from '../../functions/self-test.ts';
import type { Net, Opened, Stream } from '../../src/smtp/net.ts';
import type { Ports, Story } from './self-test.stories.ts';

/** Runs it and gives outcome and deciding host as one line. */
export async function tell(story: Story, ports: Ports, net: Net): Promise<string> {
  const at = (kind: keyof Ports) => ({ host: 'localhost', port: ports[kind] });
  const hosts = {
    good: at(story.good ?? 'good'),
    'other-name': at(story.otherName ?? 'other-name'),
    expired: at(story.expired ?? 'expired'),
  };
  const { odd } = story;
  const { outcome, host } = await selfTest(hosts, odd ? oddNet(net, ports[odd.at], odd.how) : net, 'check.example.test');
  return [outcome, host].filter(Boolean).join(' ');
}

/** The same Net, but for the handshake at one port. Once that hangs, every clock that is started is over: nobody waits for it in a test. */
function oddNet(net: Net, port: number, how: NonNullable<Story['odd']>['how']): Net {
  let hangs = false;
  const startTlsOf = (stream: Stream): Stream['startTls'] => {
    if (how === 'takes the name') return () => stream.startTls({ host: 'other-name.practice.test' });
    return () => {
      hangs = how === 'hangs';
      if (hangs) return new Promise<never>(() => undefined);
      stream.close();
      return Promise.resolve(how === 'breaks' ? { trusted: false, reasons: ['closed'] } : { trusted: true, reasons: [] });
    };
  };
  const odd = (opened: Opened): Opened =>
    opened.outcome === 'ok' ? { ...opened, stream: { ...opened.stream, startTls: startTlsOf(opened.stream) } } : opened;
  return {
    ...net,
    after: (ms) => net.after(hangs ? 0 : ms),
    open: (target) => {
      const opening = net.open(target);
      return target.port === port ? { ...opening, opened: opening.opened.then(odd) } : opening;
    },
  };
}
