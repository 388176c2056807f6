/** The one public door: API Gateway v2 with the webhooks' routes and nothing else. */

import { METRIC_NAMESPACE, type MetricName } from '../lib/metrics.ts';
import { alarm } from './alarm.ts';
import { door } from './door.ts';
import { kommoWebhook, whatsappWebhook } from './functions.ts';
import { named } from './stage.ts';

// Far above one sales number's traffic; Meta and Kommo repeat what is refused.
export const api = door('Webhooks', { aSecond: 100, atOnce: 200 });

api.route('GET /webhooks/whatsapp/cloud', whatsappWebhook.arn);
api.route('POST /webhooks/whatsapp/cloud', whatsappWebhook.arn);
api.route('POST /webhooks/whatsapp/evolution', whatsappWebhook.arn);
// Kommo asks the address by GET before it saves it.
api.route('GET /webhooks/kommo/{secret}', kommoWebhook.arn);
api.route('POST /webhooks/kommo/{secret}', kommoWebhook.arn);
// A trailing slash is another path to API Gateway, and Kommo may add one; the function refuses anything longer.
api.route('GET /webhooks/kommo/{secret}/{proxy+}', kommoWebhook.arn);
api.route('POST /webhooks/kommo/{secret}/{proxy+}', kommoWebhook.arn);

// Over 6 MB the gateway answers by itself, so no function can count it (W12): its own log does.
new aws.cloudwatch.LogMetricFilter('BodiesTooLarge', {
  name: named('bodies-too-large'),
  logGroupName: api.nodes.logGroup.name,
  pattern: '{ $.status = "413" }',
  metricTransformation: {
    namespace: METRIC_NAMESPACE,
    name: 'BodiesTooLarge' satisfies MetricName,
    value: '1',
    unit: 'Count',
    dimensions: { stage: '$.stage' },
  },
});

alarm('webhook-errors', {
  means:
    'A webhook answered 5xx at least five times in five minutes: events could not be put in the queue. Kommo disables a hook that keeps failing.',
  doFirst:
    'Read the log of the webhook functions for webhook.not_stored and webhook.misconfigured; `ops doctor` checks the queue and the secrets.',
  watches: { namespace: 'AWS/ApiGateway', metric: '5xx', dimensions: { ApiId: api.nodes.api.id } },
  statistic: 'Sum',
  over: 4,
  periodSeconds: 300,
});
alarm('webhook-4xx', {
  means:
    'A door answered 4xx more than twenty times in five minutes: a wrong address, a wrong secret, a body that is no webhook, or strangers at the door.',
  doFirst:
    'The access log has route and status. 401: webhooks-refused. 404: the address in Kommo, Meta or Evolution; `ops doctor` compares them.',
  watches: { namespace: 'AWS/ApiGateway', metric: '4xx', dimensions: { ApiId: api.nodes.api.id } },
  statistic: 'Sum',
  over: 20,
  periodSeconds: 300,
});
