/** The language models, asked for their own description: no text, no cost. */
import { askRemote } from '../admin/http.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, type CheckContext, settingsOr } from './check.ts';

type ModelSettings = {
  readonly provider: 'google' | 'openai';
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl: string | null;
};

const PLACES = {
  google: 'https://generativelanguage.googleapis.com/v1beta',
  openai: 'https://api.openai.com/v1',
} as const;

async function checkModel(
  check: string,
  { provider, model, apiKey, baseUrl }: ModelSettings,
  { clock }: CheckContext,
): Promise<Finding> {
  const url = `${baseUrl ?? PLACES[provider]}/models/${encodeURIComponent(model)}`;
  const headers: Record<string, string> =
    provider === 'google' ? { 'x-goog-api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
  const answer = await askRemote(clock, { url, headers });
  const key = check === 'Model' ? 'LLM_API_KEY' : 'LLM_FALLBACK_API_KEY';
  if (answer.kind === 'unreachable')
    return failed(
      check,
      `${provider} cannot be reached: the scripted brain answers`,
      'check LLM_BASE_URL and the network',
    );
  // Google answers 400 to a key it does not know.
  if ([400, 401, 403].includes(answer.status))
    return failed(
      check,
      `${provider} refuses the key: the scripted brain answers`,
      `npm run ops -- rotate ${key}`,
    );
  if (answer.status === 429)
    return warning(check, `${provider} asks to wait (429)`, 'look at quota and credit');
  if (answer.status === 404)
    return warning(
      check,
      `${provider} does not know ${model} by name`,
      'check LLM_MODEL; some compatible servers describe no model, then ignore this',
    );
  if (answer.status !== 200)
    return warning(check, `${provider} answers ${answer.status}`, 'try again in a minute');
  return ok(check, `${provider} knows ${model}`);
}

export const checkModels: Check = async (context) => {
  const settings = settingsOr('Model', context.connection.settings.models);
  if (settings.kind === 'bad') return [settings.finding];
  const { first, fallback } = settings.value;
  if (!first) return [ok('Model', 'none: the scripted brain words the replies')];
  const findings = [await checkModel('Model', first, context)];
  if (fallback) findings.push(await checkModel('Fallback model', fallback, context));
  return findings;
};
