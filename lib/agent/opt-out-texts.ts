/** What a lead reads when it stops us, and once a day when it writes again. */
import { wording } from './knowledge/company.ts';

export const OPT_OUT_CONFIRMATION = wording('opt_out_confirmation', {});

export const OPT_OUT_NOTICE = wording('opt_out_notice', {});
