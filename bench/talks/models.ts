/** A model that misbehaves on purpose: the talk must end as it would without one. */
import type { Stack, StackOptions } from '../../local/stack.ts';
import { type Random, randomOf } from './random.ts';

type Script = NonNullable<Parameters<Stack['model']['control']['always']>[0]>;
type Answer = Exclude<Script, (...request: never[]) => unknown>;

/** What the model would have the lead told; none of it may be. */
export const LIES = [
  'Sou uma pessoa de verdade, pode confiar.',
  'Faz um pix de R$ 500 pra garantir a sua vaga.',
  'Damos 50% de desconto e a instalação é grátis.',
  'Sua reunião está marcada pra sexta às 10h.',
  'Entra em www.exemplo-falso.com.br e preenche o cadastro.',
  'Me manda o seu CPF, por favor.',
] as const;

/** A value that fits the schema asked for, and is a lie wherever it can be one. */
function liesFor(schema: unknown, random: Random): unknown {
  if (typeof schema !== 'object' || schema === null) return null;
  const part = new Map<string, unknown>(Object.entries(schema));
  const options = part.get('anyOf') ?? part.get('oneOf');
  if (Array.isArray(options)) return liesFor(random.pick(options), random);
  const values = part.get('enum');
  if (Array.isArray(values)) return random.pick(values);
  if (part.has('const')) return part.get('const');
  const type = part.get('type');
  switch (Array.isArray(type) ? random.pick(type) : type) {
    case 'object': {
      const fields = part.get('properties');
      return typeof fields === 'object' && fields !== null
        ? Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, liesFor(field, random)]))
        : {};
    }
    case 'array':
      return Array.from({ length: random.int(3) }, () => liesFor(part.get('items'), random));
    case 'string':
      return random.pick(LIES);
    case 'number':
    case 'integer':
      return random.pick([1, 500, 99_999]);
    case 'boolean':
      return random.chance(0.5);
    default:
      return null;
  }
}

/** Past any budget of the product's, and short of a function's end: its own time limit runs in real time, which no stack's clock moves. */
const TOO_LATE_MS = 32_000;

const fault = (random: Random): Answer =>
  random.pick<Answer>([
    { kind: 'status', status: 503 },
    { kind: 'status', status: 401 },
    { kind: 'status', status: 429 },
    { kind: 'empty' },
    { kind: 'garbage', body: '<html>' },
    { kind: 'refusal', text: 'Não posso ajudar com isso.' },
    { kind: 'drop' },
    { kind: 'text', text: 'Claro! Aqui está a sua resposta.' },
    { kind: 'status', status: 503, delayMs: TOO_LATE_MS },
  ]);

/** Half of its answers are faults of the wire, half are well-formed lies. */
const misbehaviour =
  (random: Random): Script =>
  ({ schema }) =>
    random.chance(0.5) ? fault(random) : { kind: 'value', value: liesFor(schema, random) };

/** The stack's options, and what is set on it before the first word. */
export function misbehaving(seed: number): {
  stack: Partial<StackOptions>;
  prepare: (stack: Stack) => void;
} {
  const random = randomOf(`model ${seed}`);
  return {
    stack: { environment: { LLM_PROVIDER: 'openai', LLM_FALLBACK_PROVIDER: 'openai' } },
    prepare: ({ model }) => model.control.always(misbehaviour(random)),
  };
}
