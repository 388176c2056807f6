/** The HTTP face of the Cloud API: `/{version}/{id}/…` behind a Bearer token (facts/whatsapp.md §2.4, §6.2). */
import { createHash } from 'node:crypto';
import { DropConnection, type HttpHandler } from '../http.ts';
import type { BoundedList } from './bounded-list.ts';
import { postMessages, refusal } from './cloud-messages.ts';
import type { CloudWorld } from './cloud-world.ts';
import { readJson } from './json.ts';
import type { RequestLog } from './vocabulary.ts';

/** Path of the downloads, beside the versioned ones. */
const DOWNLOAD = 'whatsapp_business/attachments/';

async function uploadMedia(world: CloudWorld, request: Request): Promise<Response> {
  const form = await request.formData().catch(() => null);
  const file = form?.get('file');
  if (form?.get('messaging_product') !== 'whatsapp' || !file || typeof file === 'string')
    return refusal(world, { code: 100, details: 'The parameters messaging_product and file are required.' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  return Response.json({ id: world.media.keep({ bytes, mimeType: file.type, origin: 'uploaded' }).id });
}

function describeMedia(world: CloudWorld, id: string, origin: string): Response | null {
  const media = world.media.find(id);
  if (!media) return null;
  return Response.json({
    messaging_product: 'whatsapp',
    url: `${world.publicUrl?.() ?? origin}/${DOWNLOAD}${world.media.ticket(media)}`,
    mime_type: media.mimeType,
    sha256: createHash('sha256').update(media.bytes).digest('hex'),
    file_size: media.bytes.byteLength,
    id,
  });
}

function download(world: CloudWorld, query: URLSearchParams): Response {
  const media = world.media.redeem(query);
  if (!media) return new Response('URL signature expired', { status: 404 });
  return new Response(Buffer.from(media.bytes), { headers: { 'content-type': media.mimeType } });
}

function describeToken(
  { token, account: { appId, wabaId }, mutable }: CloudWorld,
  asked: string | null,
): Response {
  if (asked !== token)
    return Response.json({
      data: { is_valid: false, scopes: [], error: { code: 190, message: 'Malformed access token' } },
    });
  const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
  return Response.json({
    data: {
      app_id: appId,
      type: 'SYSTEM_USER',
      application: 'Bastão',
      expires_at: mutable.tokenEndsAtMs === null ? 0 : Math.floor(mutable.tokenEndsAtMs / 1000),
      is_valid: true,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [wabaId] })),
    },
  });
}

async function route(world: CloudWorld, request: Request, body: unknown): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, '').slice(1);
  const { phoneNumberId, wabaId, appId, appSecret, displayPhoneNumber } = world.account;
  const call = `${request.method} ${path}`;
  // The one question that the app itself may ask, with the token made of its id and secret ("Debugging tokens" of the Graph API).
  const isApp = request.headers.get('authorization') === `Bearer ${appId}|${appSecret}`;
  if (
    call === 'GET debug_token' &&
    (isApp || request.headers.get('authorization') === `Bearer ${world.token}`)
  )
    return describeToken(world, url.searchParams.get('input_token'));
  if (call === `GET ${appId}/subscriptions` && isApp)
    return Response.json({
      data: [
        {
          object: 'whatsapp_business_account',
          callback_url: world.webhookUrl(),
          active: true,
          fields: world.mutable.fields.map((name) => ({ name, version: 'v23.0' })),
        },
      ],
    });
  if (request.headers.get('authorization') !== `Bearer ${world.token}`) return refusal(world, { code: 190 });
  switch (call) {
    case `POST ${phoneNumberId}/messages`:
      return postMessages(world, body);
    case `POST ${phoneNumberId}/media`:
      return world.faults.run(['media'], () => uploadMedia(world, request));
    case `GET ${phoneNumberId}`:
      return Response.json({
        verified_name: 'Solar Exemplo',
        display_phone_number: displayPhoneNumber,
        quality_rating: 'GREEN',
        ...((url.searchParams.get('fields') ?? '').split(',').includes('webhook_configuration') && {
          webhook_configuration: { application: world.webhookUrl() },
        }),
        id: phoneNumberId,
      });
    case `POST ${wabaId}/subscribed_apps`:
      world.mutable.isSubscribed = true;
      return Response.json({ success: true });
    case `GET ${wabaId}/subscribed_apps`:
      return Response.json({
        data: world.mutable.isSubscribed
          ? [
              {
                whatsapp_business_api_data: {
                  id: appId,
                  name: 'Bastão',
                  link: `https://www.facebook.com/games/?app_id=${appId}`,
                },
              },
            ]
          : [],
      });
    case `GET ${DOWNLOAD}`:
      return world.faults.run(['media'], async () => download(world, url.searchParams));
  }
  const described = request.method === 'GET' ? describeMedia(world, path, url.origin) : null;
  if (described) return world.faults.run(['media'], async () => described);
  const details = `Unsupported ${request.method.toLowerCase()} request. Object with ID '${path}' does not exist or cannot be loaded.`;
  return refusal(world, { code: 100, details });
}

/** The handler to mount. Every call is in `requests`, cut ones with status 0. */
export function createCloudHandler(world: CloudWorld, requests: BoundedList<RequestLog>): HttpHandler {
  return async (request) => {
    const { pathname: path } = new URL(request.url);
    const isJson = !(request.headers.get('content-type') ?? '').startsWith('multipart/');
    const body = isJson && request.method === 'POST' ? await readJson(request) : null;
    const at = world.clock.nowMs();
    const note = (status: number): void => requests.push({ at, method: request.method, path, body, status });
    try {
      const response = await route(world, request, body);
      note(response.status);
      return response;
    } catch (error) {
      if (error instanceof DropConnection) note(0);
      throw error;
    }
  };
}
