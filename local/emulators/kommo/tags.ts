/** Tags of a write: `_embedded.tags` replaces the whole set, `tags_to_add` and `tags_to_delete` are the delta (facts/kommo.md §2.5). */
import {
  expectOnly,
  type Fields,
  type Issues,
  isObject,
  readInteger,
  readObjects,
  readText,
} from './input.ts';
import type { EntityKind, Store } from './state.ts';
import type { World } from './world.ts';

/** What a write says about tags; applied to the set that the entity has at that moment. */
export type TagChange = {
  readonly replaceBy: readonly TagRef[] | null;
  readonly add: readonly TagRef[];
  readonly remove: readonly TagRef[];
};
type TagRef = { readonly id: number } | { readonly name: string };

type ReadTags = {
  store: Pick<Store, 'tags'>;
  entity: EntityKind;
  rows: readonly Fields[];
  issues: Issues;
  at: string;
};

function readRefs({ store, entity, rows, issues, at }: ReadTags): readonly TagRef[] {
  return rows.flatMap((row, index): TagRef[] => {
    const path = `${at}.${index}.`;
    expectOnly({ fields: row, allowed: ['id', 'name'], issues, at: path });
    const id = readInteger({ fields: row, key: 'id', issues, at: path });
    const name = readText({ fields: row, key: 'name', issues, at: path });
    if (id !== undefined) {
      if (store.tags.some((tag) => tag.entity === entity && tag.id === id)) return [{ id }];
      issues.add('NotSupportedChoice', `${path}id`);
      return [];
    }
    if (name !== undefined && name !== '') return [{ name }];
    issues.add('NotBlank', `${path}name`);
    return [];
  });
}

/** Undefined when the write does not mention tags. */
export function readTags({
  store,
  entity,
  fields,
  issues,
}: {
  store: Pick<Store, 'tags'>;
  entity: EntityKind;
  fields: Fields;
  issues: Issues;
}): TagChange | undefined {
  const embedded = isObject(fields['_embedded']) ? fields['_embedded'] : {};
  const read = (source: Fields, key: string, at: string): readonly TagRef[] | undefined => {
    const rows = readObjects({ fields: source, key, issues, at: at.slice(0, -key.length) });
    return rows && readRefs({ store, entity, rows, issues, at });
  };
  const embeddedRefs = read(embedded, 'tags', '_embedded.tags');
  const replaceBy = embedded['tags'] === null ? [] : (embeddedRefs ?? null);
  const add = read(fields, 'tags_to_add', 'tags_to_add') ?? [];
  const remove = read(fields, 'tags_to_delete', 'tags_to_delete') ?? [];
  return replaceBy === null && add.length === 0 && remove.length === 0
    ? undefined
    : { replaceBy, add, remove };
}

/** The set of tag ids after the change. */
export function applyTags(
  world: Pick<World, 'tagId'>,
  { entity, current, change }: { entity: EntityKind; current: readonly number[]; change: TagChange },
): readonly number[] {
  const idOf = (ref: TagRef): number => ('id' in ref ? ref.id : world.tagId(entity, ref.name));
  const base = change.replaceBy === null ? current : change.replaceBy.map(idOf);
  const removed = new Set(change.remove.map(idOf));
  return [...new Set([...base, ...change.add.map(idOf)])].filter((id) => !removed.has(id));
}
