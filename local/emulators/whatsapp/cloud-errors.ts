/**
 * Every error of the Cloud API a sender must tell apart, as body and HTTP status (facts/whatsapp.md §2.4). The HTTP status per
 * code is unconfirmed (§7), so it can be overridden: a correct client decides on `error.code` alone.
 */
import type { JsonObject } from './json.ts';

type ErrorRow = { readonly httpStatus: number; readonly title: string; readonly details: string };

const row = (httpStatus: number, title: string, details: string): ErrorRow => ({
  httpStatus,
  title,
  details,
});

const POLICY = 'The account has been restricted or disabled for violating a platform policy.';
const PERMISSION = 'Permission is either not granted or has been removed.';

export const CLOUD_ERRORS: Readonly<Record<number, ErrorRow>> = {
  0: row(401, 'AuthException', 'We were unable to authenticate the app user.'),
  1: row(400, 'API Unknown', 'Invalid request or possible server error.'),
  3: row(500, 'API Method', 'Capability or permissions issue.'),
  33: row(400, 'Parameter value is not valid', 'The business phone number has been deleted.'),
  130472: row(
    400,
    "User's number is part of an experiment",
    'Message was not sent as part of an experiment.',
  ),
  130497: row(
    403,
    'Business account is restricted from messaging users in this country.',
    'The WhatsApp Business Account is restricted from messaging to users in certain countries.',
  ),
  131005: row(403, 'Access denied', ''),
  131008: row(400, 'Required parameter is missing', ''),
  131037: row(400, 'WhatsApp provided number needs display name approval before message can be sent.', ''),
  131045: row(
    500,
    'Incorrect certificate',
    'Message failed to send due to a phone number registration error.',
  ),
  131055: row(400, 'Method not allowed', ''),
  131063: row(400, 'Marketing templates are disabled for this number', ''),
  131064: row(400, 'Message restricted because of template misclassification', ''),
  133000: row(500, 'Incomplete Deregistration', ''),
  133004: row(503, 'Server Temporarily Unavailable', ''),
  133006: row(400, 'Phone number re-verification needed', ''),
  133010: row(
    400,
    'Phone number Not Registered',
    'Phone number not registered on the Whatsapp Business Platform.',
  ),
  133015: row(400, 'Please wait a few minutes before attempting to register this phone number', ''),
  134011: row(400, 'WhatsApp Payments terms of service not accepted', ''),
  2: row(503, 'Service temporarily unavailable', 'Temporary due to downtime or due to being overloaded.'),
  4: row(400, 'Application request limit reached', 'The app has reached its API call rate limit.'),
  10: row(403, 'Application does not have permission for this action', PERMISSION),
  100: row(400, 'Invalid parameter', 'Parameter is not valid.'),
  190: row(401, 'Error validating access token: Session has expired on Monday, 23-Nov-26 04:00:00 PST.', ''),
  200: row(
    403,
    'You do not have the necessary permissions to send messages on behalf of this WhatsApp Business Account',
    PERMISSION,
  ),
  368: row(403, 'Temporarily blocked for policies violations', POLICY),
  80007: row(400, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'),
  130429: row(400, 'Rate limit hit', 'Cloud API message throughput has been reached.'),
  131000: row(500, 'Something went wrong', 'Message failed to send due to an unknown error.'),
  131009: row(400, 'Parameter value is not valid', 'One or more parameter values are invalid.'),
  131016: row(500, 'Service unavailable', 'A service is temporarily unavailable.'),
  131021: row(400, 'Recipient cannot be sender', 'Sender and recipient phone number is the same.'),
  131026: row(400, 'Message undeliverable', 'Unable to deliver message.'),
  131030: row(
    400,
    'Recipient phone number not in allowed list',
    'Recipient phone number not in allowed list: add it and try again.',
  ),
  131031: row(403, 'Business Account locked', POLICY),
  131042: row(
    400,
    'Business eligibility payment issue',
    'There was an error related to your payment method.',
  ),
  131047: row(
    400,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ),
  131048: row(
    400,
    'Spam rate limit hit',
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  ),
  131049: row(
    400,
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ),
  131050: row(
    400,
    'User has stopped receiving marketing messages',
    'The recipient has chosen to stop receiving marketing messages from this business.',
  ),
  131051: row(400, 'Unsupported message type', 'Message type is currently not supported.'),
  131052: row(400, 'Media download error', 'Unable to download the media sent by the user.'),
  131053: row(400, 'Media upload error', 'Unable to upload the media used in the message.'),
  131056: row(
    400,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Too many messages sent from this phone number to the same phone number in a short period of time.',
  ),
  131057: row(500, 'Account in maintenance mode', 'The account is in maintenance mode.'),
  131062: row(
    400,
    'Business-scoped user ID recipients are not supported for this message',
    'This type of message cannot be sent to a business-scoped user ID.',
  ),
  132000: row(
    400,
    'Number of parameters does not match the expected number of params',
    'body: number of localizable_params does not match the expected number of params',
  ),
  132001: row(
    404,
    'Template name does not exist in the translation',
    'template name does not exist in the language',
  ),
  132012: row(
    400,
    'Parameter format does not match format in the created template',
    'body: parameter format does not match format in the created template',
  ),
  132015: row(400, 'Template is paused', 'Template is paused due to low quality.'),
  132016: row(
    400,
    'Template is disabled',
    'Template has been paused too many times due to low quality and is now permanently disabled.',
  ),
};

/** `httpStatus`, `details`: in place of the table's. A code that is not in the table is one that Meta adds tomorrow. */
export type CloudFailure = { readonly code: number; readonly details?: string; readonly httpStatus?: number };

const known = (code: number): ErrorRow => CLOUD_ERRORS[code] ?? row(400, 'Message not sent', '');

/** The body of a refused request. A bad token (190) has a subcode and no `error_data`. */
export function cloudErrorBody({ code, details, traceId }: CloudFailure & { traceId: string }): JsonObject {
  const { title, details: usual } = known(code);
  const common = { type: 'OAuthException', code };
  if (code === 190) return { error: { message: title, ...common, error_subcode: 463, fbtrace_id: traceId } };
  return {
    error: {
      message: `(#${code}) ${title}`,
      ...common,
      error_data: { messaging_product: 'whatsapp', details: details ?? usual },
      fbtrace_id: traceId,
    },
  };
}

/** The HTTP status a code is answered with. */
export const cloudErrorStatus = ({ code, httpStatus }: CloudFailure): number =>
  httpStatus ?? known(code).httpStatus;

/** The item of `statuses[].errors` for a send that was accepted and failed afterwards. */
export function cloudStatusError(code: number): JsonObject {
  const { title, details } = known(code);
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/',
  };
}
