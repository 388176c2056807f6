/** The services a schedule can reach here: the functions of the local Lambda and the queues of the local SQS, by ARN. */
import type { LambdaEmulator } from '../lambda/emulator.ts';
import { LambdaRefusal } from '../lambda/refusal.ts';
import type { SqsEmulator } from '../sqs/control.ts';
import { SqsRefusal } from '../sqs/refusal.ts';
import type { TargetAnswer, Targets } from './firing.ts';

function answerTo(call: () => void): TargetAnswer {
  try {
    call();
    return { kind: 'accepted' };
  } catch (error) {
    if (error instanceof LambdaRefusal) return { kind: 'failed', code: error.type, message: error.message };
    if (error instanceof SqsRefusal) return { kind: 'failed', code: error.code, message: error.message };
    throw error;
  }
}

export function createTargets({
  lambda,
  sqs,
}: {
  lambda: Pick<LambdaEmulator, 'accept'>;
  sqs: Pick<SqsEmulator, 'deliver'>;
}): Targets {
  return {
    invoke: async ({ arn, payload, messageGroupId }) =>
      answerTo(() => {
        if (arn.split(':')[2] === 'sqs') sqs.deliver({ arn, body: payload, groupId: messageGroupId });
        else lambda.accept({ functionRef: arn, payload });
      }),
    deadLetter: async ({ arn, body, attributes }) =>
      answerTo(() =>
        sqs.deliver({
          arn,
          body,
          attributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
        }),
      ),
  };
}
