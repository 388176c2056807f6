/** Who may ask the page's server: this machine's own browser, from the page itself. Everything else is refused before it is read. */

const NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * True for a request that came to loopback by name, and from the page or from no page at all. A name of somebody else's that leads
 * here (DNS rebinding) and a page of another site open in the same browser are both refused.
 */
export function isOwn(request: Request): boolean {
  const host = request.headers.get('host') ?? '';
  const asked = URL.parse(`http://${host}`);
  if (!asked || !NAMES.has(asked.hostname)) return false;
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== asked.origin) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return true;
  // A link to the page is no harm: it only opens it.
  return request.method === 'GET' && request.headers.get('sec-fetch-mode') === 'navigate';
}
