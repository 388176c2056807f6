/** What `sst shell` hands to the operator's commands: every plain setting of the stage, and where its things are. */
import { alarms } from './alarm.ts';
import { api } from './api.ts';
import { needsOf } from './environment.ts';
import { deadLetters, followUpsLost, leadEvents, statuses } from './queue.ts';
import { followUpGroup, followUpRole } from './schedule.ts';
import { FUNCTIONS, functionArn, named } from './stage.ts';

/** Read by `ops/`; a name in capitals is a variable there. Secrets are linked beside it, each under its own name. */
new sst.Linkable('Settings', {
  properties: {
    STAGE: $app.stage,
    ...Object.assign({}, ...FUNCTIONS.map((name) => needsOf(name, process.env).plain)),
    LEAD_QUEUE_URL: leadEvents.url,
    DEAD_LETTER_QUEUE_URL: deadLetters.url,
    STATUS_QUEUE_URL: statuses.url,
    FOLLOW_UPS_LOST_QUEUE_URL: followUpsLost.url,
    SCHEDULE_GROUP: followUpGroup.name,
    SCHEDULE_ROLE_ARN: followUpRole.arn,
    FOLLOW_UP_FUNCTION_ARN: functionArn('follow-up-executor'),
    FUNCTION_NAME_PREFIX: named(''),
    PUBLIC_URL: api.url,
    ALARM_TOPIC_ARN: alarms.arn,
  },
});
