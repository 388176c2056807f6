/** The HTTP side of both webhooks: raw bytes in, a plain answer out. Never a stack trace or a person's data in a response. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The body exactly as it was posted: signatures are over these bytes. */
export const bodyBytes = (event: APIGatewayProxyEventV2): Uint8Array =>
  event.body === undefined
    ? new Uint8Array()
    : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');

export const answer = (statusCode: number, body = ''): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
