/** Every hook of `test/fixtures/kommo/webhooks`, and what the README there says of it. */
import { expect } from 'vitest';
import { STATUS } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';
import type { Card } from './kommo-account.ts';
import { expectAnswered, expectPaused, ignored } from './outcomes.ts';
import {
  ANA,
  arrives,
  BRUNO,
  CARLA,
  DAVI,
  deliver,
  ELISA,
  MARCOS,
  type Person,
  type Recording,
  type Row,
  rowsOf,
  TIME_ZERO,
} from './recorded.ts';

export type HookRecording = Recording & { readonly cards: readonly Card[] };

const CARDS = {
  ana: { id: 15000001, ...ANA },
  bruno: { id: 15000002, ...BRUNO },
  carla: { id: 15000003, ...CARLA },
  davi: { id: 15000004, ...DAVI, statusId: STATUS.novo_lead },
  elisa: { id: 15000005, ...ELISA },
} as const satisfies Record<string, Card>;
const MOVED_AT = 1795439100;

const signalsOf = async (w: World, who: Person) => (await w.lead(who)).signals;
/** The person has talked with the bot, so it is linked to its card and the stages are known to the webhook. */
const talks = async (w: World, who: Person): Promise<void> => {
  await w.says('oi', who);
  expect(w.fromBot(who).length).toBeGreaterThan(0);
  await w.seconds(10);
};
/** A seller moves the card in Kommo; the emulator's own hook about it is lost, the recorded one takes its place. */
const moved = async (w: World, leadId: number, statusId: number): Promise<void> => {
  w.kommo.control.hooks.drop(10);
  w.kommo.control.moveCard({ leadId, statusId, userId: MARCOS });
  await w.seconds(0);
  w.kommo.control.hooks.heal();
};

/** Nothing comes of it: not a row, not a request to Kommo, not a message in the queue. */
const leftAlone = (at: number, card: Card & Person = CARDS.ana): HookRecording => ({
  cards: [card],
  ...ignored('kommo', { at: at - 60, prepare: (w) => talks(w, card) }),
});

/** The hook says that the card left the bot, and it did: recorded before the 200, confirmed by the live read, silence. */
const takeover = (
  at: number,
  card: Card & Person,
  after?: (w: World, path: string) => Promise<void>,
): HookRecording => ({
  at: at - 60,
  cards: [card],
  run: async (w, path) => {
    await talks(w, card);
    await w.seconds(42);
    await moved(w, card.id, STATUS.atendimento_humano);
    await deliver(w, 'kommo', path);
    // H5, H7: no phone in the hook, found by the card's id, and in the row before the queue has moved.
    const [row] = await rowsOf(
      w,
      'select human_stage_at, extract(epoch from human_stage_moved_at)::bigint as moved_at from public.leads',
    );
    expect(row).toEqual({ human_stage_at: new Date(w.clock.nowMs()), moved_at: at });
    await w.seconds(9);
    expect((await signalsOf(w, card)).humanStageAtMs).not.toBeNull();
    await after?.(w, path);
    await expectPaused(w, card, 'human_stage');
  },
});

/** A card whose hook tells of a stage of the bot's: nobody is taken over, and the next message is answered. */
const noTakeover = (at: number, card: Card & Person, toStatus: number): HookRecording => ({
  at: at - 60,
  cards: [card],
  run: async (w, path) => {
    await talks(w, card);
    await w.seconds(42);
    await moved(w, card.id, toStatus);
    await arrives(w, 'kommo', path);
    expect(await signalsOf(w, card)).toMatchObject({ humanStageAtMs: null, humanReplyAtMs: null });
    await expectAnswered(w, card);
  },
});

/** Fifty leads, each linked to its card; the one at index 12 was in a person's hands. */
const BULK = Array.from({ length: 50 }, (_, index) => 15000101 + index);
const BULK_SILENT = [15000108, 15000125, 15000150];
const BULK_BACK = 15000113;
const BULK_STAGES = new Map<number, number>([
  [15000108, STATUS.atendimento_humano],
  [15000125, STATUS.won],
]);
const withoutMirror = (rows: readonly Row[]): readonly Row[] =>
  rows.map(
    ({
      stage_place: _place,
      stage_pipeline_id: _pipeline,
      stage_status_id: _status,
      stage_read_at: _read,
      ...rest
    }) => rest,
  );

export const KOMMO_RECORDINGS: Readonly<Record<string, HookRecording>> = {
  'status_lead_to_human.form': takeover(MOVED_AT, CARDS.ana),
  'status_lead_from_human.form': {
    at: 1795445940,
    cards: [{ ...CARDS.ana, statusId: STATUS.atendimento_humano }],
    run: async (w, path) => {
      await w.says('oi', ANA);
      expect(w.fromBot(ANA)).toEqual([]);
      const { humanStageAtMs } = await signalsOf(w, ANA);
      expect(humanStageAtMs).not.toBeNull();
      await w.seconds(52);
      // A hint: the card has not moved at all, and the hook releases nothing, now or after the live read.
      await deliver(w, 'kommo', path);
      expect((await signalsOf(w, ANA)).humanStageAtMs).toBe(humanStageAtMs);
      await w.seconds(9);
      expect((await signalsOf(w, ANA)).humanStageAtMs).toBe(humanStageAtMs);
      await expectPaused(w, ANA, 'human_stage');
      // The same hint for a card that did move: the live read releases it, and nothing is said before the lead writes.
      await moved(w, CARDS.ana.id, STATUS.em_qualificacao);
      await deliver(w, 'kommo', path);
      expect((await signalsOf(w, ANA)).humanStageAtMs).toBe(humanStageAtMs);
      await w.seconds(9);
      expect((await signalsOf(w, ANA)).humanStageAtMs).toBeNull();
      expect(w.fromBot(ANA)).toEqual([]);
      await expectAnswered(w, ANA);
    },
  },
  'status_lead_tags_fields.form': noTakeover(
    1795439220,
    { ...CARDS.bruno, statusId: STATUS.qualificado },
    STATUS.reuniao_agendada,
  ),
  'update_lead_same_move.form': takeover(MOVED_AT, CARDS.ana, async (w, path) => {
    const before = await rowsOf(
      w,
      'select human_stage_at, human_stage_moved_at, human_reply_at from public.leads',
    );
    const said = w.fromBot(ANA);
    await arrives(w, 'kommo', 'kommo/webhooks/status_lead_to_human.form');
    await arrives(w, 'kommo', path);
    expect(await rowsOf(w, 'select human_stage_moved_at, human_reply_at from public.leads')).toEqual(
      before.map(({ human_stage_at: _, ...rest }) => rest),
    );
    expect(w.fromBot(ANA)).toEqual(said);
  }),
  'update_lead_bulk_50.form': {
    at: 1795439340,
    cards: [
      CARDS.ana,
      ...BULK.map((id) => ({ id, statusId: BULK_STAGES.get(id) ?? STATUS.em_qualificacao })).map((card) =>
        card.id === 15000150 ? { ...card, statusId: STATUS.atendimento_humano } : card,
      ),
    ],
    run: async (w, path) => {
      await talks(w, ANA);
      for (const id of BULK) {
        const phone = `+5581990${String(id).slice(-6)}`;
        const now = new Date(w.clock.nowMs()).toISOString();
        await w.supabase.db.query(
          'select public.resolve_lead(array[$1], $1, null, null, substr($1, 2), $2)',
          [phone, now],
        );
        await w.supabase.db.query('update public.leads set kommo_lead_id = $2 where phone = $1', [phone, id]);
      }
      await w.supabase.db.query(
        `update public.leads set human_stage_at = $2, human_stage_moved_at = $2 where kommo_lead_id = $1`,
        [BULK_BACK, new Date(w.clock.nowMs() - 30_000).toISOString()],
      );
      await w.seconds(42);
      const silenced = async (): Promise<readonly unknown[]> =>
        (
          await rowsOf(
            w,
            'select kommo_lead_id as id from public.leads where human_stage_at is not null order by 1',
          )
        ).map(({ id }) => id);
      const others = async (): Promise<readonly Row[]> =>
        withoutMirror(
          await rowsOf(w, 'select * from public.leads where kommo_lead_id <> all ($1) order by 1', [
            [...BULK_SILENT, BULK_BACK],
          ]),
        );
      const before = await others();

      await deliver(w, 'kommo', path);
      expect(await silenced()).toEqual([15000108, BULK_BACK, 15000125, 15000150]);
      await w.seconds(15);
      expect(await silenced()).toEqual(BULK_SILENT);
      expect(await others()).toEqual(before);
      expect(before).toHaveLength(47);
    },
  },
  'add_lead.form': leftAlone(1795438860, CARDS.davi),
  'delete_lead.form': {
    at: TIME_ZERO,
    cards: [CARDS.carla],
    run: async (w, path) => {
      await talks(w, CARLA);
      expect((await w.lead(CARLA)).kommoLeadId).toBe(15000003);
      const said = w.fromBot(CARLA);
      w.kommo.control.hooks.drop(10);
      w.kommo.control.deleteLead({ leadId: 15000003 });
      await w.seconds(0);
      await arrives(w, 'kommo', path);
      // I3: an answer, not a takeover. Nothing is said for it; the next message looks for the person again.
      expect((await w.lead(CARLA)).kommoLeadId).toBeNull();
      await w.minutes(1);
      expect(w.fromBot(CARLA)).toEqual(said);
      w.kommo.control.hooks.heal();
      await expectAnswered(w, CARLA);
      expect((await w.lead(CARLA)).kommoLeadId).not.toBe(15000003);
    },
  },
  'responsible_lead.form': leftAlone(1795439460, CARDS.elisa),
  'status_lead_digital_pipeline.form': takeover(1795439460, CARDS.elisa),
  'status_lead_own_patch.form': leftAlone(1795438830, CARDS.bruno),
  'add_contact.form': leftAlone(1795438805),
  'note_lead.form': leftAlone(1795438900),
  'note_lead_clash.form': leftAlone(1795438900),
  'add_message_incoming.form': leftAlone(1795438810),
  'add_message_outgoing_bot.form': {
    at: 1795438752,
    cards: [CARDS.ana],
    run: async (w, path) => {
      await talks(w, ANA);
      await w.seconds(42);
      await deliver(w, 'kommo', path);
      await w.seconds(9);
      // P23: in the history as nobody's, and no takeover.
      expect((await w.messages(ANA)).at(-1)).toMatchObject({ author: 'auto' });
      expect(await signalsOf(w, ANA)).toMatchObject({ humanStageAtMs: null, humanReplyAtMs: null });
      await expectAnswered(w, ANA);
    },
  },
  'add_outgoing_message_user.form': {
    at: 1795439280,
    cards: [CARDS.ana],
    run: async (w, path) => {
      await talks(w, ANA);
      await w.seconds(42);
      await deliver(w, 'kommo', path);
      expect(await signalsOf(w, ANA)).toMatchObject({ humanReplyAtMs: 1795439340_000, humanStageAtMs: null });
      expect((await w.messages(ANA)).at(-1)).toMatchObject({
        author: 'person',
        body: 'Oi Ana, aqui é o Marcos. Posso te ligar às 15h?',
      });
      await w.seconds(9);
      await expectPaused(w, ANA, 'human_reply');
      expect(await rowsOf(w, `select 1 from public.messages where author = 'person'`)).toHaveLength(1);
    },
  },
  'add_talk.form': leftAlone(1795438809),
  'update_talk_closed.form': leftAlone(1795442400),
  'delete_unsorted_accept.form': {
    at: 1795438880,
    cards: [{ id: 15000007, name: CARLA.name, phone: CARLA.phone, statusId: STATUS.novo_lead }],
    run: async (w, path) => {
      await talks(w, CARLA);
      w.kommo.control.clearRequests();
      await arrives(w, 'kommo', path);
      expect(await signalsOf(w, CARLA)).toMatchObject({ humanStageAtMs: null, humanReplyAtMs: null });
      // The body names no stage: it was read live.
      expect(
        w.kommo.control.requests.filter(({ path: asked }) => asked.includes('15000007')).length,
      ).toBeGreaterThan(0);
      await expectAnswered(w, CARLA);
    },
  },
  'update_task_completed.form': leftAlone(1795439700),
  'empty.form': leftAlone(1795439700),
  'other_account.form': leftAlone(1795439101),
};

/** A hook that lies, or is old: the card never left the bot. Silence for seconds, and released by the live read alone. */
export async function liesAndIsReleased(w: World): Promise<void> {
  await talks(w, ANA);
  await deliver(w, 'kommo', 'kommo/webhooks/status_lead_to_human.form');
  expect((await signalsOf(w, ANA)).humanStageAtMs).not.toBeNull();
  await w.seconds(20);
  expect((await signalsOf(w, ANA)).humanStageAtMs).toBeNull();
  await expectAnswered(w, ANA);
}
export const ANAS_CARD: readonly Card[] = [CARDS.ana];
