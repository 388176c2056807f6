/**
 * What comes as a message and is none: nobody wrote anything to be answered, and nobody of ours took over by it (W6;
 * facts/whatsapp.md §9.1). Whatever is in neither this list nor among the readers is unknown, and unknown is not noise.
 */

/** Keys of noise, each with the reason under which it is ignored. */
export const NOISE: ReadonlyMap<string, string> = new Map([
  ['reactionMessage', 'reaction'],
  ['encReactionMessage', 'reaction'],
  // The media follow singly.
  ['albumMessage', 'album'],
  ['pollAddOptionMessage', 'poll'],
  ['pollResultSnapshotMessage', 'poll'],
  ['pollResultSnapshotMessageV3', 'poll'],
  ['pinInChatMessage', 'pin'],
  ['keepInChatMessage', 'keep'],
  ['encEventResponseMessage', 'event_answer'],
  ['encCommentMessage', 'comment'],
  // An edit that 2.3.7 cannot read, or a poll's or an event's (§8.2).
  ['secretEncryptedMessage', 'encrypted_edit'],
  // Spelt so by WhatsApp.
  ['callLogMesssage', 'call_log'],
  ['callLogMessage', 'call_log'],
  ['call', 'call_log'],
  ['bcallMessage', 'call_log'],
  ['scheduledCallEditMessage', 'call_log'],
  ['declinePaymentRequestMessage', 'payment_notice'],
  ['cancelPaymentRequestMessage', 'payment_notice'],
  ['splitPaymentUpdateMessage', 'payment_notice'],
  ['requestPhoneNumberMessage', 'phone_request'],
  ['stickerSyncRmrMessage', 'sync'],
  ['statusMentionMessage', 'status_mention'],
  ['groupStatusMentionMessage', 'status_mention'],
  ['groupStatusMessage', 'status_post'],
  ['groupStatusMessageV2', 'status_post'],
  ['statusAddYours', 'status_post'],
  ['statusNotificationMessage', 'status_post'],
  ['statusStickerInteractionMessage', 'status_post'],
  ['statusLinkPreviewMetadata', 'status_post'],
  ['limitSharingMessage', 'setting'],
  ['newsletterAdminInviteMessage', 'newsletter'],
  ['newsletterAdminProfileMessage', 'newsletter'],
  ['newsletterAdminProfileStatusMessage', 'newsletter'],
  ['botTaskMessage', 'bot'],
  ['botPlatformRegistrationSuccessMessage', 'bot'],
  ['messageHistoryBundle', 'sync'],
  ['messageHistoryNotice', 'sync'],
  ['placeholderMessage', 'masked'],
  ['conditionalRevealMessage', 'sealed'],
  ['chat', 'sync'],
]);

/** Keys beside the content that say nothing: bookkeeping, key material, what Evolution adds. */
export const BOOKKEEPING: ReadonlySet<string> = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'groupRootKeyShare',
  'rootSecretDistributeMessage',
  'base64',
  'mediaUrl',
  'speechToText',
]);
