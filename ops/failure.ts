/** How a command ends that could not do its work, and what its caller can do about it. */

/** 0: done, all well · 1: a check failed, or the work could not be done · 2: asked for wrongly, nothing was tried. */
export type ExitCode = 0 | 1 | 2;

/** Says what is wrong and what to do. Never quotes a secret or a person's data. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly exitCode: 1 | 2;
  readonly advice: string;
  constructor(
    problem: string,
    { advice, exitCode = 1, cause }: { advice: string; exitCode?: 1 | 2; cause?: unknown },
  ) {
    super(problem, { cause });
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** The command line or the settings are wrong: nothing was tried. */
export const wrongUse = (problem: string, advice: string): OpsError =>
  new OpsError(problem, { advice, exitCode: 2 });
