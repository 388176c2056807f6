/** What is kept on a person by others, and is theirs to show or to erase, with how long it stays there. */
import type { Settings } from '../lib/config.ts';

/** Facts of 2026-11-29: OpenAI's data controls (abuse monitoring logs), Google's Gemini API (abuse monitoring). */
const MODEL_KEEPS = { openai: 'up to 30 days', google: '55 days' } as const;

const UNTIL_DELETED = 'until somebody deletes it there';

/** One line each. Settings that are missing leave their line general: an erasure is not stopped by them. */
export function keptElsewhere(
  settings: Pick<Settings, 'models' | 'provider' | 'calendar'>,
  { kommoLeadId }: { readonly kommoLeadId: number | null },
): readonly string[] {
  const known = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch {
      return null;
    }
  };
  const models = known(settings.models);
  const providers = new Set(
    [models?.first?.provider, models?.fallback?.provider].filter((provider) => provider != null),
  );
  const provider = known(settings.provider);
  return [
    `Kommo: ${kommoLeadId === null ? 'a contact, if there is one' : `card ${kommoLeadId} and its contact, with notes and chat`}; ${UNTIL_DELETED}`,
    `WhatsApp: the chat on our phone and on theirs; ${UNTIL_DELETED}${provider === 'evolution' ? ', and in the database of the Evolution server, as it is set' : ''}`,
    ...[...providers].map(
      (each) =>
        `the model (${each}): what was written to it and by it; ${MODEL_KEEPS[each]} at its provider by default, a server of your own as it is set`,
    ),
    ...(known(() => settings.calendar().googleCalendarId) === null
      ? []
      : [`Google Calendar: events of past meetings; ${UNTIL_DELETED}`]),
    'the logs (CloudWatch): ids and figures, neither words nor numbers of theirs; a month, those of the gateway two weeks',
    "Supabase's backups: everything as it was; as long as the project's plan keeps them (7 days on Pro)",
  ];
}
