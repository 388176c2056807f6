/** Approved templates (CLOUD_TEMPLATES), filled for one lead: the only thing that may be sent outside the Cloud API's window. */
import type { TEMPLATE_VALUES, TemplateKey, Templates } from '../config.ts';
import type { MessageTemplate } from '../handoff/egress.ts';
import type { ReminderStep } from './firing.ts';

/** What is known of a lead to fill a template with; null is not known. */
export type TemplateValues = Readonly<Record<(typeof TEMPLATE_VALUES)[number], string | null>>;

/** The template for a step of the ladder or for a reminder; null where none is configured or a value it needs is not known. */
export function templateFor(
  step: number | ReminderStep,
  { templates, values }: { templates: Templates; values: TemplateValues },
): MessageTemplate | null {
  const key = typeof step === 'number' ? `step${step}` : `reminder_${step}`;
  // A step beyond the configured keys is simply not among them.
  const template = templates[key as TemplateKey];
  if (template === undefined) return null;
  const params = template.params.flatMap(({ name, value }) => {
    const text = values[value];
    return text === null || text.trim() === '' ? [] : [{ name, text }];
  });
  // A parameter left empty is refused (132012), and a greeting to nobody is worse than none.
  return params.length === template.params.length
    ? { name: template.name, language: template.language, params }
    : null;
}
