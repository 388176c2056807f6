/** Which models a deployment has, and what it must say of each. */
import { expect, test } from 'vitest';
import { ConfigError, loadConversationConfig } from '../../../lib/config.ts';

const BASE = {
  KOMMO_BASE_URL: 'http://127.0.0.1:1/kommo',
  KOMMO_TOKEN: 't',
  KOMMO_PIPELINE_ID: '1',
  KOMMO_ACCOUNT_ID: '1',
  SCHEDULE_GROUP: 'bastao',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/agenda',
  FOLLOW_UP_FUNCTION_ARN: 'arn:aws:lambda:sa-east-1:000000000000:function:follow-up-executor',
  WHATSAPP_PROVIDER: 'cloud',
  CLOUD_API_URL: 'http://127.0.0.1:1/cloud/v26.0',
  CLOUD_PHONE_NUMBER_ID: '1',
  CLOUD_TOKEN: 't',
  SUPABASE_URL: 'http://127.0.0.1:1/supabase',
  SUPABASE_SERVICE_KEY: 't',
  UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1/redis',
  UPSTASH_REDIS_REST_TOKEN: 't',
  LEAD_QUEUE_URL: 'http://127.0.0.1:1/sqs',
  SUPPRESSION_SALT: 's'.repeat(32),
};
const MODEL = { LLM_PROVIDER: 'google', LLM_MODEL: 'modelo', LLM_API_KEY: 'chave' };

test('without a provider there is no model, whatever else is set', () => {
  const { model, fallbackModel } = loadConversationConfig({
    ...BASE,
    LLM_API_KEY: 'chave',
    LLM_FALLBACK_PROVIDER: 'openai',
  });
  expect({ model, fallbackModel }).toEqual({ model: null, fallbackModel: null });
});

test('a provider needs a model and a key, and the error names both and quotes neither', () => {
  const load = () =>
    loadConversationConfig({ ...BASE, LLM_PROVIDER: 'openai', LLM_BASE_URL: 'ftp://segredo' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/LLM_MODEL is missing.*LLM_API_KEY is missing.*LLM_BASE_URL is not an http/);
  expect(load).not.toThrow(/segredo/);
});

test('a fallback has a model and a key of its own', () => {
  const fallback = { ...BASE, ...MODEL, LLM_FALLBACK_PROVIDER: 'openai' };
  expect(() => loadConversationConfig(fallback)).toThrow(/LLM_FALLBACK_MODEL.*LLM_FALLBACK_API_KEY/);
  const { model, fallbackModel } = loadConversationConfig({
    ...fallback,
    LLM_FALLBACK_MODEL: 'reserva',
    LLM_FALLBACK_API_KEY: 'outra',
    LLM_FALLBACK_BASE_URL: 'http://127.0.0.1:1/v1/',
  });
  expect(model).toEqual({
    provider: 'google',
    model: 'modelo',
    apiKey: 'chave',
    baseUrl: null,
    audioModel: 'whisper-1',
    price: null,
  });
  expect(fallbackModel).toMatchObject({
    provider: 'openai',
    model: 'reserva',
    apiKey: 'outra',
    baseUrl: 'http://127.0.0.1:1/v1',
  });
});

test('H16 · an empty provider is none, an unknown one is refused', () => {
  expect(loadConversationConfig({ ...BASE, LLM_PROVIDER: ' ' }).model).toBeNull();
  expect(() => loadConversationConfig({ ...BASE, LLM_PROVIDER: 'oracle' })).toThrow(
    /LLM_PROVIDER is not one of scripted, google, openai/,
  );
});

test('T9 · time-outs, tries and prices are configuration, and nonsense is refused by name', () => {
  const { llmLimits, model } = loadConversationConfig({
    ...BASE,
    ...MODEL,
    LLM_TIMEOUT_SECONDS: '8',
    LLM_BUDGET_SECONDS: '25',
    LLM_PRICE: '0.30/2.50',
  });
  expect(llmLimits).toEqual({ timeoutSeconds: 8, budgetSeconds: 25, attempts: 2, mediaSeconds: 12 });
  expect(model?.price).toEqual({ input: 0.3, output: 2.5 });
  const nonsense = { LLM_TIMEOUT_SECONDS: '90', LLM_ATTEMPTS: '0', LLM_PRICE: 'barato' };
  expect(() => loadConversationConfig({ ...BASE, ...MODEL, ...nonsense })).toThrow(
    /LLM_PRICE is not.*LLM_TIMEOUT_SECONDS is not.*LLM_ATTEMPTS is not|LLM_TIMEOUT_SECONDS is not.*LLM_ATTEMPTS is not.*LLM_PRICE is not/,
  );
});
