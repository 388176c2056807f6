/** What a stack is made from, and what it is once it runs. */
import type { Brain } from '../lib/agent/brain.ts';
import type { FollowUpWriter } from '../lib/conversation/follow-up-texts.ts';
import type { Log } from '../lib/log.ts';
import type { VirtualClock } from './clock.ts';
import type { GoogleCalendarEmulator } from './emulators/google-calendar/emulator.ts';
import type { HttpHandler, HttpStack, Network, serve } from './emulators/http.ts';
import type { KommoEmulator } from './emulators/kommo/emulator.ts';
import type { KommoState } from './emulators/kommo/state.ts';
import type { MakeContainers } from './emulators/lambda/containers.ts';
import type { LambdaEmulator, LambdaSnapshot } from './emulators/lambda/emulator.ts';
import type { LambdaHandler } from './emulators/lambda/invocation.ts';
import type { ModelEmulator } from './emulators/model/emulator.ts';
import type { SchedulerEmulator, SchedulerSnapshot } from './emulators/scheduler/control.ts';
import type { SqsEmulator, SqsSnapshot } from './emulators/sqs/control.ts';
import type { SupabaseEmulator } from './emulators/supabase/emulator.ts';
import type { UpstashEmulator } from './emulators/upstash/emulator.ts';
import type { CloudEmulator } from './emulators/whatsapp/cloud-emulator.ts';
import type { EvolutionEmulator } from './emulators/whatsapp/evolution-emulator.ts';
import type { Remembered } from './emulators/whatsapp/recall.ts';

export type StackOptions = {
  readonly mode: 'live' | 'manual';
  readonly provider: 'cloud' | 'evolution';
  readonly port?: number;
  readonly startMs?: number;
  /** Where the database lives; null keeps it in memory. */
  readonly databaseDir?: string | null;
  /** A database already started (it takes seconds), used as it is and left running: tests share one. */
  readonly supabase?: SupabaseEmulator;
  readonly kommoState?: KommoState | undefined;
  readonly sqsState?: SqsSnapshot | undefined;
  readonly schedulerState?: SchedulerSnapshot | undefined;
  readonly lambdaState?: LambdaSnapshot | undefined;
  /** Further functions by name, or others in place of the product's own. */
  readonly functions?: Readonly<Record<string, LambdaHandler<never, unknown>>>;
  /** A real Redis instead of the embedded store. */
  readonly redisUrl?: string | undefined;
  /** Where meetings are: in Google's calendar (by default), or in ours alone. */
  readonly calendar?: 'google' | 'built_in';
  readonly environment?: Readonly<Record<string, string>>;
  readonly brains?: readonly Brain[];
  /** Who words follow-ups, in the place of the configured models. */
  readonly followUpWriter?: FollowUpWriter;
  readonly log?: (line: string) => void;
  /** Decides, request by request, whether the wire holds: how a test kills a worker between two steps. */
  readonly network?: Network;
  /** Further doors on the same port, by path prefix: the console's. */
  readonly mounts?: Readonly<Record<string, HttpHandler>>;
  /** How far a live clock starts ahead of the machine's: what an earlier run on the same data skipped. */
  readonly aheadMs?: number;
  /** An earlier run on the same data: what WhatsApp knew then, and a word that sets new message ids apart from its own. */
  readonly whatsappBefore?: { readonly idSeed: string; readonly remembered?: Remembered };
  /** How long WhatsApp takes to answer a send, on the stack's clock; the message is on the phone at once. */
  readonly sendTakesMs?: number | (() => number);
  /** The clock of everything, in the place of one made from `mode` and `startMs`. */
  readonly clock?: VirtualClock;
  /** Who carries requests to the far ends and the gateway, in the place of a loopback port. */
  readonly serve?: typeof serve;
  /** Leads answered at once: the consumer's concurrency. */
  readonly turnsAtOnce?: number;
  /** Who keeps the functions' containers, in the place of the local pool. */
  readonly containers?: MakeContainers;
};

/** A Supabase project of somebody's own; its schema is this project's migrations. */
export type SupabaseProject = { readonly url: string; readonly serviceKey: string };

export type Stack = {
  readonly url: string;
  readonly port: number;
  readonly clock: VirtualClock;
  readonly kommo: KommoEmulator;
  readonly cloud: CloudEmulator;
  readonly evolution: EvolutionEmulator;
  readonly supabase: SupabaseEmulator;
  readonly upstash: UpstashEmulator;
  readonly sqs: SqsEmulator;
  readonly scheduler: SchedulerEmulator;
  readonly lambda: LambdaEmulator;
  readonly google: GoogleCalendarEmulator;
  /** Asked only where `environment` names a provider (`LLM_PROVIDER`). */
  readonly model: ModelEmulator;
  readonly traffic: HttpStack['traffic'];
  readonly log: Log;
  /** The environment of every function: what `sst deploy` sets, pointing here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every error a handler let out; empty in a healthy run. */
  readonly failures: readonly string[];
  /** Runs reconcile once, as its schedule does. @throws what it threw. */
  reconcile(): Promise<void>;
  /** From now on its schedule runs it at most so often; each minute, as deployed, for 0. For hours and days in which it finds nothing. */
  reconcileEvery(ms: number): void;
  /** From now on whatever is asked at this mount (`/supabase`, `/upstash`, `/sqs`) waits so long on the stack's clock before it is carried out. */
  slow(mount: string, ms: number): void;
  /** Takes no new work from the queue and waits for what runs, at most `maxMs` of real time. */
  quiesce(maxMs: number): Promise<void>;
  close(): Promise<void>;
};
/** The stack of a run whose database is elsewhere. */
export type StackWithoutDatabase = Omit<Stack, 'supabase'>;
