/** What `npm start` tells once it is up: the addresses, and commands to copy (`words.ts`). */

export type Addresses = {
  readonly gateway: string;
  readonly local: string;
  readonly kommo: string;
  readonly cloud: string;
  readonly evolution: string;
  readonly supabase: string;
  readonly upstash: string;
  readonly sqs: string;
  readonly scheduler: string;
  readonly lambda: string;
};

export type Welcome = {
  readonly addresses: Addresses;
  readonly provider: 'cloud' | 'evolution';
  /** The card that the commands move. */
  readonly leadId: number;
};
