/** The HTTP face of Evolution: licence, route, instance, API key, then the operation itself (facts/whatsapp.md §1.3, §1.8). */
import { DropConnection, type HttpHandler } from '../http.ts';
import type { BoundedList } from './bounded-list.ts';
import { isChatOperation, postChat } from './evolution-chat.ts';
import {
  EVOLUTION_FAILURES,
  toResponse,
  unknownInstance,
  unknownRoute,
  validationFailed,
} from './evolution-errors.ts';
import { postMessage } from './evolution-messages.ts';
import { isSendOperation } from './evolution-requests.ts';
import type { EvolutionWorld } from './evolution-world.ts';
import { asList, asObject, asText, readJson } from './json.ts';
import type { RequestLog } from './vocabulary.ts';

type Call = { readonly world: EvolutionWorld; readonly body: unknown };
type Operation = (call: Call) => Promise<Response>;

function showWebhook({ webhooks }: EvolutionWorld, status: number): Response {
  const { enabled, url, headers, byEvents, base64, events } = webhooks.config();
  const answer = { enabled, url: url(), headers, webhookByEvents: byEvents, webhookBase64: base64, events };
  return Response.json(answer, { status });
}

async function setWebhook({ world, body }: Call): Promise<Response> {
  const webhook = asObject(asObject(body)?.['webhook']);
  if (!webhook) return toResponse(validationFailed(['requires property "webhook"']));
  const url = asText(webhook['url']);
  if (typeof webhook['enabled'] !== 'boolean' || !url)
    return toResponse(
      validationFailed(['.webhook requires property "enabled"', '.webhook requires property "url"']),
    );
  const headers = Object.entries(asObject(webhook['headers']) ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  world.webhooks.configure({
    enabled: webhook['enabled'],
    url: () => url,
    headers: Object.fromEntries(headers),
    byEvents: webhook['byEvents'] === true,
    base64: webhook['base64'] === true,
    events: asList(webhook['events']).filter((event) => typeof event === 'string'),
  });
  return showWebhook(world, 201);
}

async function connect({ world }: Call): Promise<Response> {
  const { instance, mutable } = world;
  if (mutable.state === 'open') return Response.json({ instance: { instanceName: instance, state: 'open' } });
  return Response.json({ pairingCode: null, code: '2@EXEMPLO', base64: 'data:image/png;base64,', count: 1 });
}

async function fetchInstances({ world }: Call): Promise<Response> {
  const { instance, instanceId, mutable, ownerJid, profileName, ownerNumber } = world;
  return Response.json([
    {
      id: instanceId,
      name: instance,
      connectionStatus: mutable.state,
      ownerJid,
      profileName,
      number: ownerNumber,
      integration: 'WHATSAPP-BAILEYS',
    },
  ]);
}

/** What `{method} /{group}/{operation}` does; null for a route that does not exist. */
function operationOf(method: string, group: string, operation: string): Operation | null {
  if (method === 'POST' && group === 'message' && isSendOperation(operation))
    return ({ world, body }) => postMessage(world, operation, body);
  if (method === 'POST' && group === 'chat' && isChatOperation(operation))
    return ({ world, body }) => postChat(world, operation, body);
  switch (`${method} ${group}/${operation}`) {
    case 'POST webhook/set':
      return setWebhook;
    case 'GET webhook/find':
      return async ({ world }) => showWebhook(world, 200);
    case 'GET instance/connectionState':
      return async ({ world }) =>
        Response.json({ instance: { instanceName: world.instance, state: world.mutable.state } });
    case 'GET settings/find':
      return async ({ world }) =>
        Response.json({
          rejectCall: false,
          msgCall: world.mutable.msgCall,
          groupsIgnore: true,
          alwaysOnline: false,
          readMessages: false,
          readStatus: false,
          syncFullHistory: false,
          wavoipToken: '',
        });
    case 'GET instance/connect':
      return connect;
    case 'GET instance/fetchInstances':
      return fetchInstances;
    default:
      return null;
  }
}

async function route(
  world: EvolutionWorld,
  request: Request,
  path: string,
  body: unknown,
): Promise<Response> {
  const [group = '', operation = '', instance] = path.slice(1).split('/');
  // The root asks for no key.
  if (request.method === 'GET' && path === '/')
    return Response.json({
      status: 200,
      message: 'Welcome to the Evolution API, it is working!',
      version: world.mutable.version,
      clientName: 'evolution_exchange',
      manager: 'http://localhost:8080/manager',
      documentation: 'https://doc.evolution-api.com',
    });
  if (!world.mutable.licensed) return toResponse(EVOLUTION_FAILURES.license_required);
  const run = operationOf(request.method, group, operation);
  const namesInstance = operation !== 'fetchInstances';
  if (!run || (namesInstance && instance === undefined))
    return toResponse(unknownRoute({ method: request.method, path }));
  if (namesInstance && instance !== world.instance) return toResponse(unknownInstance(instance ?? ''));
  if (request.headers.get('apikey') !== world.apiKey) return toResponse(EVOLUTION_FAILURES.unauthorized);
  return run({ world, body });
}

/** The handler to mount. Every call is in `requests`, cut ones with status 0. */
export function createEvolutionHandler(
  world: EvolutionWorld,
  requests: BoundedList<RequestLog>,
): HttpHandler {
  return async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const body = request.method === 'POST' ? await readJson(request) : null;
    const at = world.clock.nowMs();
    const note = (status: number): void => requests.push({ at, method: request.method, path, body, status });
    try {
      const response = await route(world, request, path, body);
      note(response.status);
      return response;
    } catch (error) {
      if (error instanceof DropConnection) note(0);
      throw error;
    }
  };
}
