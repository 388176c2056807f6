/** Kommo's account with the cards and contacts that the recorded hooks speak of, under their own ids. */
import { createVirtualClock } from '../../../local/clock.ts';
import { PHONE_FIELD_ID } from '../../../local/emulators/kommo/account.ts';
import { createStore, type KommoState } from '../../../local/emulators/kommo/state.ts';
import { ACCOUNT, STATUS } from '../../../local/stack.ts';
import { MARCOS } from './recorded.ts';

/** A card as it stands before the hook; the contact's id is the card's plus ten million (test/fixtures/README.md). */
export type Card = {
  readonly id: number;
  readonly statusId?: number;
  readonly pipelineId?: number;
  readonly name?: string;
  /** Without one the card has a contact without a phone. */
  readonly phone?: string;
};

/** Where every card stands unless it says otherwise. */
const CREATED_MS = 1795266000_000;
const CONTACTS_FROM = 10_000_000;

export function accountWith(cards: readonly Card[]): KommoState {
  const clock = createVirtualClock({ mode: 'manual', startMs: CREATED_MS });
  const common = {
    responsibleUserId: MARCOS,
    createdBy: 9000100,
    updatedBy: MARCOS,
    createdAtMs: CREATED_MS,
    updatedAtMs: CREATED_MS,
    isDeleted: false,
    tagIds: [],
  };
  return {
    ...createStore({ clock, seed: 1, state: undefined }).snapshot(),
    contacts: cards.map(({ id, name = 'Contato', phone }) => ({
      ...common,
      id: id + CONTACTS_FROM,
      name,
      firstName: name,
      lastName: '',
      fields:
        phone === undefined ? [] : [{ fieldId: PHONE_FIELD_ID, values: [{ value: phone, enumId: 720001 }] }],
    })),
    leads: cards.map(
      ({ id, name = 'Card', statusId = STATUS.em_qualificacao, pipelineId = ACCOUNT.pipelineId }) => ({
        ...common,
        id,
        name,
        price: 0,
        pipelineId,
        statusId,
        lossReasonId: null,
        closedAtMs: null,
        madeByApi: false,
        contacts: [{ id: id + CONTACTS_FROM, isMain: true }],
        fields: [],
      }),
    ),
  };
}
