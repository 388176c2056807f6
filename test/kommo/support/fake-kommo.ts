/** A scripted Kommo over real HTTP: answers what a test says, and keeps what it was asked. */
import { DropConnection, serve } from '../../../local/emulators/http.ts';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly authorization: string | null;
};
export type Answerer = (asked: Asked) => Response | Promise<Response>;

export type FakeKommo = {
  /** With a path prefix, as the embedded stack has one. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly asked: Asked[];
  /** Answers `METHOD /path` (below /api/v4) from now on; `*` answers everything else. */
  on(route: string, answer: Answerer): void;
  close(): Promise<void>;
};

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/hal+json' : 'application/problem+json' },
  });
export const page = (body: string, status: number): Response =>
  new Response(body, { status, headers: { 'content-type': 'text/html' } });
export const nothing = (): Response => new Response(null, { status: 204 });
export const drop: Answerer = () => {
  throw new DropConnection();
};

export async function createFakeKommo(): Promise<FakeKommo> {
  const asked: Asked[] = [];
  const routes = new Map<string, Answerer>();
  const stack = await serve({
    mounts: {
      '/kommo': async (request) => {
        const url = new URL(request.url);
        const path = url.pathname.replace('/api/v4', '');
        const text = await request.text();
        const entry: Asked = {
          method: request.method,
          path,
          query: url.searchParams,
          body: text === '' ? null : JSON.parse(text),
          authorization: request.headers.get('authorization'),
        };
        asked.push(entry);
        const answer = routes.get(`${request.method} ${path}`) ?? routes.get('*');
        return answer ? answer(entry) : json({ title: 'Not Found', status: 404 }, 404);
      },
    },
  });
  return {
    baseUrl: `${stack.url}/kommo`,
    origin: stack.url,
    asked,
    on: (route, answer) => {
      routes.set(route, answer);
    },
    close: () => stack.close(),
  };
}
