import { wording } from './knowledge/company.ts';

/** What a lead reads, once, when the talk runs in a circle (W8). */
export const LOOP_CLOSING = wording('loop_closing', {});
