/**
 * What Meta tells of the account, the number and its templates (W14, facts/whatsapp.md §9.3): an account dies by one of these fields
 * long before a send is refused. What is known to be well is a notice; every other word, also one of tomorrow's, is for a person to see.
 */
import * as z from 'zod/mini';
import type { AccountEvent } from '../lead-event.ts';
import { asWord } from './finding.ts';
import { itemsOrNone, partOrNull, textOrNull } from './lenient.ts';

const Value = z.looseObject({
  event: textOrNull,
  decision: textOrNull,
  disconnection_info: partOrNull({ reason: textOrNull }),
  ban_info: partOrNull({ waba_ban_state: textOrNull }),
  violation_info: partOrNull({ violation_type: textOrNull }),
  restriction_info: itemsOrNone,
  alert_severity: textOrNull,
  alert_type: textOrNull,
  alert_info: partOrNull({ alert_severity: textOrNull, alert_type: textOrNull }),
  current_limit: textOrNull,
  reason: textOrNull,
  message_template_name: textOrNull,
  new_quality_score: textOrNull,
  new_category: textOrNull,
});
type Value = z.infer<typeof Value>;
const Restriction = z.looseObject({ restriction_type: textOrNull });

type Reading = { readonly word: string | null; readonly detail: string | null };
type Field = {
  readonly read: (value: Value) => Reading;
  /** Words after which nobody need do anything. */
  readonly well: readonly string[];
};

const event = (value: Value): Reading => ({ word: value.event, detail: value.reason });
const decision = (value: Value): Reading => ({ word: value.decision, detail: null });
const template = (value: Value, word: string | null): Reading => ({
  word,
  detail: value.message_template_name,
});

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  [
    'account_update',
    {
      read: (value) => ({
        word: value.event,
        detail:
          value.disconnection_info?.reason ??
          value.ban_info?.waba_ban_state ??
          value.violation_info?.violation_type ??
          value.restriction_info.map((item) => Restriction.safeParse(item).data?.restriction_type)[0] ??
          null,
      }),
      well: [
        ...['VERIFIED_ACCOUNT', 'ACCOUNT_RECONNECTED', 'PARTNER_ADDED', 'PARTNER_APP_INSTALLED'],
        ...[
          'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
          'AD_ACCOUNT_LINKED',
          'VOLUME_BASED_PRICING_TIER_UPDATE',
        ],
      ],
    },
  ],
  [
    'phone_number_quality_update',
    {
      read: (value) => ({ word: value.event, detail: value.current_limit }),
      well: ['ONBOARDING', 'UPGRADE', 'UNFLAGGED', 'THROUGHPUT_UPGRADE'],
    },
  ],
  [
    'account_alerts',
    {
      read: (value) => ({
        word: value.alert_info?.alert_severity ?? value.alert_severity,
        detail: value.alert_info?.alert_type ?? value.alert_type,
      }),
      well: ['INFORMATIONAL'],
    },
  ],
  ['account_review_update', { read: decision, well: ['APPROVED', 'PENDING'] }],
  ['phone_number_name_update', { read: decision, well: ['APPROVED', 'PENDING'] }],
  // Limits as they stand; a smaller one is told by the quality of the number.
  ['business_capability_update', { read: () => ({ word: 'LIMITS', detail: null }), well: ['LIMITS'] }],
  ['security', { read: event, well: [] }],
  [
    'message_template_status_update',
    {
      read: (value) => template(value, value.event),
      well: ['APPROVED', 'PENDING', 'IN_APPEAL', 'REINSTATED', 'UNARCHIVED'],
    },
  ],
  [
    'message_template_quality_update',
    { read: (value) => template(value, value.new_quality_score), well: ['GREEN', 'YELLOW', 'UNKNOWN'] },
  ],
  // A template of marketing costs more and stops for whoever stopped marketing.
  [
    'template_category_update',
    { read: (value) => template(value, value.new_category), well: ['UTILITY', 'AUTHENTICATION'] },
  ],
]);

/** The fields about the account; the app has to be subscribed to each (docs/deploy.md). */
export const ACCOUNT_FIELDS: readonly string[] = [...FIELDS.keys()];

/** What a change of one of these fields says; null for every other field. Names no person. */
export function accountEvent(field: string, raw: unknown): AccountEvent | null {
  const known = FIELDS.get(field);
  if (!known) return null;
  const value = Value.safeParse(raw).data;
  const { word, detail } = value ? known.read(value) : { word: null, detail: null };
  return {
    kind: 'account',
    field,
    event: asWord(word ?? 'unreadable'),
    detail: detail === null ? null : asWord(detail),
    isWell: word !== null && known.well.includes(word),
  };
}
