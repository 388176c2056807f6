/** Alarms on what the functions themselves tell (lib/metrics.ts): no resource of this account shows these. */
import { alarm, own } from './alarm.ts';

alarm('leads-held', {
  means:
    'Leads have waited for five minutes because something the bot needs cannot be read. Nothing is lost, nobody is answered.',
  doFirst:
    '`ops held` says who waits and for what; `ops doctor` says what is down. They are answered as soon as it is back.',
  watches: own('HeldLeads'),
  statistic: 'Minimum',
  over: 0,
  periodSeconds: 60,
  periods: 5,
});
alarm('kommo-breaker', {
  means:
    'Kommo throttles or refuses us and is left alone for a while: the bot is silent until it answers again.',
  doFirst:
    '`ops doctor`. Throttled: lower KOMMO_RPS or find what else uses the account; otherwise see kommo-refuses.',
  watches: own('KommoBreakerOpen'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('kommo-refuses', {
  means:
    'Kommo answered 401 (token), 402 (subscription) or 403 (blocked). This does not fix itself, and the bot is silent meanwhile.',
  doFirst:
    '`ops doctor` says which. 401: new token, `ops rotate`. 402: pay the subscription. 403: stop all traffic, write to Kommo.',
  watches: own('KommoRefusals'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('kommo-hook-down', {
  means:
    'Kommo no longer delivers its webhooks to us (disabled, or not subscribed). The bot still obeys the stage; takeovers show a little later.',
  doFirst: 'Fix what made the hooks fail (webhook-errors), then `ops setup` subscribes again.',
  watches: own('KommoHookDown'),
  statistic: 'Maximum',
  over: 0,
  // Looked at every ten minutes.
  periodSeconds: 900,
});
alarm('kommo-token-expires', {
  means: 'The Kommo token ends in less than 14 days. When it ends, the bot is silent.',
  doFirst:
    'Make a new long-lived token in Kommo, then `sst secret set KommoToken` and deploy: `ops rotate` shows each step.',
  watches: own('KommoTokenDaysLeft'),
  statistic: 'Minimum',
  when: 'below',
  over: 14,
  periodSeconds: 3600,
});
alarm('kommo-writes-refused', {
  means:
    'Kommo refuses for good what the bot writes (a field, a note, a task), or shows a card that cannot be read. That part is left out, the rest goes on.',
  doFirst:
    'The log has the noun sync.refused, task.refused, handoff.refused or reconcile.odd_cards, with the path; `ops doctor` checks fields and their types.',
  watches: own('KommoWritesRefused'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 900,
});
alarm('second-card', {
  means:
    'The bot would have made a second card for one lead within a day, because Kommo does not show it the first. It holds instead, and a task is on the card.',
  doFirst:
    "Check the rights of the token's user in Kommo: it must see every card of the pipeline. Then `ops held`.",
  watches: own('SecondCards'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('another-robot', {
  means:
    "Another robot (a Salesbot, Kommo's own AI agent) answers leads on the bot's number. It is neither ours nor a person: leads get two answers.",
  doFirst: 'Switch the other robot off for this number in Kommo, or take the bot off it.',
  watches: own('OtherRobots'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 3600,
});
alarm('takeover-unattributed', {
  means:
    'A person answered a lead and the payload does not say whom. The takeover is kept under the address that was named, and holds once the lead is known.',
  doFirst:
    "Look at the phone's last answers; move those cards to ATENDIMENTO HUMANO, or `ops pause` the number.",
  watches: own('TakeoversUnattributed'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('whatsapp-refuses', {
  means:
    'WhatsApp refuses to send and a person must act: token (190), payment (131042), account or template, or Evolution is disconnected.',
  doFirst:
    '`ops doctor` says which. Cloud: Business Manager, then `ops rotate` for a token. Evolution: scan the QR code again.',
  watches: own('WhatsAppAlarms'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('whatsapp-account', {
  means:
    'Meta reports trouble with the account, the number or a template: disconnected, restricted, flagged, a template paused or refused.',
  doFirst:
    'The log of the function conversation, noun whatsapp.account_alarm, has the field and the word; then WhatsApp Manager.',
  watches: own('WhatsAppAccountAlarms'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('whatsapp-disconnected', {
  means:
    'The Evolution instance has not been open for two minutes. Nothing comes in and nothing goes out, and Evolution sends no event about it.',
  doFirst:
    'Open Evolution: restart the instance, or scan the QR code with the phone. `ops doctor` says which state it is in.',
  watches: own('WhatsAppDown'),
  statistic: 'Maximum',
  over: 0,
  periodSeconds: 120,
});
alarm('kommo-too-slow', {
  means:
    'A live read of the stage is older than STAGE_MAX_AGE_MS before a bubble could leave: Kommo, or the way to it, is slow, and the bot waits.',
  doFirst:
    '`ops doctor`, line Round trips, and `ops smoke`. A slow Kommo recovers by itself; if the gap stays wide: raise STAGE_MAX_AGE_MS, knowing what it bounds.',
  watches: own('ReadsTooSlow'),
  statistic: 'Sum',
  over: 4,
  periodSeconds: 300,
});
alarm('database-too-slow', {
  means:
    'Postgres takes longer than 250 ms to give the right to send, so bubbles are given back and the bot is nearly mute.',
  doFirst:
    '`ops doctor`, line Round trips; then the load of the project in Supabase, and whether it is in the region of the functions.',
  watches: own('CommitsTooSlow'),
  statistic: 'Sum',
  over: 4,
  periodSeconds: 300,
});
alarm('webhook-too-large', {
  means:
    "A webhook body was larger than the door takes and was refused with 413. What was in it is lost, a person's answer perhaps among it.",
  doFirst:
    '`ops doctor`, line Evolution webhook: base64 must be off; `ops setup` switches it off. Look at the last answers on the phone.',
  watches: own('BodiesTooLarge'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('follow-ups-overdue', {
  means: 'Follow-ups have been due for more than five minutes and were not carried out.',
  doFirst: 'Read the logs of follow-up-executor and reconcile; check EventBridge Scheduler in AWS Health.',
  watches: own('FollowUpsOverdue'),
  statistic: 'Minimum',
  over: 0,
  // Looked at every five minutes; twice, or a single late one would ring.
  periodSeconds: 300,
  periods: 2,
});
alarm('turn-failures', {
  means:
    'More than one turn in twenty failed by an error over fifteen minutes. The queue repeats them; after six times they are dead letters.',
  doFirst: 'Read the log of the function conversation for turn.failed; roll back if it began with a deploy.',
  percentOf: { part: own('TurnFailures'), whole: own('Turns') },
  statistic: 'Sum',
  over: 5,
  periodSeconds: 300,
  periods: 3,
});
alarm('nothing-inbound', {
  means:
    'Nobody has written for INBOUND_SILENCE_HOURS of business. The business may be deaf: a webhook address, a secret or the number itself.',
  doFirst: 'Write `oi` to the number from another phone. No answer: `ops doctor`, then `ops smoke`.',
  watches: own('NothingInbound'),
  statistic: 'Maximum',
  over: 0,
  // Looked at every fifteen minutes.
  periodSeconds: 1800,
});
alarm('webhooks-refused', {
  means:
    'Three calls or more in five minutes came to a door with a wrong secret or signature. After a rotation that one end missed these are all there are.',
  doFirst: '`ops doctor`, lines of the webhooks; `ops rotate` shows what each end must have.',
  watches: own('WebhooksRefused'),
  statistic: 'Sum',
  over: 2,
  periodSeconds: 300,
});
alarm('webhook-unreadable', {
  means:
    'A webhook that is rightly signed has a form that the bot cannot read. What was in it is lost, a message or a takeover.',
  doFirst:
    'The log has webhook.malformed with the reason: the provider or its version changed what it sends.',
  watches: own('WebhooksUnreadable'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('takeover-deferred', {
  means:
    "A person's act could not be recorded in time: Postgres is slow or down. It is kept in Redis, and that lead waits until it is on record.",
  doFirst: '`ops doctor`, lines Supabase and Round trips; takeover.not_kept in the log means it was lost.',
  watches: own('TakeoversDeferred'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
alarm('unconfirmed-sends', {
  means:
    'Nobody knows whether a bubble arrived: the answer to it was lost and no status came for ten minutes. It is never sent again.',
  doFirst: 'Each lead has a task in Kommo: look at the phone. Many at once: `ops doctor`, lines of WhatsApp.',
  watches: own('UnconfirmedSends'),
  statistic: 'Sum',
  over: 0,
  periodSeconds: 300,
});
