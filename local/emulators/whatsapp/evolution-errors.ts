/** Evolution's errors, in the order its guards raise them: `{status, error, response: {message}}` (facts/whatsapp.md §1.8). */
import type { Json } from './json.ts';

export type EvolutionAnswer = { readonly status: number; readonly body: Json | string };

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  500: 'Internal Server Error',
};

const wrapped = (status: number, message: Json): EvolutionAnswer => ({
  status,
  body: { status, error: TITLES[status] ?? 'Error', response: { message } },
});

export const unknownInstance = (instance: string): EvolutionAnswer =>
  wrapped(404, [`The "${instance}" instance does not exist`]);
export const unknownRoute = ({ method, path }: { method: string; path: string }): EvolutionAnswer =>
  wrapped(404, [`Cannot ${method} ${path}`]);
/** `problems`: `requires property "text"`; the word *instance* is the validator's, not ours (§8.6). */
export const validationFailed = (problems: readonly string[]): EvolutionAnswer =>
  wrapped(400, [problems.map((problem) => `instance ${problem}`)]);
export const notOnWhatsApp = ({ jid, number }: { jid: string; number: string }): EvolutionAnswer =>
  wrapped(400, [{ jid, exists: false, number }]);

/** The failures that can be asked for by name. */
export const EVOLUTION_FAILURES = {
  unauthorized: wrapped(401, 'Unauthorized'),
  media_input: wrapped(400, ['Owned media must be a url or base64']),
  /** May have left all the same. */
  send_failed: wrapped(400, ['Error: Timed Out']),
  disconnected: wrapped(500, 'Connection Closed'),
  /** The number was looked up earlier, so the failure comes from the send itself. */
  disconnected_number_cached: wrapped(400, ['Error: Connection Closed']),
  not_in_memory: wrapped(500, "Cannot read properties of undefined (reading 'textMessage')"),
  whatsapp_numbers_failed: {
    status: 400,
    body: {
      data: null,
      isBoom: true,
      isServer: false,
      output: {
        statusCode: 428,
        payload: { statusCode: 428, error: 'Precondition Required', message: 'Connection Closed' },
        headers: {},
      },
    },
  },
  /** 2.4 without a licence. */
  license_required: {
    status: 503,
    body: {
      error: 'service not activated',
      code: 'LICENSE_REQUIRED',
      register_url: 'https://evolution.example.com/manager/login',
      instance_id: 'cc1d3b02-3484-4714-a0ae-da6cc34b057b',
      docs_url: 'https://evolution.example.com/docs',
      message: 'This Evolution API instance is not activated.',
    },
  },
  /** 2.3.7's media edge: a 201 without any body. */
  empty_201: { status: 201, body: '' },
} as const satisfies Record<string, EvolutionAnswer>;

export type EvolutionFailure = keyof typeof EVOLUTION_FAILURES;

export const toResponse = ({ status, body }: EvolutionAnswer): Response =>
  typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
