/** What a test or the console may turn while the emulator runs. Defaults are the strictest reading of the facts. */

export type KommoKnobs = {
  /** How long a new lead, contact or value stays invisible to `query`; reads by id do not lag. Up to half a minute (facts/kommo.md §10.1). */
  searchLagMs: number;
  /** Requests a second that are answered; null switches the limiter off. Kommo's is 7 (facts/kommo.md §3). */
  limitPerSecond: number | null;
  /** How a 429 looks: both exist (facts/kommo.md §3). */
  limitBody: 'json' | 'html';
  /** The token's user may write and not read: every lead and contact is answered as if it were not there. */
  readsWithoutRights: boolean;
  /** False: `leads[status]` never comes, `leads[update]` alone shows a move (facts/kommo.md §10.6). */
  statusHooks: boolean;
  /** A webhook's address is asked by GET before it is saved (facts/kommo.md §10.6). */
  asksWebhookFirst: boolean;
  /** After so many 429s everything is a plain 403, until `control.unblock()`. */
  blockAfter: number;
  /** Does `POST /leads/complex` reuse a contact with the same phone? */
  duplicateControl: boolean;
  /** `GET /leads/{id}` of a deleted lead: nobody could confirm which (facts/kommo.md §2.2). */
  deletedById: 'empty' | 'flagged';
  /** 200 or 201 (facts/kommo.md §7). */
  webhookCreateStatus: 200 | 201;
  /** Sources disagree on the answer to a single PATCH (facts/kommo.md §2.3). */
  leadPatchAnswer: 'root' | 'embedded';
  contactPatchAnswer: 'root' | 'embedded';
  /** Whom the log names for what the API did: the robot, or the user of the token. */
  apiActsAs: 'robot' | 'token_user';
  /** Do the record, the log and the hook name whom the body's `updated_by` or `created_by` names? Of leads it is likely, no more (facts/kommo.md §10.3). */
  authorship: 'named' | 'token';
  /** Where one note is read: Kommo's reference and the SDK disagree (facts/kommo.md §10.7). */
  notePath: 'flat' | 'nested' | 'both';
  /** Registration is reported to refuse a destination without a trailing slash (facts/kommo.md §9.2). */
  trailingSlashRequired: boolean;
  /** From the action to the first attempt of its hook. */
  hookDelayMs: number;
  /** Kommo gives a receiver two seconds (facts/kommo.md §1.6). */
  hookDeadlineMs: number;
  /** Where `account[…]` stands in a hook: both were captured (facts/kommo.md §1.1). */
  envelope: 'first' | 'last';
  /** As which status a receiver that is too slow counts: unknown (facts/kommo.md §1.6). */
  timeoutCountsAs: 0 | 499;
  /** How a person's answer in Kommo's chat is spelled: code in the wild expects either (facts/kommo.md §1.5). */
  outgoingSpelling: 'outgoing_message' | 'message';
  /** The hook of a write reaches the receiver before the write's own answer does (facts/kommo.md §7). */
  hookBeforeAnswer: boolean;
};

export const defaultKnobs = (): KommoKnobs => ({
  searchLagMs: 0,
  limitPerSecond: null,
  limitBody: 'json',
  readsWithoutRights: false,
  statusHooks: true,
  asksWebhookFirst: false,
  blockAfter: 30,
  duplicateControl: false,
  deletedById: 'empty',
  webhookCreateStatus: 200,
  leadPatchAnswer: 'root',
  contactPatchAnswer: 'embedded',
  apiActsAs: 'token_user',
  authorship: 'named',
  notePath: 'flat',
  trailingSlashRequired: true,
  hookDelayMs: 0,
  hookDeadlineMs: 2000,
  envelope: 'first',
  timeoutCountsAs: 0,
  outgoingSpelling: 'outgoing_message',
  hookBeforeAnswer: false,
});
