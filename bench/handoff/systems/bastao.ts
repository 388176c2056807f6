/** Bastão itself: its own functions, clients and SQL over the emulators, in the deterministic simulation. */
import type { Brain } from '../../../lib/agent/brain.ts';
import { SELLERS, STATUS } from '../../../local/account.ts';
import { TOKEN_USER_ID } from '../../../local/emulators/kommo/account.ts';
import type { Invocation } from '../../../test/simulation/engine/containers.ts';
import { usualDelays } from '../../../test/simulation/engine/latency.ts';
import type { Scheduler } from '../../../test/simulation/engine/scheduler.ts';
import type { Call, Fate } from '../../../test/simulation/engine/wire.ts';
import { type SimWorld, simWorld } from '../../../test/simulation/engine/world.ts';
import { type Field, SLOWER, type System, type Trouble } from '../field.ts';
import { bubblesFor, type EntryOf, type Far, marksIn, type Notice } from '../journal.ts';
import { THINK_MS } from '../play.ts';
import { sentIn } from './wire-sends.ts';

const FAR_OF: Readonly<Record<string, Far>> = {
  '/kommo': 'crm',
  '/upstash': 'cache',
  '/supabase': 'database',
  '/sqs': 'queue',
  '/scheduler': 'scheduler',
  '/cloud': 'whatsapp',
  '/evolution': 'whatsapp',
};
const QUIET_RECONCILE_MS = 30 * 60_000;

/** L0 and L1 share their last eight digits, as do L2 and L3: namesakes in other cities. A newcomer has a number of its own. */
export function phoneOf(lead: string): string {
  const [, place = '0', round] = /^L(\d+)(?:N(\d+))?$/.exec(lead) ?? [];
  const city = Number(place) % 2 === 0 ? '81' : '11';
  return `+55${city}9${round === undefined ? '9000' : `8${round.padStart(3, '0')}`}${String(Math.floor(Number(place) / 2)).padStart(4, '0')}`;
}

/** Answers what a model would, after a model's time; what it is told apart by are the marks. */
const brainOf = (scheduler: () => Scheduler): Brain => ({
  reply: async ({ burst, facts, dialogue }) => {
    const texts = burst.flatMap((part) =>
      'text' in part ? [part.text] : 'caption' in part ? [part.caption ?? ''] : [],
    );
    const simulation = scheduler();
    await simulation.sleep(simulation.random.between(...THINK_MS));
    return {
      facts,
      dialogue,
      bubbles: bubblesFor(texts.flatMap(marksIn)),
      intent: texts.some((text) => text.includes('falar com uma pessoa')) ? 'wants_human' : 'continue',
      meetingRequest: null,
    };
  },
});

export const bastao: System = {
  name: 'bastao',
  rules: [
    'The queue delays a message by six seconds; the newest of a burst is answered.',
    'The stage is read live in the CRM before the model, and again before a bubble when the read is older than a second.',
    'Each bubble is committed in one transaction that a recorded takeover voids.',
    'A POST starts within 250 ms of its commit, or not at all.',
    'Notices of moves, of a person’s messages and notes are recorded as takeovers at once.',
    'A CRM, cache or database that cannot be asked holds the reply; it is said later or never.',
    'A return is believed on a live read that is younger than the takeover, and what was said before is not answered.',
    'Follow-ups pass the same gate.',
    'Every minute a look over changed cards finds what no notice told.',
  ],
  open: async ({ seed, leads }) => {
    const provider = seed % 4 === 0 ? 'evolution' : 'cloud';
    return openBastao({ seed, leads, provider });
  },
};

async function openBastao({
  seed,
  leads,
  provider,
}: {
  seed: number;
  leads: readonly string[];
  provider: 'cloud' | 'evolution';
}): Promise<Field> {
  const troubles = new Map<Far, Trouble>();
  const sent: EntryOf<'sent'>[] = [];
  const handedOver: { lead: string; at: number }[] = [];
  const leadOfMessage = new Map<string, string>();
  const running = new Set<Invocation>();
  // The brain and the wire are made before the world that they belong to.
  let world: SimWorld | null = null;
  const open = (): SimWorld => {
    if (!world) throw new Error('the world is not open yet');
    return world;
  };
  const leadOf = (address: string): string | null => {
    const digits = address.replace(/\D/g, '');
    return (
      leads.find((lead) => {
        const { waId } = open().whatsapp.contact(phoneOf(lead));
        return digits === waId || digits === phoneOf(lead).slice(1);
      }) ?? null
    );
  };

  const policy =
    (scheduler: Scheduler) =>
    (call: Call): Fate => {
      const delays = usualDelays(scheduler, call.mount);
      const far = FAR_OF[call.mount];
      const trouble = far && troubles.get(far);
      const isAway = far !== undefined && trouble !== undefined && trouble.untilMs > scheduler.exactMs();
      const times = isAway && trouble.how === 'slow' ? SLOWER[far] : 1;
      const trip = { outMs: delays.outMs * times, backMs: delays.backMs * times };
      const fate: Fate = !isAway
        ? { kind: 'carried', ...trip }
        : trouble.how === 'refuses'
          ? { kind: 'answered', status: 503, body: '{}', contentType: 'application/json', ...trip }
          : { kind: trouble.how === 'slow' ? 'carried' : 'lost_after', ...trip };
      const send = world && sentIn(call, { leadOf, leadOfMessage: (id) => leadOfMessage.get(id) ?? null });
      const at = scheduler.exactMs();
      if (send)
        sent.push({
          kind: 'sent',
          at,
          arrivedAt: fate.kind === 'answered' ? null : at + trip.outMs,
          ...send,
        });
      const given = call.mount === '/kommo' && call.method === 'PATCH' && fate.kind !== 'answered';
      if (given && call.body.includes(`"status_id":${STATUS.atendimento_humano}`)) noteHandover(call, at);
      return fate;
    };
  const noteHandover = (call: Call, at: number): void => {
    const id = Number(/leads\/(\d+)/.exec(call.path)?.[1] ?? /"id":(\d+)/.exec(call.body)?.[1]);
    const phones = open()
      .stack.kommo.control.card(id)
      .contacts.flatMap((contact) => contact.phones);
    const lead = leads.find((each) => phones.includes(phoneOf(each)));
    if (lead) handedOver.push({ lead, at });
  };

  world = await simWorld({
    seed,
    provider,
    policy,
    brains: [brainOf(() => open().scheduler)],
    followUpWriter: async ({ history }) => ({
      kind: 'text',
      text: `Ainda por aí${'?'.repeat(1 + (history.length % 3))}`,
    }),
    onInvocation: (invocation) => {
      if (invocation.name === 'conversation') running.add(invocation);
    },
  });
  const { scheduler, stack, whatsapp, close } = world;
  const { control } = stack.kommo;
  const cardsOf = (lead: string) =>
    control.cards().filter((card) => card.contacts.some(({ phones }) => phones.includes(phoneOf(lead))));
  const noticed = (notice: Notice, lateMs: number, act: () => void): void => {
    const { hooks, knobs } = control;
    if (notice === 'lost') hooks.drop('all');
    if (notice === 'twice') hooks.duplicate('all');
    if (notice === 'late') knobs.hookDelayMs = lateMs;
    act();
    hooks.drop(0);
    hooks.duplicate(0);
    knobs.hookDelayMs = 0;
  };
  const newCard = (lead: string): void => {
    control.addLead({ name: `Cliente ${lead}`, phone: phoneOf(lead), statusId: STATUS.atendimento_humano });
  };
  let words = 0;

  return {
    nowMs: scheduler.exactMs,
    advance: scheduler.advance,
    at: (ms, act) => void scheduler.after(ms, act),
    says: ({ lead, content, text }) => {
      const envelope = { from: phoneOf(lead), name: `Cliente ${lead}` };
      const place = { kind: 'location', latitude: -8.05, longitude: -34.9 } as const;
      const id = whatsapp.leadSends({
        ...envelope,
        ...(content === 'text'
          ? { kind: 'text', text }
          : content === 'location'
            ? place
            : content === 'image'
              ? { kind: 'image', caption: text }
              : { kind: content === 'voice' ? 'voice' : 'sticker' }),
      });
      leadOfMessage.set(id, lead);
    },
    takes: ({ lead, by, notice, lateMs }) => {
      const [card] = cardsOf(lead);
      words += 1;
      const text = `Aqui é o Marcos (${words})`;
      if (by === 'phone') {
        if (notice === 'twice') whatsapp.duplicate(1);
        whatsapp.personAnswers({ to: phoneOf(lead), text, notify: notice !== 'lost' });
        return;
      }
      noticed(notice, lateMs, () => {
        if (by === 'second_card' || !card) newCard(lead);
        else if (by === 'chat') control.reply({ leadId: card.leadId, text, userId: SELLERS.marcos });
        else
          control.moveCard({
            leadId: card.leadId,
            statusId: STATUS.atendimento_humano,
            userId: by === 'owner' ? TOKEN_USER_ID : SELLERS.marcos,
          });
      });
    },
    returns: ({ lead, notice, lateMs }) =>
      noticed(notice, lateMs, () => {
        for (const { leadId, statusId } of cardsOf(lead))
          if (statusId === STATUS.atendimento_humano)
            control.moveCard({ leadId, statusId: STATUS.em_qualificacao, userId: SELLERS.marcos });
      }),
    fault: ({ of, ms, how }) => void troubles.set(of, { how, untilMs: scheduler.exactMs() + ms }),
    killsAt: (ms) => {
      scheduler.after(ms, () => {
        for (const invocation of running) if (invocation.isOver) running.delete(invocation);
        const [victim] = running;
        victim?.kill(scheduler.random.pick(['crash', 'vanish']));
      });
    },
    isSeller: (lead) => noticed('lost', 0, () => newCard(lead)),
    sends: () => sent,
    handedOver: () => handedOver,
    history: async (lead) => {
      const { rows } = await stack.supabase.db.query<{ body: string | null }>(
        `select m.body from public.messages m join public.leads l on l.id = m.lead_id where l.key = $1 and m.direction = 'in'`,
        [phoneOf(lead)],
      );
      return rows.flatMap(({ body }) => marksIn(body ?? ''));
    },
    quiet: (isQuiet) => stack.reconcileEvery(isQuiet ? QUIET_RECONCILE_MS : 0),
    // Whom the plan kills is no error of the system.
    errors: () =>
      [...stack.failures, ...scheduler.errors].filter((failure) => !failure.includes('ContainerDied')),
    logs: () => open().logs,
    close,
  };
}
