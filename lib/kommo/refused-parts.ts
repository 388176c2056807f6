/**
 * A 400 names by path what Kommo will not take, and saves nothing of the rest (facts/kommo.md §10.4). Here that part is left out,
 * so that the rest can be written (P4). Pure. After a 400 nothing was done, so asking again with less is no repetition.
 */
import type { KommoFailure, LeadPatch } from './kommo.ts';

/** A part of a patch by name: `stage`, `name`, `tags`, `field:700002`. */
export type Part = 'stage' | 'name' | 'tags' | `field:${number}`;

type Problem = KommoFailure['problems'][number];

/** Codes that say that a stage wants a field filled: the stage is what is not written then. */
const WANTS_MORE = new Set(['FieldMissing', 'NotBlank']);

/** The part of the patch that a problem is about; null: none that we sent. Positions of the path are those of the sent body. */
export function partOf(problem: Problem, patch: LeadPatch): Part | null {
  const [head, position] = problem.path.split('.');
  if (head === 'status_id' || head === 'pipeline_id') return patch.statusId === undefined ? null : 'stage';
  if (head === 'name') return patch.name === undefined ? null : 'name';
  if (head === 'tags_to_add' || problem.path.startsWith('_embedded.tags'))
    return patch.tagsToAdd === undefined ? null : 'tags';
  if (head === 'custom_fields_values' || WANTS_MORE.has(problem.code)) {
    const field = patch.fields?.[Number(position)];
    if (field && !WANTS_MORE.has(problem.code)) return `field:${field.fieldId}`;
    if (patch.statusId !== undefined) return 'stage';
    return field ? `field:${field.fieldId}` : null;
  }
  return null;
}

/** The patch without these parts; null when nothing is left. */
export function withoutParts(patch: LeadPatch, parts: ReadonlySet<Part>): LeadPatch | null {
  const { pipelineId, statusId, name, tagsToAdd } = patch;
  const fields = (patch.fields ?? []).filter(({ fieldId }) => !parts.has(`field:${fieldId}`));
  const rest: LeadPatch = {
    ...(statusId !== undefined &&
      pipelineId !== undefined &&
      !parts.has('stage') && { pipelineId, statusId }),
    ...(name !== undefined && !parts.has('name') && { name }),
    ...(fields.length > 0 && { fields }),
    ...(tagsToAdd !== undefined && tagsToAdd.length > 0 && !parts.has('tags') && { tagsToAdd }),
  };
  return Object.keys(rest).length === 0 ? null : rest;
}

/** What a part was to be, for "never unchanged": the same part with another value is another question. */
export function valueOfPart(patch: LeadPatch, part: Part): string {
  switch (part) {
    case 'stage':
      return `${patch.pipelineId}/${patch.statusId}`;
    case 'name':
      return patch.name ?? '';
    case 'tags':
      return (patch.tagsToAdd ?? []).join('\n');
    default:
      return JSON.stringify(patch.fields?.find(({ fieldId }) => `field:${fieldId}` === part) ?? null);
  }
}
