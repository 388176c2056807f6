/**
 * Lambda's event source mappings over HTTP for the real SDK: listed, read, switched off and on. A change takes its time, and
 * until then the mapping goes on as before; a second change meanwhile is refused (docs.aws.amazon.com, UpdateEventSourceMapping).
 */
import * as z from 'zod/mini';
import type { VirtualClock } from '../../clock.ts';
import { LambdaRefusal } from './refusal.ts';

/** What stands behind a mapping. */
export type MappedSource = {
  readonly uuid: string;
  readonly functionArn: string;
  readonly eventSourceArn: string;
  setEnabled(isEnabled: boolean): void;
};

export type EventSources = {
  add(source: MappedSource): void;
  /** @throws LambdaRefusal */
  answer(request: Request): Promise<Response>;
};

type State = 'Enabled' | 'Disabling' | 'Disabled' | 'Enabling';

const PATH = /^\/2015-03-31\/event-source-mappings\/?([^/]*)$/;
/** How long a change takes, on the stack's clock. */
const CHANGE_TAKES_MS = 15_000;
const Change = z.object({ Enabled: z.optional(z.boolean()) });

export function createEventSources({ clock }: { clock: VirtualClock }): EventSources {
  const mappings = new Map<string, { readonly source: MappedSource; state: State }>();

  const shown = ({ source, state }: { readonly source: MappedSource; readonly state: State }) => ({
    UUID: source.uuid,
    EventSourceArn: source.eventSourceArn,
    FunctionArn: source.functionArn,
    BatchSize: 1,
    State: state,
    StateTransitionReason: 'USER_INITIATED',
  });
  const found = (uuid: string) => {
    const mapping = mappings.get(uuid);
    if (!mapping)
      throw new LambdaRefusal('ResourceNotFoundException', 'The resource you requested does not exist.');
    return mapping;
  };

  const change = async (request: Request, uuid: string): Promise<Response> => {
    const mapping = found(uuid);
    const { Enabled: isEnabled } = Change.parse(await request.json());
    if (mapping.state === 'Disabling' || mapping.state === 'Enabling')
      throw new LambdaRefusal(
        'ResourceInUseException',
        'Cannot update the event source mapping because it is in use.',
      );
    if (isEnabled !== undefined && isEnabled !== (mapping.state === 'Enabled')) {
      mapping.state = isEnabled ? 'Enabling' : 'Disabling';
      clock.after(CHANGE_TAKES_MS, () => {
        mapping.state = isEnabled ? 'Enabled' : 'Disabled';
        mapping.source.setEnabled(isEnabled);
      });
    }
    return Response.json(shown(mapping), { status: 202 });
  };

  const list = (url: URL): Response => {
    const wanted = url.searchParams.get('FunctionName');
    const of = [...mappings.values()].filter(
      ({ source }) =>
        wanted === null || source.functionArn === wanted || source.functionArn.endsWith(`:${wanted}`),
    );
    return Response.json({ EventSourceMappings: of.map(shown) });
  };

  return {
    add: (source) => {
      mappings.set(source.uuid, { source, state: 'Enabled' });
    },
    answer: async (request) => {
      const url = new URL(request.url);
      const [, uuid = ''] = PATH.exec(url.pathname) ?? [];
      if (uuid === '') return list(url);
      return request.method === 'PUT' ? change(request, uuid) : Response.json(shown(found(uuid)));
    },
  };
}
