/** Plays a plan on a system and brings home the journal. */
import type { Field, System } from './field.ts';
import { type Entry, type EntryOf, type Journal, markOf } from './journal.ts';
import type { PlannedStep, WorldPlan } from './plan.ts';

/** How long the model's stand-in thinks, in milliseconds: the same for every system. */
export const THINK_MS: readonly [number, number] = [2_000, 14_000];

/** Everybody's first words, and the time for their answer. */
const GREETING_MS = 90_000;
const BETWEEN_GREETINGS_MS = 1_500;
/** From so long on nothing much happens. */
const QUIET_FROM_MS = 5 * 60_000;

const WISHES = { person: 'quero falar com uma pessoa', stop: 'PARAR' } as const;

export async function playWorld(system: System, plan: WorldPlan): Promise<Journal> {
  const fresh = plan.rounds.flatMap(({ steps }) => steps.flatMap(({ lead }) => (lead ? [lead] : [])));
  const leads = [...new Set([...plan.leads, ...fresh])];
  const field = await system.open({ seed: plan.seed, leads });
  try {
    const entries: Entry[] = [];
    for (const [index, lead] of plan.leads.entries()) {
      const mark = `#z${markOf(index).slice(1)}`;
      entries.push({
        kind: 'said',
        at: field.nowMs(),
        lead,
        scene: 'greeting',
        mark,
        content: 'text',
        asks: true,
      });
      field.says({ lead, content: 'text', text: `${mark} oi`, mark });
      await field.advance(BETWEEN_GREETINGS_MS);
    }
    await field.advance(GREETING_MS);

    for (const { scene, steps, lengthMs, pauseMs } of plan.rounds) {
      const startedAt = field.nowMs();
      for (const step of steps) field.at(step.at, () => entries.push(...actOn(field, step, scene)));
      // Between two steps that are far apart, and behind the last, the field may rest.
      let at = 0;
      for (const next of [...steps.map((step) => step.at), lengthMs]) {
        const restMs = next - at - 2 * QUIET_FROM_MS;
        if (restMs > 0) {
          await field.advance(QUIET_FROM_MS);
          field.quiet(true);
          await field.advance(restMs);
          field.quiet(false);
        }
        at = next;
        const here = field.nowMs() - startedAt;
        if (next > here) await field.advance(next - here);
      }
      // A notice that was lost is counted in its own round: the next begins with everybody told.
      for (const lead of new Set(steps.flatMap((step) => (step.lead === null ? [] : [step.lead]))))
        field.returns({ lead, notice: 'told', lateMs: 0 });
      field.quiet(true);
      await field.advance(pauseMs);
      field.quiet(false);
    }

    const sent = field.sends();
    const saids = entries.filter((entry): entry is EntryOf<'said'> => entry.kind === 'said');
    const scene = (lead: string, at: number): string =>
      saids.findLast((entry) => entry.lead === lead && entry.at <= at)?.scene ?? '';
    const handedOver = field.handedOver().map(
      ({ lead, at }): Entry => ({
        kind: 'taken',
        at,
        lead,
        scene: scene(lead, at),
        by: 'bot',
        notice: 'told',
        knowableAt: at,
      }),
    );
    const history: Record<string, readonly string[] | null> = {};
    for (const lead of leads) history[lead] = await field.history(lead);
    return {
      entries: [...entries, ...sent, ...handedOver].toSorted((a, b) => a.at - b.at),
      history,
      endedAt: field.nowMs(),
    };
  } finally {
    await field.close();
  }
}

/** Does it, and tells what the far ends saw of it. */
function actOn(field: Field, step: PlannedStep, scene: string): readonly Entry[] {
  const at = field.nowMs();
  if (step.do === 'fault') {
    field.fault(step);
    return [{ kind: 'fault', at, scene, of: step.of, untilMs: at + step.ms }];
  }
  if (step.do === 'kill') {
    field.killsAt(step.ms);
    // Whoever dies is missed only when the message's visibility ends.
    return [{ kind: 'fault', at, scene, of: 'worker', untilMs: at + step.ms + 360_000 }];
  }
  const { lead } = step;
  if (lead === null) throw new Error(`${step.do} needs a lead`);
  switch (step.do) {
    case 'says': {
      const { content, mark, wish } = step;
      const text = [mark, wish ? WISHES[wish] : 'e aí?'].filter(Boolean).join(' ');
      // A wish to be left alone is said in its own words and nothing else.
      field.says({ lead, content, text: wish === 'stop' ? WISHES.stop : text, mark });
      const said: Entry = {
        kind: 'said',
        at,
        lead,
        scene,
        mark: wish === 'stop' ? null : mark,
        content,
        asks: content !== 'sticker' && content !== 'reaction' && wish !== 'stop',
      };
      const stops: Entry = {
        kind: 'taken',
        at,
        lead,
        scene,
        by: 'opt_out',
        notice: 'told',
        knowableAt: at,
      };
      return wish === 'stop' ? [said, stops] : [said];
    }
    case 'takes': {
      field.takes({ ...step, lead });
      const isHeardOf = step.by === 'phone' || step.by === 'chat';
      const knowableAt = isHeardOf && step.notice === 'late' ? at + step.lateMs : at;
      return [{ kind: 'taken', at, lead, scene, by: step.by, notice: step.notice, knowableAt }];
    }
    case 'returns':
      field.returns({ ...step, lead });
      return [{ kind: 'returned', at, lead, scene, notice: step.notice }];
    case 'is_sellers':
      field.isSeller(lead);
      return [{ kind: 'taken', at, lead, scene, by: 'board', notice: 'lost', knowableAt: at }];
    default:
      return step satisfies never;
  }
}
