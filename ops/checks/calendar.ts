/** The calendar: one real look at free times. */
import { connectCalendar } from '../../lib/calendar/connection.ts';
import { failed, ok } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

export const checkCalendar: Check = async ({ connection, clock }) => {
  const settings = settingsOr('Calendar settings', () => ({
    ...connection.settings.calendar(),
    ...connection.settings.database(),
  }));
  if (settings.kind === 'bad') return [settings.finding];
  const where = settings.value.google ? 'Google' : 'own table';
  try {
    const { calendar, close } = connectCalendar({
      config: settings.value,
      store: connection.store(),
      clock,
      log: connection.log,
    });
    const found = await calendar.availability({ fromMs: clock.nowMs(), limit: 1 }).finally(close);
    if (found.kind === 'ok')
      return [ok('Calendar', `${where} answers${found.slots.length === 0 ? ', nothing free' : ''}`)];
    return [
      failed(
        'Calendar',
        `${where} cannot be read (${found.cause}): no meeting is offered`,
        'share the calendar with the service account (make changes), check GOOGLE_CALENDAR_ID, GOOGLE_SERVICE_ACCOUNT, GOOGLE_SUBJECT',
      ),
    ];
  } catch {
    return [
      failed(
        'Calendar',
        'GOOGLE_SERVICE_ACCOUNT holds no usable key',
        'paste the whole JSON file of the service account: npm run ops -- rotate GOOGLE_SERVICE_ACCOUNT',
      ),
    ];
  }
};
