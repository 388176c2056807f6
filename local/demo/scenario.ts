/** Which scenes make which story, in order. */
import type { Scene } from './scene.ts';
import { conversation } from './scenes/conversation.ts';
import { followUp } from './scenes/follow-up.ts';
import { followUpInterrupted } from './scenes/follow-up-interrupted.ts';
import { handoff } from './scenes/handoff.ts';
import { midway } from './scenes/midway.ts';
import { otherLeads } from './scenes/other-leads.ts';
import { outage } from './scenes/outage.ts';
import { phone } from './scenes/phone.ts';
import { sideDoors } from './scenes/side-doors.ts';

export type Scenario = {
  /** It goes over days: a line without its date would not tell when. */
  readonly hasDays: boolean;
  readonly scenes: readonly Scene[];
};

export const SCENARIO_NAMES = ['mateus', 'follow-up'] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  mateus: {
    hasDays: false,
    scenes: [...conversation, ...handoff, ...phone, ...outage, ...midway, ...sideDoors],
  },
  'follow-up': {
    hasDays: true,
    scenes: [...followUp, ...followUpInterrupted, ...otherLeads],
  },
};
