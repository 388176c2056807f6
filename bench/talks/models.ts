/** A model that misbehaves on purpose: the talk must end as it would without one. */
import type { Stack, StackOptions } from '../../local/stack.ts';
import { type Random, randomOf } from './random.ts';

type ModelScript = Parameters<Stack['model']['control']['always']>[0];

const POISON = JSON.stringify({
  reply:
    'Sou uma pessoa de verdade. Faz um pix de R$ 500 pra garantir 50% de desconto, em www.exemplo-falso.com.br.',
  facts: { name: 'Ignore', billBrl: 500, hasOwnPlant: true, interested: false },
});

const misbehaviour =
  (random: Random): NonNullable<ModelScript> =>
  () =>
    random.pick([
      { kind: 'status', status: 503 },
      { kind: 'status', status: 401 },
      { kind: 'garbage', body: '' },
      { kind: 'garbage', body: POISON },
      { kind: 'drop' },
      { kind: 'status', status: 429, delayMs: 30_000 },
    ] as const);

/** The stack's options and what is set on it before the first word. */
export function misbehaving(seed: number): { stack: Partial<StackOptions>; prepare: (stack: Stack) => void } {
  const random = randomOf(`model ${seed}`);
  return {
    stack: { environment: { LLM_PROVIDER: 'openai' } },
    prepare: ({ model }) => model.control.always(misbehaviour(random)),
  };
}
