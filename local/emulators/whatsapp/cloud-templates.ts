/** The templates approved for the account: what a template send needs and what the lead then reads. */
import type { CloudFailure } from './cloud-errors.ts';
import type { TemplateParameter } from './cloud-request.ts';

export type CloudTemplate = {
  readonly name: string;
  readonly language: string;
  /** Names of the body's parameters, in order. */
  readonly params: readonly string[];
  /** The body, with `{{name}}` for each parameter. */
  readonly body: string;
  readonly state: 'approved' | 'paused' | 'disabled';
  /** An authentication template cannot go to a BSUID (131062). */
  readonly category: 'utility' | 'marketing' | 'authentication';
};

export const DEFAULT_TEMPLATES: readonly CloudTemplate[] = [
  {
    name: 'retomada',
    language: 'pt_BR',
    params: ['nome'],
    body: 'Oi {{nome}}, ainda posso te ajudar com a economia na conta de luz?',
    state: 'approved',
    category: 'utility',
  },
];

/** The text the lead reads, or why the template cannot be sent (132000, 132001, 132012, 132015, 132016). */
export function fillTemplate({
  template,
  language,
  name,
  params,
}: {
  template: CloudTemplate | undefined;
  name: string;
  language: string;
  params: readonly TemplateParameter[];
}): { readonly shown: string } | { readonly failure: CloudFailure } {
  if (!template)
    return { failure: { code: 132001, details: `template name (${name}) does not exist in ${language}` } };
  if (template.state === 'paused') return { failure: { code: 132015 } };
  if (template.state === 'disabled') return { failure: { code: 132016 } };
  if (params.length !== template.params.length) {
    const details = `body: number of localizable_params (${params.length}) does not match the expected number of params (${template.params.length})`;
    return { failure: { code: 132000, details } };
  }
  const named = params.every(
    (param, index) => param.text !== '' && (param.name ?? template.params[index]) === template.params[index],
  );
  if (!named) return { failure: { code: 132012 } };
  const fill = (text: string, param: string, index: number): string =>
    text.replaceAll(`{{${param}}}`, params[index]?.text ?? '');
  return { shown: template.params.reduce(fill, template.body) };
}
