/** A scene: what happens, and what must be true when it is over. */

import type { Spoken } from '../../lib/language.ts';
import type { DemoWorld } from './acts.ts';
import type { Expectation } from './expectation.ts';

export type Scene = {
  readonly title: Spoken<string>;
  play(world: DemoWorld): Promise<void>;
  readonly expects: readonly Expectation[];
};

/** Past the wait for more messages, the thinking and the sending. */
export const TURN_SECONDS = 14;
