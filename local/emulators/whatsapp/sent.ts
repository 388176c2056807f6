/** One accepted send of the product's, as the provider remembers it. */
export type SentMessage = {
  readonly providerId: string;
  /** Contact key: phone in E.164, or BSUID. */
  readonly to: string;
  /** The address exactly as the request had it. */
  readonly input: string;
  /** `text`, `template`, `image`… */
  readonly type: string;
  /** What the phone shows. */
  readonly text: string;
  /** Epoch milliseconds of acceptance. */
  readonly at: number;
  /** `biz_opaque_callback_data`; null where none was given (always with Evolution). */
  readonly callbackId: string | null;
};
