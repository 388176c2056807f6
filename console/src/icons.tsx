/** The few drawings of the page. They say nothing that the words beside them do not. */
import type { Holder } from '../../lib/console/wire.ts';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 1.75,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;

export const Mark = () => (
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M6 18 18 6" stroke="currentColor" stroke-width="5.5" stroke-linecap="round" />
    <path class="mark-band" d="m10 14 4-4" stroke-width="5.5" />
  </svg>
);

const HOLDERS = {
  bot: (
    <>
      <rect x="4" y="8" width="16" height="11" rx="3.5" />
      <path d="M12 8V4.5M9 13v1.2M15 13v1.2" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.6" />
      <path d="M5 19.5c.9-3.6 3.6-5.3 7-5.3s6.1 1.7 7 5.3" />
    </>
  ),
  nobody: <circle cx="12" cy="12" r="7.5" stroke-dasharray="3.4 3.4" />,
} as const;

export const HolderIcon = ({ holder }: { holder: Holder }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" {...LINE}>
    {HOLDERS[holder]}
  </svg>
);

const PATHS = {
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.5v13l10.5-6.5z',
  forward: 'M5 6.5v11l7-5.5zM13 6.5v11l7-5.5z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  plus: 'M12 6v12M6 12h12',
  clip: 'm19 11.5-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l6.9-6.9',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  voice:
    'M12 4.5a2.5 2.5 0 0 0-2.5 2.5v4.5a2.5 2.5 0 0 0 5 0V7A2.5 2.5 0 0 0 12 4.5zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v2.5',
  image: 'M5 6.5h14v11H5zM5 15l4-4 4.5 4.5 2-2 3.5 3.5',
  location:
    'M12 20s6-5.4 6-10a6 6 0 0 0-12 0c0 4.6 6 10 6 10zM12 12.1a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2z',
  file: 'M7 4.5h6.5l4 4v11H7zM13 4.5v4.5h4.5',
  back: 'M14.5 6 8.5 12l6 6',
} as const;
export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" {...LINE}>
    <path d={PATHS[name]} />
  </svg>
);

export const Ticks = ({ isDouble, isRead }: { isDouble: boolean; isRead: boolean }) => (
  <svg class={isRead ? 'ticks is-read' : 'ticks'} viewBox="0 0 20 12" aria-hidden="true" {...LINE}>
    <path d="m2 6.5 3.5 3.5L13 2" />
    {isDouble && <path d="m9.5 9 1 1L18 2" />}
  </svg>
);
