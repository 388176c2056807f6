/** Faults on request: what befalls the next calls to an emulator, in the order they were asked for. */
import { DropConnection } from '../http.ts';

/** `send`: a message; `presence`: read receipts and typing; `media`: upload and download. */
export type Operation = 'send' | 'presence' | 'media';

/** `deliver`: the operation is carried out all the same, which is what makes the failure ambiguous. */
export type Fault =
  | { readonly kind: 'answer'; readonly response: () => Response; readonly deliver: boolean }
  | { readonly kind: 'cut'; readonly deliver: boolean }
  | { readonly kind: 'hang'; readonly deliver: boolean };

export type Faults = {
  /** Befalls the next `times` calls of that operation (Infinity: until healed). */
  next(operation: Operation, fault: Fault, times?: number): void;
  /** Carries the operation out, or lets the next fault befall it. @throws DropConnection for a cut. */
  around(operation: Operation, work: () => Promise<Response>): Promise<Response>;
  heal(): void;
  /** Cuts every connection held by a hang. */
  releaseHung(): void;
};

export function createFaults(): Faults {
  const queues: Record<Operation, { readonly fault: Fault; left: number }[]> = {
    send: [],
    presence: [],
    media: [],
  };
  let hung: (() => void)[] = [];

  const take = (operation: Operation): Fault | null => {
    const head = queues[operation][0];
    if (!head) return null;
    head.left -= 1;
    if (head.left <= 0) queues[operation].shift();
    return head.fault;
  };

  return {
    next: (operation, fault, times = 1) => {
      queues[operation].push({ fault, left: times });
    },
    around: async (operation, work) => {
      const fault = take(operation);
      if (!fault) return work();
      if (fault.deliver) await work();
      if (fault.kind === 'answer') return fault.response();
      if (fault.kind === 'cut') throw new DropConnection();
      return new Promise<Response>((_resolve, reject) => {
        hung.push(() => reject(new DropConnection()));
      });
    },
    heal: () => {
      for (const queue of Object.values(queues)) queue.length = 0;
    },
    releaseHung: () => {
      const held = hung;
      hung = [];
      for (const cut of held) cut();
    },
  };
}
