/**
 * What one call costs: the CPU time of this thread, so that a busy machine and what stands in for the far ends count for
 * nothing, and by how much the heap grows until it returns, garbage included. A call over a limit is measured again and the
 * least counts: compiling and collecting are not reading. The second look starts on a collected heap.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export const MAX_MS = 200;
export const MAX_MIB = 64;
const LOOKS = 3;
const MIB = 1024 * 1024;

export type Cost = { readonly ms: number; readonly mib: number };

const heapBytes = (): number => {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
};

let collect: (() => void) | null = null;
function collected(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('gc');
    collect = typeof gc === 'function' ? () => void gc() : () => {};
  }
  collect();
}

async function costOnce(work: () => unknown): Promise<Cost> {
  const before = process.threadCpuUsage();
  const bytes = heapBytes();
  const result = work();
  if (result instanceof Promise) await result;
  const grown = heapBytes() - bytes;
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1000, mib: Math.max(0, grown / MIB) };
}

const isDear = ({ ms, mib }: Cost): boolean => ms > MAX_MS || mib > MAX_MIB;

/** @throws what `work` throws. */
export async function costOf(work: () => unknown): Promise<Cost> {
  let least = await costOnce(work);
  for (let look = 1; look < LOOKS && isDear(least); look += 1) {
    collected();
    const again = await costOnce(work);
    least = { ms: Math.min(least.ms, again.ms), mib: Math.min(least.mib, again.mib) };
  }
  return least;
}
