/** Where a provider's webhook has to lead. */

/** Does this address lead to our door at `path`? Without a public address of ours, the path alone tells. */
export function leadsTo(
  destination: string,
  { path, publicUrl }: { path: string; publicUrl: string | null },
): boolean {
  if (publicUrl !== null) return destination.replace(/\/$/, '') === `${publicUrl}${path}`;
  return URL.parse(destination)?.pathname.replace(/\/$/, '').endsWith(path) ?? false;
}
