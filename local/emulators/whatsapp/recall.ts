/** What the phones of an earlier run showed and who was who: an emulator that goes on with that run's data knows it too. */
import type { Contacts } from './contacts.ts';
import type { Screens } from './screens.ts';
import type { EmulatorSnapshot } from './snapshot.ts';

export type Remembered = Pick<EmulatorSnapshot, 'contacts' | 'phones'>;

export function recall(
  { contacts, screens }: { contacts: Contacts; screens: Screens },
  { contacts: people, phones }: Remembered,
): void {
  for (const { key, ...person } of people) contacts.set(key, person);
  for (const [key, messages] of Object.entries(phones))
    for (const { edited, deleted, reaction, ...entry } of messages) {
      screens.show(contacts.of(key), entry);
      screens.change(entry.providerId, { edited, deleted, reaction });
    }
}
