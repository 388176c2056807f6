/** Where the bytes of a lead's attachment may be fetched from with our token: Meta's own hosts, or the API we were pointed at. */

const META_DOMAINS = ['facebook.com', 'fbsbx.com', 'fbcdn.net', 'whatsapp.net'] as const;

/**
 * The URL when it may be followed, null otherwise. It comes from an answer, and our token goes with the request: an address
 * inside our network, or of a stranger's host, must not see either.
 */
export function trustedMediaUrl({ url, apiUrl }: { url: string; apiUrl: string }): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return null;
  if (parsed.origin === new URL(apiUrl).origin) return parsed;
  const isMeta = META_DOMAINS.some(
    (domain) => parsed.hostname === domain || parsed.hostname.endsWith(`.${domain}`),
  );
  return isMeta && parsed.protocol === 'https:' && parsed.port === '' ? parsed : null;
}
