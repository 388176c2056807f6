/**
 * EventBridge Scheduler on the stack's clock, for the real SDK: REST-JSON over HTTP (facts/serverless.md §3), the
 * account's schedules behind it, and targets that are really invoked. Signatures are not checked, only that there is one.
 *
 * Where AWS publishes nothing: a past `at()` is refused; retries wait 1 s, doubling, at most 5 min; the token of a
 * creation counts as long as its schedule lives; deleting a group takes ten seconds.
 */
import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import { createFaults } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import { createBook, type Group, keyOf, type Schedule } from './book.ts';
import type { SchedulerEmulator, SchedulerSnapshot } from './control.ts';
import {
  checkName,
  checkToken,
  DEFAULT_GROUP,
  readGroupRequest,
  readPageRequest,
  readScheduleRequest,
} from './definition.ts';
import { createEngine } from './engine.ts';
import type { Targets } from './firing.ts';
import { invalid, notFound, refusalOfStatus, SchedulerRefusal, toResponse } from './refusal.ts';

const ACCOUNT_ID = '000000000000';
const GROUP_DELETION_MS = 10_000;
const PAGE_DEFAULT = 100;
/** AWS's present quotas (facts/serverless.md §3; groups: 500). */
const SCHEDULES_MAX = 10_000_000;
const GROUPS_MAX = 500;

const seconds = (ms: number): number => ms / 1000;

const describeSchedule = ({ name, groupName, arn, createdMs, modifiedMs, definition }: Schedule) => ({
  Arn: arn,
  Name: name,
  GroupName: groupName,
  CreationDate: seconds(createdMs),
  LastModificationDate: seconds(modifiedMs),
  ...definition,
  Target: {
    ...definition.Target,
    RetryPolicy: {
      MaximumEventAgeInSeconds: 86_400,
      MaximumRetryAttempts: 185,
      ...definition.Target.RetryPolicy,
    },
  },
});
const summarizeSchedule = ({ name, groupName, arn, createdMs, modifiedMs, definition }: Schedule) => ({
  Arn: arn,
  Name: name,
  GroupName: groupName,
  State: definition.State,
  CreationDate: seconds(createdMs),
  LastModificationDate: seconds(modifiedMs),
  Target: { Arn: definition.Target.Arn },
});
const describeGroup = ({ name, arn, state, createdMs, modifiedMs }: Group) => ({
  Arn: arn,
  Name: name,
  State: state,
  CreationDate: seconds(createdMs),
  LastModificationDate: seconds(modifiedMs),
});

/** One page of `rows`, which are sorted by `key`; the token is the last key given out, so rows that come or go shift nothing. */
function pageOf<Row>({
  rows,
  key,
  token,
  max,
}: {
  rows: readonly Row[];
  key: (row: Row) => string;
  token: string | undefined;
  max: number;
}) {
  const sorted = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const after = token === undefined ? null : Buffer.from(token, 'base64url').toString();
  if (after !== null && !after.includes('/')) throw invalid('Invalid NextToken.');
  const rest = after === null ? sorted : sorted.filter((row) => key(row) > after);
  const page = rest.slice(0, max);
  const last = page.at(-1);
  return {
    page,
    ...(last !== undefined &&
      rest.length > max && { NextToken: Buffer.from(key(last)).toString('base64url') }),
  };
}

/** `groups`: what a deployment created. `windowShare`: where in a flexible window an occurrence falls; the middle by default. */
export function createSchedulerEmulator({
  clock,
  targets,
  groups = [],
  region = 'sa-east-1',
  schedulesMax = SCHEDULES_MAX,
  groupsMax = GROUPS_MAX,
  snapshot,
  newId = randomUUID,
  windowShare = () => 0.5,
}: {
  clock: VirtualClock;
  targets: Targets;
  groups?: readonly string[];
  region?: string;
  schedulesMax?: number;
  groupsMax?: number;
  snapshot?: SchedulerSnapshot | undefined;
  newId?: () => string;
  windowShare?: () => number;
}): SchedulerEmulator {
  const arnPrefix = `arn:aws:scheduler:${region}:${ACCOUNT_ID}`;
  const book = createBook({ clock, arnPrefix, schedulesMax, groupsMax, snapshot: snapshot?.book });
  const engine = createEngine({ clock, book, targets, newId, windowShare, firings: snapshot?.firings ?? [] });
  const faults = createFaults({ clock, answerWith: (status) => toResponse(refusalOfStatus(status)) });
  const requestCounts = new Map<string, number>();

  const finishGroup = (name: string): void => {
    clock.after(GROUP_DELETION_MS, () => {
      const keys = [...book.schedules.values()].filter(({ groupName }) => groupName === name).map(keyOf);
      book.dropGroup(name);
      for (const key of keys) engine.arm(key);
    });
  };
  for (const name of groups) if (!book.groups.has(name)) book.createGroup({ name, clientToken: null });
  for (const group of book.groups.values()) if (group.state === 'DELETING') finishGroup(group.name);

  type Call = {
    readonly name: string;
    readonly query: URLSearchParams;
    readonly body: () => Promise<unknown>;
  };
  const scheduleAt = ({ name, query }: Call) => ({
    name: checkName(name),
    groupName: checkName(query.get('groupName') ?? DEFAULT_GROUP, 'groupName'),
  });
  const armed = (schedule: Schedule) => {
    engine.arm(keyOf(schedule));
    return { ScheduleArn: schedule.arn };
  };

  const OPERATIONS: Readonly<Record<string, (call: Call) => unknown>> = {
    CreateSchedule: async ({ name, body }) =>
      armed(book.create(checkName(name), readScheduleRequest(await body()))),
    UpdateSchedule: async ({ name, body }) =>
      armed(book.update(checkName(name), readScheduleRequest(await body()))),
    GetSchedule: (call) => describeSchedule(book.get(scheduleAt(call))),
    DeleteSchedule: (call) => {
      const at = scheduleAt(call);
      book.remove({ ...at, clientToken: checkToken(call.query.get('clientToken')) });
      engine.arm(keyOf(at));
      return {};
    },
    ListSchedules: ({ query }) => {
      const {
        ScheduleGroup,
        NamePrefix = '',
        State,
        NextToken,
        MaxResults = PAGE_DEFAULT,
      } = readPageRequest(query);
      if (ScheduleGroup !== undefined) book.group(ScheduleGroup);
      const rows = [...book.schedules.values()].filter(
        ({ name, groupName, definition }) =>
          name.startsWith(NamePrefix) &&
          (ScheduleGroup ?? groupName) === groupName &&
          (State ?? definition.State) === definition.State,
      );
      const { page, ...rest } = pageOf({ rows, key: keyOf, token: NextToken, max: Number(MaxResults) });
      return { Schedules: page.map(summarizeSchedule), ...rest };
    },
    CreateScheduleGroup: async ({ name, body }) => {
      const { clientToken } = readGroupRequest((await body()) ?? {});
      return { ScheduleGroupArn: book.createGroup({ name: checkName(name), clientToken }).arn };
    },
    GetScheduleGroup: ({ name }) => describeGroup(book.group(checkName(name))),
    DeleteScheduleGroup: ({ name, query }) => {
      const marked = book.markGroup({
        name: checkName(name),
        clientToken: checkToken(query.get('clientToken')),
      });
      if (marked) finishGroup(marked.name);
      return {};
    },
    ListScheduleGroups: ({ query }) => {
      const { NamePrefix = '', NextToken, MaxResults = PAGE_DEFAULT } = readPageRequest(query);
      const rows = [...book.groups.values()].filter(({ name }) => name.startsWith(NamePrefix));
      const { page, ...rest } = pageOf({
        rows,
        key: ({ name }) => `/${name}`,
        token: NextToken,
        max: Number(MaxResults),
      });
      return { ScheduleGroups: page.map(describeGroup), ...rest };
    },
  };

  const ROUTES: Readonly<Record<string, string>> = {
    'POST schedules': 'CreateSchedule',
    'PUT schedules': 'UpdateSchedule',
    'GET schedules': 'GetSchedule',
    'DELETE schedules': 'DeleteSchedule',
    'POST schedule-groups': 'CreateScheduleGroup',
    'GET schedule-groups': 'GetScheduleGroup',
    'DELETE schedule-groups': 'DeleteScheduleGroup',
  };
  const LISTS: Readonly<Record<string, string>> = {
    'GET schedules': 'ListSchedules',
    'GET schedule-groups': 'ListScheduleGroups',
  };

  const answer = async (request: Request, operation: string, name: string): Promise<Response> => {
    try {
      if (!request.headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256 '))
        throw new SchedulerRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
      const body = async (): Promise<unknown> => {
        const text = await request.text();
        try {
          return text === '' ? undefined : JSON.parse(text);
        } catch (error) {
          throw new SchedulerRefusal(
            'ValidationException',
            `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
          );
        }
      };
      const perform = OPERATIONS[operation];
      if (!perform) throw notFound(`Operation ${operation}`);
      return Response.json(await perform({ name, query: new URL(request.url).searchParams, body }));
    } catch (error) {
      if (error instanceof SchedulerRefusal) return toResponse(error);
      throw error;
    }
  };

  const handler: HttpHandler = async (request) => {
    const [collection = '', name = '', ...more] = new URL(request.url).pathname.slice(1).split('/');
    const route = `${request.method} ${collection}`;
    const operation = more.length > 0 ? undefined : (name === '' ? LISTS : ROUTES)[route];
    if (operation === undefined) return toResponse(notFound(`Operation ${route}`));
    requestCounts.set(operation, (requestCounts.get(operation) ?? 0) + 1);
    return faults.run([operation], () => answer(request, operation, decodeURIComponent(name)));
  };

  return {
    handler,
    snapshot: () => ({ book: book.snapshot(), firings: engine.firings() }),
    control: {
      schedules: (groupName) =>
        structuredClone([...book.schedules.values()])
          .filter((schedule) => (groupName ?? schedule.groupName) === schedule.groupName)
          .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
      firings: engine.firings,
      put: (name, request) => {
        const wanted = readScheduleRequest(request);
        const exists = book.schedules.has(keyOf({ name, groupName: wanted.groupName }));
        armed(exists ? book.update(name, wanted) : book.create(checkName(name), wanted));
      },
      lose: (name, groupName = DEFAULT_GROUP) => {
        const key = keyOf({ name, groupName });
        const was = book.schedules.has(key);
        book.drop(key);
        engine.arm(key);
        return was;
      },
      fireTwice: engine.fireTwice,
      fireLate: engine.fireLate,
      deleteLate: engine.deleteLate,
      fault: faults.add,
      down: () => {
        faults.down(500);
        engine.stop();
      },
      up: () => {
        faults.up();
        engine.start();
      },
      requestCounts,
    },
  };
}
