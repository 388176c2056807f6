/** Who hears an alarm: AWS asks an e-mail address to confirm, and until somebody does, nothing reaches it and nothing says so. */
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { failed, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const CHECK = 'Alarms';
const CALL_TIMEOUT_MS = 10_000;
/** What SNS puts in the place of an ARN (API reference, `ListSubscriptionsByTopic`). */
const PENDING = 'PendingConfirmation';

/** Silent on a laptop, where no topic is known. */
export const checkAlarms: Check = async ({ connection, environment }) => {
  const settings = settingsOr(CHECK, connection.settings.operations);
  if (settings.kind === 'bad') return [settings.finding];
  const { alarmTopicArn } = settings.value;
  if (alarmTopicArn === null)
    return environment['STAGE']
      ? [warning(CHECK, 'ALARM_TOPIC_ARN is not known', 'deploy this version, and run me in sst shell')]
      : [];
  try {
    const { Subscriptions = [], NextToken } = await connection
      .sns()
      .send(new ListSubscriptionsByTopicCommand({ TopicArn: alarmTopicArn }), {
        abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
    const waiting = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === PENDING);
    if (Subscriptions.length === 0)
      return [
        failed(CHECK, 'nobody is told when one rings', 'set ALARM_EMAIL or ALARM_WEBHOOK_URL and deploy'),
      ];
    if (waiting.length === Subscriptions.length)
      return [
        failed(
          CHECK,
          'no subscription is confirmed: nobody is told when one rings',
          'open the message "AWS Notification - Subscription Confirmation" and confirm; it is asked again by: SNS → Topics → Request confirmation',
        ),
      ];
    if (waiting.length > 0)
      return [
        warning(
          CHECK,
          `${waiting.length} of ${Subscriptions.length} subscriptions wait to be confirmed (${waiting.map(({ Protocol }) => Protocol).join(', ')})`,
          'confirm by the message that AWS sent there',
        ),
      ];
    return [ok(CHECK, `${Subscriptions.length}${NextToken ? ' or more' : ''} confirmed to hear them`)];
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    return [
      failed(
        CHECK,
        `SNS cannot be asked (${name})`,
        'sign in to the right AWS account: aws sts get-caller-identity',
      ),
    ];
  }
};
