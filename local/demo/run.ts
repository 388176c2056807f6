/** Plays scenes one after another and judges each when it is over. Says nothing itself: whoever listens prints. */

import { type DemoWorld, WaitedInVain } from './acts.ts';
import {
  type Expectation,
  nothingBroke,
  nothingTwice,
  type Seen,
  stageReadsAreYoung,
  type Verdict,
} from './expectation.ts';
import type { Scene } from './scene.ts';
import type { TimelineEntry } from './timeline.ts';
import type { Words } from './words.ts';

/** I2, and the default of STAGE_MAX_AGE_MS. */
const STAGE_AGE_MAX_MS = 1_000;
/** True of every scene. */
const ALWAYS: readonly Expectation[] = [stageReadsAreYoung(STAGE_AGE_MAX_MS), nothingTwice, nothingBroke];

export type SceneReport = {
  readonly number: number;
  readonly title: Scene['title'];
  readonly timeline: readonly TimelineEntry[];
  readonly verdicts: readonly Verdict[];
  readonly seen: Seen;
};

export type Summary = {
  readonly sent: number;
  readonly silences: Readonly<Record<string, number>>;
  readonly maxStageAgeMs: number;
  readonly duplicates: number;
  readonly promises: number;
  readonly broken: number;
};

/** A scene that cannot go on (the bot never spoke, so nobody could cut in) is a broken promise and not a crash. */
async function playOne(scene: Scene, world: DemoWorld, words: Words): Promise<Verdict | null> {
  try {
    await scene.play(world);
    return null;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const saw = error instanceof WaitedInVain ? words.waitedFor(words.awaited[error.awaited]) : what;
    return { promise: words.sceneEnds, kept: false, saw };
  }
}

/** `beforeScene` is for whoever wants to sabotage the world: a guard that is never seen failing proves nothing. */
export async function playScenes({
  scenes,
  world,
  words,
  onScene,
  beforeScene = () => {},
}: {
  scenes: readonly Scene[];
  world: DemoWorld;
  words: Words;
  onScene: (report: SceneReport) => void;
  beforeScene?: (number: number) => void;
}): Promise<readonly SceneReport[]> {
  const reports: SceneReport[] = [];
  for (const [index, scene] of scenes.entries()) {
    beforeScene(index + 1);
    world.curtain();
    const stuck = await playOne(scene, world, words);
    const seen = await world.seen();
    const verdicts = [
      ...(stuck ? [stuck] : []),
      ...[...scene.expects, ...ALWAYS].map((expectation) => expectation(seen, words)),
    ];
    const report = {
      number: index + 1,
      title: scene.title,
      timeline: await world.timeline(),
      verdicts,
      seen,
    };
    reports.push(report);
    onScene(report);
  }
  return reports;
}

export function summarise(reports: readonly SceneReport[]): Summary {
  const bubbles = reports.flatMap(({ seen }) => seen.bubbles);
  const silences = reports.flatMap(({ seen }) =>
    seen.decisions.filter(({ kind }) => kind === 'silence').map(({ reason }) => reason),
  );
  const verdicts = reports.flatMap((report) => report.verdicts);
  return {
    sent: bubbles.length,
    silences: Object.fromEntries(
      [...new Set(silences)].map((reason) => [reason, silences.filter((other) => other === reason).length]),
    ),
    maxStageAgeMs: Math.max(0, ...bubbles.map(({ stageAgeMs }) => stageAgeMs ?? 0)),
    duplicates: reports.at(-1)?.seen.duplicates ?? 0,
    promises: verdicts.length,
    broken: verdicts.filter(({ kept }) => !kept).length,
  };
}
