/** The opening words of a first reply; no later message greets (playbook, M11). */

const NOON = 12;
const EVENING = 18;
const DAWN = 5;

/** "Bom dia", "Boa tarde" or "Boa noite" at that moment in that zone. */
export function timeOfDayGreeting({ now, timezone }: { now: number; timezone: string }): string {
  const hour = Number(
    new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: timezone }).format(now),
  );
  if (hour < DAWN || hour >= EVENING) return 'Boa noite';
  return hour < NOON ? 'Bom dia' : 'Boa tarde';
}
