/** Everything that is fuzzed. */
import type { AnyTarget } from './target.ts';
import { agentTargets } from './targets/agent.ts';
import { controlTargets } from './targets/control-api.ts';
import { doorTargets } from './targets/doors.ts';
import { logTargets } from './targets/log.ts';
import { parserTargets } from './targets/parsers.ts';
import { readerTargets } from './targets/readers.ts';

export const TARGETS: readonly AnyTarget[] = [
  ...doorTargets,
  ...parserTargets,
  ...agentTargets,
  ...controlTargets,
  ...logTargets,
  ...readerTargets,
];
