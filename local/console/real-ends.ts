/**
 * The far ends that are real in this run, each asked before anything starts: a wrong token is one line now, and not a bot that
 * keeps silent for a reason that stands in its log.
 */
import * as z from 'zod/mini';
import type { Clock } from '../../lib/clock.ts';
import { settingsIn } from '../../lib/config.ts';
import { createStore } from '../../lib/store/store.ts';
import { createEvolutionState } from '../../lib/whatsapp/evolution-state.ts';
import { type RealEnds, UsageError } from './services.ts';
import type { Words } from './words.ts';

type Environment = Readonly<Record<string, string>>;

const WITHIN_MS = 8_000;
const clock: Clock = { nowMs: Date.now };
const MODEL_PLACES = {
  google: 'https://generativelanguage.googleapis.com/v1beta',
  openai: 'https://api.openai.com/v1',
} as const;
const Account = z.object({ id: z.number() });

/** Null: nobody answers. */
async function asked(url: string, headers: Record<string, string>): Promise<Response | null> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(WITHIN_MS), redirect: 'error' });
  } catch {
    return null;
  }
}

const refusal = (end: string, answer: Response | null): UsageError =>
  new UsageError((words) => words.endRefuses(end, answer?.status ?? null));

/** One line for each real end, for the first lines of the run. @throws {ConfigError} for a setting that is missing or bad. @throws {UsageError} for an end that does not answer as it should. */
export async function checkRealEnds(
  environment: Environment,
  real: RealEnds,
): Promise<readonly ((words: Words) => string)[]> {
  const settings = settingsIn(environment);
  const lines: ((words: Words) => string)[] = [];
  if (real.kommo) {
    const { baseUrl, token, accountId, pipelineId } = settings.kommo();
    if (settings.kommoWebhook().secret === null)
      throw new UsageError((words) => words.halfPair('--kommo real', 'KOMMO_WEBHOOK_SECRET'));
    const answer = await asked(`${baseUrl}/api/v4/account`, { authorization: `Bearer ${token}` });
    if (answer?.status !== 200) throw refusal('Kommo', answer);
    const account = z.safeParse(Account, await answer.json().catch(() => null));
    if (!account.success || account.data.id !== accountId)
      throw new UsageError((words) => words.otherAccount(accountId));
    const pipeline = await asked(`${baseUrl}/api/v4/leads/pipelines/${pipelineId}`, {
      authorization: `Bearer ${token}`,
    });
    if (pipeline?.status !== 200) throw new UsageError((words) => words.noPipeline(pipelineId));
    lines.push((words) => words.realKommo(new URL(baseUrl).host, pipelineId));
  }
  if (real.whatsapp === 'cloud') {
    const { apiUrl: url, phoneNumberId, token } = settings.cloud();
    const answer = await asked(`${url}/${phoneNumberId}?fields=id`, { authorization: `Bearer ${token}` });
    if (answer?.status !== 200) throw refusal('WhatsApp (Cloud API)', answer);
    lines.push((words) => words.realWhatsApp(`Cloud API ${phoneNumberId}`));
  }
  if (real.whatsapp === 'evolution') {
    const { url, apiKey, instance } = settings.evolution();
    const state = await createEvolutionState({ url, apiKey, instance, clock })();
    if (state !== 'open') throw new UsageError((words) => words.evolutionNotOpen(instance, state));
    lines.push((words) => words.realWhatsApp(`Evolution ${instance}`));
  }
  for (const model of Object.values(environment['LLM_PROVIDER'] ? settings.models() : {})) {
    if (!model) continue;
    const url = `${model.baseUrl ?? MODEL_PLACES[model.provider]}/models/${encodeURIComponent(model.model)}`;
    const answer = await asked(
      url,
      model.provider === 'google'
        ? { 'x-goog-api-key': model.apiKey }
        : { authorization: `Bearer ${model.apiKey}` },
    );
    // Google answers 400 to a key it does not know; a compatible server may describe no model.
    if (!answer || [400, 401, 403].includes(answer.status))
      throw refusal(`${model.provider} ${model.model}`, answer);
    lines.push((words) => words.realModel(model.provider, model.model));
  }
  return lines;
}

/** What a run leaves in a project's `looks`, so that the next one knows the rows as a local stack's own. */
const MARK = 'local_stack';
/** A deployed stage looks at these every few minutes. */
const DEPLOYED_LOOKS = ['hooks', 'unknown_sends', 'retention'] as const;

/**
 * V3: the stack's made-up Kommo knows none of a real lead's cards, and its reconcile would end their follow-ups. A project with
 * rows that no local run made is refused. @throws {UsageError} for such a project, or one that cannot be asked.
 */
export async function claimProject({ url, serviceKey }: { url: string; serviceKey: string }): Promise<void> {
  const store = createStore({ url, serviceKey });
  let isOurs: boolean;
  try {
    isOurs = (await store.lastLook(MARK)) !== null;
    if (!isOurs) {
      const traces = await Promise.all([
        ...DEPLOYED_LOOKS.map((name) => store.lastLook(name)),
        store.lastInboundAt(),
      ]);
      if (traces.some((at) => at !== null)) throw new UsageError((words) => words.notOurRows);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((words) => words.supabaseSilent);
  }
  await markAsLocal({ url, serviceKey });
}

/** The rows of this project are a local stack's own from here on. */
export const markAsLocal = ({ url, serviceKey }: { url: string; serviceKey: string }): Promise<void> =>
  createStore({ url, serviceKey }).keepLooks(new Map([[MARK, clock.nowMs()]]));
