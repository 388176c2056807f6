/** Two numbers of one home: somebody there talks with us already (T13). A wish to have it decided together is none. */
import { full } from './plain-text.ts';
import { stated } from './stated.ts';

const RELATIVE =
  'marido|espos[oa]|mulher|companheir[oa]|namorad[oa]|pai|mae|mainha|painho|filh[oa]|irma|irmao|soci[oa]|noiv[oa]|sogr[oa]|genro|nora|cunhad[oa]';
const TALKS = new RegExp(
  String.raw`\b(?:minha|meu|a|o) (?:${RELATIVE})(?: \w+)? (?:ja |tambem |ta |esta |tava )*(?:fal(?:ou|ando|a)|convers(?:ou|ando|a)|marc(?:ou|ando)|agend(?:ou|ando)|tratando|tratou|em contato|entrou em contato|chamou|mandou mensagem|deu o nome)(?: \w+){0,4} (?:com )?(?:voces?|vcs?|por aqui|reuniao|horario|essa empresa)\b|\b(?:sou|aqui e) (?:o |a )?(?:${RELATIVE}) d[aeo] \w+.{0,40}\b(?:fal(?:ou|ando)|convers(?:ou|ando)|marcou) com (?:voces?|vcs?)\b|\b(?:voces?|vcs?) (?:ja )?(?:estao|tao|ta|esta) (?:falando|conversando|tratando) com (?:o |a )?(?:meu|minha) (?:${RELATIVE})\b`,
);

/** True where the lead says so; a question states nothing. */
export const isSecondOfHome = (text: string): boolean => TALKS.test(stated(full(text)));
