/** Which scenes make which story, in order. */
import type { Scene } from './scene.ts';
import { conversation } from './scenes/conversation.ts';
import { handoff } from './scenes/handoff.ts';
import { midway } from './scenes/midway.ts';
import { outage } from './scenes/outage.ts';
import { phone } from './scenes/phone.ts';

export const SCENARIOS = { mateus: [...conversation, ...handoff, ...phone, ...outage, ...midway] } as const satisfies Readonly<
  Record<string, readonly Scene[]>
>;
export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES: readonly ScenarioName[] = ['mateus'];
