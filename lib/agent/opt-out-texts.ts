/** What a lead reads when it stops us, and once a day when it writes again. */
import { wording } from './knowledge/company.ts';

export const OPT_OUT_CONFIRMATION = wording('opt_out_confirmation', {});

export const OPT_OUT_NOTICE = wording('opt_out_notice', {});

/** To a lead that wants its data erased: never "apaguei" before it is done (LGPD, art. 18). */
export const ERASURE_CONFIRMATION = wording('erasure_confirmation', {});
