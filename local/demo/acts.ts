/** What a scene can make happen, and what it can see of it (`demo-world.ts` does it). */
import type { StackWithoutDatabase } from '../stack.ts';
import type { StageName } from '../world.ts';
import type { Seen } from './expectation.ts';
import type { TimelineEntry } from './timeline.ts';
import type { Words } from './words.ts';

/** A lead of the story. */
export type DemoLead = { readonly phone: string; readonly name: string };

/** What a scene may wait for. */
export type Expected = keyof Words['awaited'];
/** A scene waited a minute for what did not come. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';
  readonly awaited: Expected;
  constructor(awaited: Expected) {
    super(`waited in vain: ${awaited}`);
    this.awaited = awaited;
  }
}

export type DemoWorld = {
  readonly stack: StackWithoutDatabase;
  /** Another lead, or one met before: from here on the scene is about them, and so is the card. */
  meets(lead: DemoLead): void;
  says(text: string): void;
  sendsPhoto(): void;
  /** Marcos moves the lead's card. `told: false`: every hook about it is lost. */
  marcosMoves(stage: StageName, options: { told: boolean }): void;
  marcosAnswersByPhone(text: string): void;
  /** `arrivesInMinutes`: when Kommo's hook about it reaches us; at once when absent. */
  marcosNotes(text: string, options?: { arrivesInMinutes: number }): void;
  /** Mateus writes and corrects it a moment later; the correction reaches us first. */
  saysAndCorrects(text: string, corrected: string): Promise<void>;
  /** Whoever owns the account closes Mateus's card: with the very user that the product's token belongs to. */
  ownerCloses(): void;
  /** Paula has Mateus a second time, as a contact whose phone she typed, with a card that is hers. */
  paulaTakesSecondContact(): void;
  kommoGoesDown(): void;
  kommoComesBack(): void;
  schedulerGoesDown(): void;
  schedulerComesBack(): void;
  seconds(count: number): Promise<void>;
  minutes(count: number): Promise<void>;
  /** Hours and days, in which little happens. */
  hours(count: number): Promise<void>;
  /** The same until a time of the sellers' clock: `2026-11-30 07:55`. */
  untilTime(time: string): Promise<void>;
  /** Until the bot has begun to prepare a reply. @throws when it does not within a minute. */
  untilThinking(): Promise<void>;
  /** Until the bot's next bubble is on the phone. @throws when none comes within a minute. */
  untilBotSpeaks(): Promise<void>;
  /** Forgets what was seen so far: a new scene begins. */
  curtain(): void;
  /** What happened since the curtain, in order of time. */
  timeline(): Promise<readonly TimelineEntry[]>;
  seen(): Promise<Seen>;
  close(): Promise<void>;
};
