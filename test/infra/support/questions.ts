/** What the tests ask of an evaluated program. */
import * as z from 'zod/mini';
import type { Program, Registered } from './evaluate.ts';

/** Pulumi's short type: `aws:sqs/queue:Queue` is `sqs/queue`. */
export const all = (program: Program, type: string): readonly Registered[] =>
  program.resources.filter(({ type: full }) => full.startsWith(`aws:${type}:`));

/** @throws when there is not exactly one. */
export function the(program: Program, type: string, name: string): Registered {
  const found = all(program, type).filter((resource) => resource.name === name);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} resources ${type} are called ${name}`);
  return only;
}

export const text = (value: unknown): string => z.string().parse(value);
export const arn = ({ state }: Registered): string => text(state['arn']);

const Statement = z.looseObject({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.optional(z.union([z.string(), z.array(z.string())])),
  Principal: z.optional(z.record(z.string(), z.unknown())),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});
export type Statement = z.infer<typeof Statement>;
const Policy = z.object({ Version: z.string(), Statement: z.array(Statement) });

/** A policy given as JSON or as an object. */
export const statementsOf = (policy: unknown): readonly Statement[] =>
  Policy.parse(typeof policy === 'string' ? JSON.parse(policy) : policy).Statement;

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

/** `action on resource [if condition]`, one line a pair, sorted: what a role may do, to be compared whole. */
export function rights(role: Registered): readonly string[] {
  const policies = z.array(z.object({ policy: z.string() })).parse(role.inputs['inlinePolicies'] ?? []);
  const lines = policies
    .flatMap(({ policy }) => statementsOf(policy))
    .flatMap(({ Action, Resource, Condition }) =>
      list(Action).flatMap((action) =>
        list(Resource).map(
          (resource) => `${action} on ${resource}${Condition ? ` if ${JSON.stringify(Condition)}` : ''}`,
        ),
      ),
    );
  return lines.sort();
}

/** The environment variables of a function. */
export function environmentOf(lambda: Registered): Readonly<Record<string, string>> {
  return z.object({ variables: z.record(z.string(), z.string()) }).parse(lambda.inputs['environment'])
    .variables;
}
