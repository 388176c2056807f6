/** What leads, sellers, operators and the weather do in a world: each deed of a plan, done through the emulators' own controls. */
import { SELLERS, STATUS } from '../../local/account.ts';
import { QUEUE, STATUS_QUEUE } from '../../local/far-ends.ts';
import type { StageName } from '../../local/world.ts';
import { runOps } from '../../ops/program.ts';
import { tagOf } from './cast.ts';
import type { SimWorld } from './engine/world.ts';
import type { Faults } from './faults.ts';
import type { Act, Mover, Telling } from './plan.ts';
import type { Person, Truth } from './truth.ts';

/** A message of a lead's that a reply must name. */
export type Said = {
  readonly phone: string;
  readonly tag: string;
  readonly atMs: number;
  /** Its id at the provider. */
  readonly id: string;
  readonly isStop: boolean;
  /** Does it ask for an answer: neither deleted nor too old. */
  isDue: boolean;
};
/** A person took the conversation by writing, or by a command; `text` finds the webhook that told of it. */
export type Pause = {
  readonly phone: string;
  readonly atMs: number;
  readonly text: string;
  readonly via: 'phone' | 'chat' | 'note' | 'operator';
  untilMs: number;
};
export type Switch = { readonly atMs: number; readonly isStopped: boolean };

/** What was done in a world, for whoever judges it. */
export type Doings = {
  readonly said: Said[];
  readonly pauses: Pause[];
  /** When the operator's switch was surely on or off. */
  readonly switches: Switch[];
  /** When who asked to stop, and when they came back. */
  readonly optOuts: { phone: string; fromMs: number; untilMs: number }[];
  /** When a person took whose card, and gave it back. */
  readonly moves: { phone: string; leadId: number; atMs: number; to: StageName; told: Telling; by: Mover }[];
  /** The story, line by line. */
  readonly story: string[];
};

const USERS: Readonly<Record<Mover, number>> = {
  marcos: SELLERS.marcos,
  paula: SELLERS.paula,
  owner: 9_000_100,
  robot: 0,
};
/** A person's word holds for `HUMAN_REPLY_PAUSE_HOURS`, one hour in these worlds. */
export const PAUSE_MS = 3_600_000;
const LATE_HOOK_MS = 30_000;

export type Actors = {
  readonly doings: Doings;
  /** Does it now, or at the moment that it is aimed at. */
  begin(act: Act): unknown;
  /** Does it now; what cannot be done (no card to move) is left. */
  perform(act: Act): unknown;
  says(person: Person, words: string): Said;
  moves(leadId: number, phone: string, move: { to: StageName; told: Telling; by: Mover }): void;
  operator(words: readonly string[]): Promise<boolean>;
};

export function createActors({
  world,
  truth,
  faults,
  people,
}: {
  world: SimWorld;
  truth: Truth;
  faults: Faults;
  people: readonly Person[];
}): Actors {
  const { scheduler, stack, whatsapp } = world;
  const { control: kommo } = stack.kommo;
  const startMs = scheduler.exactMs();
  const doings: Doings = { said: [], pauses: [], switches: [], optOuts: [], moves: [], story: [] };
  let messages = 0;
  let deleted: number | null = null;

  const tell = (line: string): void => {
    doings.story.push(`${((scheduler.exactMs() - startMs) / 1000).toFixed(3)} s: ${line}`);
    scheduler.note('act', line);
  };
  /** Whatever changes a card: what our API did before it is noted as its own. */
  const inKommo = (line: string, work: () => void): void => {
    truth.look('api');
    work();
    truth.look('person');
    tell(line);
  };

  const says = (person: Person, words: string, isStop = false): Said => {
    messages += 1;
    const tag = tagOf(messages);
    const text = isStop ? words : `${tag} ${words}`;
    const id = whatsapp.leadSays({ from: person.phone, name: person.name, text });
    const said: Said = { phone: person.phone, tag, atMs: scheduler.exactMs(), id, isStop, isDue: !isStop };
    doings.said.push(said);
    tell(`${person.name} writes “${text}”`);
    return said;
  };

  const moves: Actors['moves'] = (leadId, phone, { to, told, by }) => {
    if (kommo.card(leadId).statusId === STATUS[to]) return;
    if (told !== 'told') faults.met('hook', told);
    if (told === 'lost') kommo.hooks.drop('all');
    if (told === 'twice') kommo.hooks.duplicate('all');
    if (told === 'reordered') kommo.hooks.reorder(2);
    if (told === 'late') kommo.knobs.hookDelayMs = LATE_HOOK_MS;
    inKommo(`${by} moves card ${leadId} to ${to} (Kommo’s hook: ${told})`, () =>
      kommo.moveCard({ leadId, statusId: STATUS[to], userId: USERS[by] }),
    );
    kommo.hooks.drop(0);
    kommo.hooks.duplicate(0);
    kommo.knobs.hookDelayMs = 0;
    if (told === 'reordered') scheduler.after(LATE_HOOK_MS, () => kommo.hooks.heal());
    doings.moves.push({ phone, leadId, atMs: scheduler.exactMs(), to, told, by });
  };

  const operator = async (words: readonly string[]): Promise<boolean> => {
    tell(`the operator runs “ops ${words.join(' ')}”`);
    let ids = 0;
    const code = await runOps(words, {
      environment: stack.environment,
      clock: stack.clock,
      newId: () => {
        ids += 1;
        return `ops-${scheduler.nowMs()}-${ids}`;
      },
      sleep: (ms) => scheduler.sleep(ms),
      terminal: {
        print: () => {},
        note: () => {},
        progress: () => {},
        isInteractive: true,
        ask: async () => 'yes',
      },
    });
    scheduler.note('operator', `${words.join(' ')} ended with ${code}`);
    return code === 0;
  };
  const pause = (phone: string, via: Pause['via'], text: string): void => {
    const atMs = scheduler.exactMs();
    doings.pauses.push({ phone, atMs, text, via, untilMs: atMs + PAUSE_MS });
  };
  /** Words on a card that serves two numbers concern both (P6). */
  const phonesOn = (leadId: number): readonly string[] =>
    people
      .map(({ phone }) => phone)
      .filter((phone) => truth.cardsOf(phone).some((card) => card.leadId === leadId));
  const endPauses = (phone: string): void => {
    for (const each of doings.pauses)
      if (each.phone === phone) each.untilMs = Math.min(each.untilMs, scheduler.exactMs());
  };

  const operate = (does: 'stop' | 'start' | 'pause' | 'resume' | 'redrive', person: Person): void => {
    const commands = {
      stop: ['stop'],
      start: ['start'],
      pause: ['pause', person.phone],
      resume: ['resume', person.phone],
      redrive: ['redrive', '--all'],
    };
    void operator(commands[does]).then((isDone) => {
      // "resume" also says so when the card is still a person's.
      if (!isDone && does !== 'resume') return;
      const atMs = scheduler.exactMs();
      if (does === 'stop' || does === 'start') doings.switches.push({ atMs, isStopped: does === 'stop' });
      if (does === 'pause') pause(person.phone, 'operator', '');
      if (does === 'resume') endPauses(person.phone);
    });
  };

  const newest = (phone: string): Said | undefined =>
    doings.said.findLast((each) => each.phone === phone && !each.isStop);
  const sends = (person: Person, what: 'sticker' | 'voice' | 'location' | 'reaction' | 'late'): void => {
    const who = { from: person.phone, name: person.name };
    if (what === 'sticker' || what === 'voice') whatsapp.leadSends({ kind: what, ...who });
    if (what === 'location') whatsapp.leadSends({ kind: 'location', ...who, latitude: -8, longitude: -34 });
    if (what === 'late')
      whatsapp.leadSays({ ...who, text: 'mensagem antiga', at: scheduler.nowMs() - 16 * 60_000 });
    if (what === 'reaction') {
      const ours = whatsapp.phone(person.phone).findLast(({ from }) => from === 'us');
      if (ours) whatsapp.react({ id: ours.providerId, emoji: '👍' });
    }
    tell(`${person.name} sends ${what}`);
  };

  /** `by`: the function whose request the deed was aimed at. */
  const perform = (act: Act, by?: string): unknown => {
    const person = people[act.who % people.length];
    if (!person) return;
    const { phone } = person;
    const cards = truth.cardsOf(phone);
    const [card, second] = cards;
    switch (act.kind) {
      case 'says': {
        if (act.wire) faults.met('webhook', act.wire);
        if (act.wire === 'twice') whatsapp.duplicate(1);
        if (act.wire === 'reordered') {
          whatsapp.reorder(2);
          scheduler.after(2_000, () => whatsapp.flush());
        }
        says(person, act.words);
        return;
      }
      case 'sends':
        return sends(person, act.what);
      case 'edits': {
        const said = newest(phone);
        if (!said?.isDue) return;
        whatsapp.edit({ id: said.id, text: `${said.tag} queria dizer outra coisa` });
        return tell(`${person.name} edits ${said.tag}`);
      }
      case 'deletes': {
        const said = newest(phone);
        if (!said?.isDue) return;
        said.isDue = false;
        whatsapp.revoke({ id: said.id });
        return tell(`${person.name} deletes ${said.tag}`);
      }
      case 'opts_out':
        says(person, 'PARAR', true);
        doings.optOuts.push({ phone, fromMs: scheduler.exactMs(), untilMs: Number.POSITIVE_INFINITY });
        return;
      case 'comes_back':
        says(person, 'VOLTAR', true);
        for (const each of doings.optOuts)
          if (each.phone === phone) each.untilMs = Math.min(each.untilMs, scheduler.exactMs());
        return;
      case 'reads':
        whatsapp.leadReads(phone);
        return tell(`${person.name} reads`);
      case 'moves':
        if (card) moves(card.leadId, phone, act);
        return;
      case 'answers': {
        messages += 1;
        const text = `Aqui é o Marcos, ${tagOf(messages).slice(1)}`;
        if (act.via === 'phone') whatsapp.personAnswers({ to: phone, text });
        else if (card) kommo.reply({ leadId: card.leadId, text, userId: SELLERS.marcos });
        else return;
        for (const each of act.via === 'chat' && card ? phonesOn(card.leadId) : [phone])
          pause(each, act.via, text);
        return tell(`Marcos answers ${person.name} by ${act.via}`);
      }
      case 'notes':
        if (!card) return;
        kommo.addNote({ leadId: card.leadId, text: act.text, userId: SELLERS.marcos });
        for (const each of phonesOn(card.leadId)) {
          if (act.text === '/humano') pause(each, 'note', act.text);
          if (act.text === '/bot') endPauses(each);
        }
        return tell(`Marcos notes “${act.text}” on card ${card.leadId}`);
      case 'merges_contacts': {
        const [into] = card?.contacts ?? [];
        if (!into) return;
        return inKommo(`Paula merges a contact typed twice into ${person.name}’s`, () => {
          const from = kommo.addContact({ name: person.name, phones: [phone], userId: SELLERS.paula });
          kommo.mergeContacts({ into: into.id, from, userId: SELLERS.paula });
        });
      }
      case 'second_card': {
        const [contact] = card?.contacts ?? [];
        if (!contact) return;
        return inKommo(`Paula opens a second card for ${person.name} in ${act.stage}`, () =>
          kommo.addLead({
            name: person.name,
            statusId: STATUS[act.stage],
            contactId: contact.id,
            userId: SELLERS.paula,
          }),
        );
      }
      case 'merges_cards':
        if (!card || !second) return;
        return inKommo(`Paula merges card ${second.leadId} into ${card.leadId}`, () =>
          kommo.mergeLeads({ into: card.leadId, from: second.leadId, userId: SELLERS.paula }),
        );
      case 'deletes_card':
        if (!card) return;
        deleted = card.leadId;
        return inKommo(`Paula deletes card ${card.leadId}`, () =>
          kommo.deleteLead({ leadId: card.leadId, userId: SELLERS.paula }),
        );
      case 'restores_card': {
        if (deleted === null) return;
        const leadId = deleted;
        deleted = null;
        return inKommo(`Paula restores card ${leadId}`, () =>
          kommo.restoreLead({ leadId, userId: SELLERS.paula }),
        );
      }
      case 'operator':
        return operate(act.does, person);
      case 'outage':
        faults.outage(act.end, act.how, act.ms);
        return tell(`${act.end} is away for ${act.ms} ms (${act.how})`);
      case 'offline':
        faults.met('offline', 'WhatsApp');
        whatsapp.disconnect();
        scheduler.after(act.ms, () => whatsapp.reconnect());
        return tell(`the number is off WhatsApp for ${act.ms} ms`);
      case 'kills': {
        const invocation = faults.newest(by);
        if (!invocation) return;
        faults.met('kill', invocation.name);
        invocation.kill(act.how);
        return tell(`a container of ${invocation.name} dies (${act.how})`);
      }
      case 'stalls': {
        const invocation = faults.newest(by);
        if (!invocation) return;
        faults.met('stall', invocation.name);
        invocation.stall(act.ms);
        return tell(`a container of ${invocation.name} stands still for ${act.ms} ms`);
      }
      case 'strikes':
        if (!act.aim) return;
        faults.strike(act.aim, act.how, { times: act.times, ms: act.ms ?? 0 });
        return tell(
          `from now on, ${act.times} request(s) “${act.aim.at}” from the ${act.aim.nth}. on: ${act.how}${act.ms ? ` by ${act.ms} ms` : ''}`,
        );
      case 'schedules':
        faults.met('schedule', act.how);
        if (act.how === 'twice') stack.scheduler.control.fireTwice(1);
        if (act.how === 'late') stack.scheduler.control.fireLate(20_000);
        if (act.how === 'lost')
          for (const { name } of stack.scheduler.control.schedules().slice(0, 3))
            if (name !== 'reconcile') stack.scheduler.control.lose(name);
        return tell(`the Scheduler fires ${act.how}`);
    }
  };

  const begin = (act: Act): unknown => {
    if (!act.aim || act.kind === 'strikes') return perform(act);
    return faults.aim(act.aim, (by) => perform(act, by));
  };

  return { doings, begin, perform, says, moves, operator };
}

export { QUEUE, STATUS_QUEUE };
