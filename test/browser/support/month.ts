/** A month of made-up leads for a picture of the numbers: rows as the product writes them, without a word to it. */
import type { Stack } from '../../../local/stack.ts';

const LEADS = 214;

/** `n` in parts of the whole, always the same. */
const portion = (part: number): string => `(n * 7919 % 100) < ${part}`;

/** Between the beginning of the month and `nowMs`. */
export const month = (stack: Stack, nowMs: number): Promise<unknown> =>
  stack.supabase.db.exec(`
  create temporary table made as
    select gen_random_uuid() as id, n, '+55819' || (80000000 + n) as phone,
      to_timestamp(${nowMs / 1000}) - ((n * 104729 % 1000) / 1000.0) * (to_timestamp(${nowMs / 1000}) - date_trunc('month', to_timestamp(${nowMs / 1000}))) as at,
      ${portion(93)} as answered, ${portion(41)} as qualified, ${portion(17)} as booked
    from generate_series(1, ${LEADS}) n;
  insert into public.leads (id, key, phone, reply_to, profile_name, created_at, last_inbound_at, stage_place, facts, dialogue)
    select id, phone, phone, phone, 'Lead ' || n, at, at + interval '40 minutes',
      case when booked then 'reuniao_agendada' when qualified then 'qualificado' when n % 9 = 0 then 'nao_interessado'
        when n % 5 = 0 then 'atendimento_humano' when n % 3 = 0 then 'novo_lead' else 'em_qualificacao' end,
      case n % 4 when 0 then '{}' when 1 then '{"adId": "Conta alta?"}' when 2 then '{"adId": "Usina própria"}' else '{"adId": "Sem obra"}' end::jsonb,
      case when n % 17 = 0 then '{"leadQuestions": [{"about": "garantia", "text": "Qual a garantia das placas?"}]}'
        when n % 29 = 0 then '{"leadQuestions": [{"about": null, "text": "Atendem prédio tombado?"}]}'
        when n % 43 = 0 then '{"leadQuestions": [{"about": null, "text": "Dá para usar o FGTS?"}]}' else '{}' end::jsonb
    from made;
  insert into public.lead_addresses (key, lead_id) select phone, id from made;
  insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at, disposition)
    select id, 'in', 'lead', 'made-in-' || n, 'text', 'oi', at, at, 'answered' from made;
  insert into public.messages (lead_id, direction, author, provider_id, dedupe_key, kind, body, sent_at, recorded_at, status)
    select id, 'out', case when n % 19 = 0 then 'person' else 'bot' end, 'made-out-' || n, 'made:' || n, 'text', 'Oi!',
      at + (7 + n % 9) * interval '1 second' + case when n % 21 = 0 then interval '4 minutes' else interval '0' end,
      at + interval '10 seconds', 'delivered'
    from made where answered;
  insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at, disposition)
    select id, 'in', 'lead', 'made-back-' || n, 'text', 'oi, desculpe', at + interval '50 minutes', at + interval '50 minutes', 'answered'
    from made where ${portion(23)} and at + interval '50 minutes' < to_timestamp(${nowMs / 1000});
  insert into public.replies (lead_id, dedupe_key, bubbles, intent, epoch, created_at, finished_at, outcome)
    select id, 'made:reply:' || n, '["Oi!"]', case when booked then 'booked' else 'qualified' end, 0, at + interval '30 minutes', at + interval '30 minutes', 'sent'
    from made where qualified;
  insert into public.meetings (lead_id, status, starts_at, ends_at, title, created_at, booked_at)
    select id, case when n % 11 = 0 then 'cancelled' else 'over' end, at + interval '2 days', at + interval '2 days 30 minutes', 'Conversa', at, at
    from made where booked;
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch, stage_age_ms)
    select id, at + interval '10 seconds', 'speak', 'stage_allows',
      jsonb_build_object('model', case when n % 8 = 0 then 'openai/reserva' else 'google/flash' end, 'answers', 1,
        'tokensIn', 2100 + n % 700, 'tokensOut', 160 + n % 90, 'costUsd', round((0.0009 + (n % 70) / 100000.0)::numeric, 5)), 0, 60 + n * 37 % 420
    from made where answered;
  insert into public.decisions (lead_id, at, kind, reason, epoch)
    select id, at + interval '20 minutes', 'takeover', (array['card', 'phone', 'live_read', 'note', 'phone', 'card'])[1 + n % 6], 1
    from made where ${portion(38)}
    union all
    select id, at + interval '35 minutes', 'silence', (array['human_stage', 'human_reply', 'human_stage', 'opt_out', 'bot_handoff', 'human_reply', 'human_stage'])[1 + n % 7], 1
    from made where ${portion(52)};
  insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at)
    select id, 0, s.step, 'sent', at + s.after, at + s.after
    from made, (values ('1', interval '31 minutes', 55), ('2', interval '1 day', 34), ('3', interval '3 days', 19)) s (step, after, part)
    where (n * 7919 % 100) < s.part and at + s.after < to_timestamp(${nowMs / 1000});`);
