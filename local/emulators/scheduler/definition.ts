/** What a client may ask of Scheduler, field by field with AWS's own limits (service model, facts/serverless.md §3). */
import * as z from 'zod/mini';
import { invalid } from './refusal.ts';

const RESOURCE_NAME = /^[0-9a-zA-Z\-_.]+$/;
const CLIENT_TOKEN = /^[a-zA-Z0-9\-_]+$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
/** A standard queue: a FIFO one takes no dead letters of Scheduler's. */
const DEAD_LETTER_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/;
const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/;

const matching = (pattern: RegExp, max: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(max),
      z.regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`),
    );
const whole = (min: number, max: number) => z.int().check(z.gte(min), z.lte(max));

const name = matching(RESOURCE_NAME, 64);
const clientToken = z.optional(matching(CLIENT_TOKEN, 64));
/** Seconds since the epoch, with a fraction, as REST-JSON writes a timestamp in a body. */
const timestamp = z.optional(z.number());

// Strict: what the stand-in does not model is refused, not ignored.
const Target = z.strictObject({
  Arn: matching(ARN, 1600),
  RoleArn: matching(ROLE_ARN, 1600),
  Input: z.optional(z.string().check(z.minLength(1), z.maxLength(262_144))),
  RetryPolicy: z.optional(
    z.strictObject({
      MaximumRetryAttempts: z.optional(whole(0, 185)),
      MaximumEventAgeInSeconds: z.optional(whole(60, 86_400)),
    }),
  ),
  DeadLetterConfig: z.optional(z.strictObject({ Arn: z.optional(matching(DEAD_LETTER_ARN, 1600)) })),
  SqsParameters: z.optional(
    z.strictObject({ MessageGroupId: z.optional(z.string().check(z.minLength(1), z.maxLength(128))) }),
  ),
});

const Definition = z.strictObject({
  ScheduleExpression: z.string().check(z.minLength(1), z.maxLength(256)),
  ScheduleExpressionTimezone: z.optional(z.string().check(z.minLength(1), z.maxLength(50))),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.optional(whole(1, 1440)),
  }),
  Target,
  StartDate: timestamp,
  EndDate: timestamp,
  State: z.optional(z.enum(['ENABLED', 'DISABLED'])),
  ActionAfterCompletion: z.optional(z.enum(['NONE', 'DELETE'])),
  Description: z.optional(z.string().check(z.maxLength(512))),
  KmsKeyArn: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
});

const ScheduleRequest = z.extend(Definition, { GroupName: z.optional(name), ClientToken: clientToken });
const GroupRequest = z.strictObject({
  ClientToken: clientToken,
  Tags: z.optional(z.array(z.strictObject({ Key: z.string(), Value: z.string() })).check(z.maxLength(200))),
});

/** A schedule as its last PUT or POST left it, with the service's defaults filled in. JSON-safe. */
export type Definition = z.output<typeof Definition> & {
  readonly ScheduleExpressionTimezone: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly ActionAfterCompletion: 'NONE' | 'DELETE';
};
export type Target = z.output<typeof Target>;

export type ScheduleRequest = {
  readonly groupName: string;
  readonly clientToken: string | null;
  readonly definition: Definition;
};

export const DEFAULT_GROUP = 'default';

function check<S extends z.ZodMiniType>({
  schema,
  value,
  at,
}: {
  schema: S;
  value: unknown;
  at?: string;
}): z.output<S> {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [...(at === undefined ? [] : [at]), ...(issue?.path.map(String) ?? [])].join('.');
  throw invalid(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${issue?.message ?? 'is bad'}`,
  );
}

/** @throws SchedulerRefusal for a name that AWS refuses. */
export const checkName = (value: unknown, at = 'name'): string => check({ schema: name, value, at });
/** @throws SchedulerRefusal */
export const checkToken = (value: string | null): string | null =>
  check({ schema: clientToken, value: value ?? undefined, at: 'clientToken' }) ?? null;

function assertTarget(target: Target): void {
  const service = target.Arn.split(':')[2];
  if (service !== 'lambda' && service !== 'sqs')
    throw invalid(`Provided Arn ${target.Arn} is not a supported target.`);
  if (target.SqsParameters !== undefined && service !== 'sqs')
    throw invalid('SqsParameters are only for a target that is a queue.');
  if (service === 'sqs' && target.Arn.endsWith('.fifo') && target.SqsParameters?.MessageGroupId === undefined)
    throw invalid('SqsParameters.MessageGroupId must be specified for a FIFO queue.');
  if (service === 'lambda' && target.Input !== undefined)
    try {
      JSON.parse(target.Input);
    } catch {
      throw invalid('The Input of a Lambda target must be valid JSON.');
    }
}

/** The body of a CreateSchedule or UpdateSchedule. @throws SchedulerRefusal */
export function readScheduleRequest(body: unknown): ScheduleRequest {
  const {
    GroupName = DEFAULT_GROUP,
    ClientToken = null,
    ...fields
  } = check({ schema: ScheduleRequest, value: body });
  const { Mode, MaximumWindowInMinutes } = fields.FlexibleTimeWindow;
  if ((Mode === 'FLEXIBLE') !== (MaximumWindowInMinutes !== undefined))
    throw invalid('MaximumWindowInMinutes must be specified for a FLEXIBLE window, and for no other.');
  assertTarget(fields.Target);
  return {
    groupName: GroupName,
    clientToken: ClientToken,
    definition: {
      ...fields,
      ScheduleExpressionTimezone: fields.ScheduleExpressionTimezone ?? 'UTC',
      State: fields.State ?? 'ENABLED',
      ActionAfterCompletion: fields.ActionAfterCompletion ?? 'NONE',
    },
  };
}

/** The body of a CreateScheduleGroup. @throws SchedulerRefusal */
export const readGroupRequest = (body: unknown): { readonly clientToken: string | null } => ({
  clientToken: check({ schema: GroupRequest, value: body }).ClientToken ?? null,
});

const PageRequest = z.object({
  NamePrefix: z.optional(name),
  State: z.optional(z.enum(['ENABLED', 'DISABLED'])),
  ScheduleGroup: z.optional(name),
  NextToken: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
  MaxResults: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'Member must be between 1 and 100'))),
});

/** The query of a list. @throws SchedulerRefusal */
export const readPageRequest = (query: URLSearchParams): z.output<typeof PageRequest> =>
  check({ schema: PageRequest, value: Object.fromEntries(query) });
