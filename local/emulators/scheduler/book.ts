/** The account's schedules and groups: what may be created, changed and deleted, and what each refusal is. No time passes here. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { DEFAULT_GROUP, type Definition, type ScheduleRequest } from './definition.ts';
import { parseExpression, type Timetable } from './expression.ts';
import { conflict, invalid, notFound, quotaExceeded } from './refusal.ts';

/** JSON-safe: a snapshot is a copy of it. Times are milliseconds since the epoch. */
export type Schedule = {
  readonly name: string;
  readonly groupName: string;
  readonly arn: string;
  readonly createdMs: number;
  definition: Definition;
  modifiedMs: number;
  /** Of its creation: a repeat under the same token is the same request. */
  readonly clientToken: string | null;
  /** Grows with every update. */
  revision: number;
  /** The next occurrence; null when there is none, or while it is disabled. */
  dueMs: number | null;
};

export type Group = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  modifiedMs: number;
  readonly clientToken: string | null;
  state: 'ACTIVE' | 'DELETING';
};

export type BookSnapshot = {
  readonly schedules: readonly Schedule[];
  readonly groups: readonly Group[];
  readonly deleteTokens: readonly (readonly [string, string])[];
};

export type Book = {
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly groups: ReadonlyMap<string, Group>;
  /** @throws SchedulerRefusal, as every method below. */
  create(name: string, request: ScheduleRequest): Schedule;
  update(name: string, request: ScheduleRequest): Schedule;
  get(at: ScheduleAt): Schedule;
  remove(at: ScheduleAt & { clientToken: string | null }): void;
  /** Without a refusal: what Scheduler deletes by itself. */
  drop(key: string): void;
  createGroup(group: { name: string; clientToken: string | null }): Group;
  group(name: string): Group;
  /** Marks it: it and its schedules go with `dropGroup`. */
  markGroup(group: { name: string; clientToken: string | null }): Group | null;
  dropGroup(name: string): void;
  timetable(schedule: Schedule): Timetable;
  /** The occurrence at `fromMs` or later, inside its dates. */
  occurrence(schedule: Schedule, fromMs: number): number | null;
  snapshot(): BookSnapshot;
};

export type ScheduleAt = { readonly name: string; readonly groupName: string };

/** AWS: "The StartDate you specify cannot be earlier than 5 minutes ago". */
const START_MAX_AGE_MS = 5 * 60_000;
const DELETE_TOKENS_MAX = 10_000;

export const keyOf = ({ name, groupName }: ScheduleAt): string => `${groupName}/${name}`;

const startOf = ({ StartDate }: Definition): number | null =>
  StartDate === undefined ? null : StartDate * 1000;
const endOf = ({ EndDate }: Definition): number | null => (EndDate === undefined ? null : EndDate * 1000);

export function createBook({
  clock,
  arnPrefix,
  schedulesMax,
  groupsMax,
  snapshot,
}: {
  clock: Clock;
  /** `arn:aws:scheduler:<region>:<account>` */
  arnPrefix: string;
  schedulesMax: number;
  groupsMax: number;
  snapshot?: BookSnapshot | undefined;
}): Book {
  const schedules = new Map(
    structuredClone(snapshot?.schedules ?? []).map((schedule) => [keyOf(schedule), schedule]),
  );
  const groups = new Map(structuredClone(snapshot?.groups ?? []).map((group) => [group.name, group]));
  const deleteTokens = new Map(snapshot?.deleteTokens ?? []);

  const newGroup = ({ name, clientToken }: { name: string; clientToken: string | null }): Group => {
    const nowMs = clock.nowMs();
    return {
      name,
      arn: `${arnPrefix}:schedule-group/${name}`,
      createdMs: nowMs,
      modifiedMs: nowMs,
      clientToken,
      state: 'ACTIVE',
    };
  };
  if (!groups.has(DEFAULT_GROUP))
    groups.set(DEFAULT_GROUP, newGroup({ name: DEFAULT_GROUP, clientToken: null }));

  const timetable: Book['timetable'] = ({ definition, modifiedMs }) =>
    parseExpression({
      expression: definition.ScheduleExpression,
      timezone: definition.ScheduleExpressionTimezone,
      anchorMs: startOf(definition) ?? modifiedMs,
    });

  const occurrence: Book['occurrence'] = (schedule, fromMs) => {
    if (schedule.definition.State === 'DISABLED') return null;
    const times = timetable(schedule);
    // AWS ignores the dates of a one-time schedule.
    if (times.kind === 'once') return times.next(fromMs);
    const nextMs = times.next(Math.max(fromMs, startOf(schedule.definition) ?? fromMs));
    return nextMs !== null && nextMs <= (endOf(schedule.definition) ?? nextMs) ? nextMs : null;
  };

  /** `next` with its first occurrence. @throws SchedulerRefusal when it could never be due. */
  const planned = (next: Schedule): Schedule => {
    const { definition } = next;
    const nowMs = clock.nowMs();
    const times = timetable(next);
    // Reported, not documented: facts/serverless.md §3.
    if (times.kind === 'once' && times.next(nowMs) === null)
      throw invalid(`Invalid Schedule Expression ${definition.ScheduleExpression}: the time is in the past.`);
    const startMs = startOf(definition);
    const endMs = endOf(definition);
    if (times.kind === 'recurring') {
      if (startMs !== null && startMs < nowMs - START_MAX_AGE_MS)
        throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
      if (endMs !== null && endMs < nowMs) throw invalid('The EndDate you specify cannot be in the past.');
      if (startMs !== null && endMs !== null && startMs >= endMs)
        throw invalid('The StartDate must be earlier than the EndDate.');
    }
    return { ...next, dueMs: occurrence(next, nowMs) };
  };

  const groupNamed = (name: string): Group => {
    const group = groups.get(name);
    if (!group) throw notFound(`Schedule group ${name}`);
    return group;
  };
  const get: Book['get'] = ({ name, groupName }) => {
    groupNamed(groupName);
    const schedule = schedules.get(keyOf({ name, groupName }));
    if (!schedule) throw notFound(`Schedule ${name}`);
    return schedule;
  };
  const writableGroup = (name: string): Group => {
    const group = groupNamed(name);
    if (group.state === 'DELETING') throw conflict(`Schedule group ${name} is being deleted.`);
    return group;
  };
  const isRepeatedDelete = (clientToken: string | null, what: string): boolean =>
    clientToken !== null && deleteTokens.get(clientToken) === what;
  const noteDelete = (clientToken: string | null, what: string): void => {
    if (clientToken === null) return;
    deleteTokens.set(clientToken, what);
    const [oldest] = deleteTokens.keys();
    if (deleteTokens.size > DELETE_TOKENS_MAX && oldest !== undefined) deleteTokens.delete(oldest);
  };

  return {
    schedules,
    groups,
    timetable,
    occurrence,
    create: (name, { groupName, clientToken, definition }) => {
      writableGroup(groupName);
      const key = keyOf({ name, groupName });
      const earlier = schedules.get(key);
      if (earlier) {
        const isRepeat = clientToken !== null && earlier.clientToken === clientToken;
        if (isRepeat && earlier.revision === 0 && isDeepStrictEqual(earlier.definition, definition))
          return earlier;
        throw conflict(`Schedule ${name} already exists.`);
      }
      if (schedules.size >= schedulesMax) throw quotaExceeded('schedules');
      const nowMs = clock.nowMs();
      const arn = `${arnPrefix}:schedule/${groupName}/${name}`;
      const schedule = planned({
        name,
        groupName,
        arn,
        createdMs: nowMs,
        modifiedMs: nowMs,
        definition,
        clientToken,
        revision: 0,
        dueMs: null,
      });
      schedules.set(key, schedule);
      return schedule;
    },
    // A full replace: what the request leaves out goes back to its default (facts/serverless.md §3).
    update: (name, { groupName, definition }) => {
      writableGroup(groupName);
      const earlier = get({ name, groupName });
      const schedule = planned({
        ...earlier,
        definition,
        modifiedMs: clock.nowMs(),
        revision: earlier.revision + 1,
      });
      schedules.set(keyOf(schedule), schedule);
      return schedule;
    },
    get,
    remove: ({ clientToken, ...at }) => {
      const what = `schedule ${keyOf(at)}`;
      if (!schedules.has(keyOf(at)) && isRepeatedDelete(clientToken, what)) return;
      get(at);
      schedules.delete(keyOf(at));
      noteDelete(clientToken, what);
    },
    drop: (key) => {
      schedules.delete(key);
    },
    createGroup: ({ name, clientToken }) => {
      const earlier = groups.get(name);
      if (earlier) {
        if (clientToken !== null && earlier.clientToken === clientToken && earlier.state === 'ACTIVE')
          return earlier;
        throw conflict(`Schedule group ${name} already exists.`);
      }
      if (groups.size >= groupsMax) throw quotaExceeded('schedule groups');
      const group = newGroup({ name, clientToken });
      groups.set(name, group);
      return group;
    },
    group: groupNamed,
    markGroup: ({ name, clientToken }) => {
      if (name === DEFAULT_GROUP) throw invalid('The default schedule group cannot be deleted.');
      const what = `group ${name}`;
      if (groups.get(name)?.state !== 'ACTIVE' && isRepeatedDelete(clientToken, what)) return null;
      const group = writableGroup(name);
      group.state = 'DELETING';
      group.modifiedMs = clock.nowMs();
      noteDelete(clientToken, what);
      return group;
    },
    dropGroup: (name) => {
      groups.delete(name);
      for (const [key, schedule] of schedules) if (schedule.groupName === name) schedules.delete(key);
    },
    snapshot: () =>
      structuredClone({
        schedules: [...schedules.values()],
        groups: [...groups.values()],
        deleteTokens: [...deleteTokens],
      }),
  };
}
