/** Which stage this is and how its things are called. Names that others must know beforehand are made here, not by chance. */
export const isProduction = $app.stage === 'production';

/** Every function, by the file it is in. */
export const FUNCTIONS = [
  'whatsapp-webhook',
  'kommo-webhook',
  'conversation',
  'follow-up-executor',
  'reconcile',
] as const;
/** `console-api` only where its tokens are set (console.ts). */
export type FunctionName = (typeof FUNCTIONS)[number] | 'console-api';

/** SST hands its stored secrets to the program under this prefix; a resource that may be left out must know before it is made. */
export const hasConsole = (process.env['SST_SECRET_ConsoleTokens'] ?? '').trim() !== '';

const prefix = `${$app.name}-${$app.stage}`;
/** IAM roles, functions, schedules and schedule groups: 64 characters (facts/serverless.md §1). */
const NAME_MAX = 64;

/** The physical name of a thing of this stage. @throws for a stage whose name leaves no room. */
export function named(thing: string): string {
  const name = `${prefix}-${thing}`;
  if (name.length > NAME_MAX)
    throw new Error(
      `"${name}" is longer than the ${NAME_MAX} characters AWS allows: choose a stage name that is ${name.length - NAME_MAX} shorter.`,
    );
  return name;
}

const region = aws.getRegionOutput().region;
export const accountId = aws.getCallerIdentityOutput().accountId;

/** The ARN of a thing of this account, for a policy that must name it before it exists. */
export const arnOf = (service: string, resource: $util.Input<string>): $util.Output<string> =>
  $interpolate`arn:aws:${service}:${region}:${accountId}:${resource}`;

/** Known before the function is made: an executor that invokes itself, and the role that may invoke it, must name it. */
export const functionArn = (name: FunctionName): $util.Output<string> =>
  arnOf('lambda', `function:${named(name)}`);
