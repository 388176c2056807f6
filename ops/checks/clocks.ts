/**
 * Clocks: Redis' is the one that stage reads are dated by (I4), Kommo's dates the cards (R9), and AWS refuses a request whose time is five
 * minutes off. Run last: the other checks have seen some clocks already.
 */
import { askRemote } from '../admin/http.ts';
import { age, type Finding, failed, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

/** `Date` headers carry whole seconds. */
const FINE_MS = 2_000;
const TOO_MUCH_MS = 30_000;

export const checkClocks: Check = async ({ connection, clock, clocks }) => {
  const kommo = settingsOr('Clock', connection.settings.kommo);
  if (kommo.kind === 'ok') {
    const { baseUrl, token } = kommo.value;
    const answer = await askRemote(clock, {
      url: `${baseUrl}/api/v4/account`,
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.kind === 'answered' && answer.date) clocks.set('Kommo', answer.date);
  }
  if (clocks.size === 0)
    return [warning('Clock', 'no service told us the time', 'fix what failed above, then look again')];
  return [...clocks].map(([whose, { theirsMs, oursMs }]): Finding => {
    const off = theirsMs - oursMs;
    const says = `${whose} is ${age(Math.abs(off))} ${off < 0 ? 'behind' : 'ahead of'} this machine`;
    if (Math.abs(off) <= FINE_MS) return ok('Clock', `this machine and ${whose} agree`);
    if (Math.abs(off) <= TOO_MUCH_MS)
      return warning('Clock', says, 'set this machine by NTP; Lambda is right by itself');
    return failed(
      'Clock',
      says,
      'set this machine by NTP (AWS refuses it from 5 minutes on); if it is right, the other side is wrong: tell them',
    );
  });
};
