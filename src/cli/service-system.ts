import type { Assessment } from "../core/assessment/assessment.ts";
import type { ReadConfiguration } from "../ports/configuration.ts";
import type { StoreChoice } from "./store-choice.ts";

/** What a process of the service does. */
export const serviceRoles = ["api", "worker", "ingest"] as const;
export type ServiceRole = (typeof serviceRoles)[number];

/** How the service is started. */
export type ServeOrder = {
  readonly choice: StoreChoice;
  readonly read: ReadConfiguration;
  readonly roles: ReadonlySet<ServiceRole>;
  /** Instead of the port that the configuration names. */
  readonly port: number | undefined;
  /** Whoever opens the console is signed in as the person of the demo. Taken only with a throw-away database and on a loopback address. */
  readonly demo?: DemoPerson;
};

/** The person as whom everybody is signed in to the demo. The key is made for one run and kept in no file. */
export type DemoPerson = {
  readonly name: string;
  readonly sign: (bytes: Uint8Array) => string;
  /** How each of its two admins signs, by name. */
  readonly admins: ReadonlyMap<string, (bytes: Uint8Array) => string>;
};

/** Where a command of the service says what it has to say. */
export type Told = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** What the demo tells while it goes on. */
export type DemoTold = Told & {
  /** It serves; nothing was handed over yet. */
  readonly serves: (url: string) => void;
  /** Its made-up people granted the agent to close so many classes of alerts without them. */
  readonly granted: (classes: number) => void;
  /** How far it is: records of the recording that were read, of all. */
  readonly step: (read: number, of: number) => void;
  /** Every case is settled, or the time for that is over: what it concluded, and where the console is. */
  readonly settled: (assessment: Assessment, url: string) => Promise<void>;
};

/** One thing that was looked at, and how it is. `remedy` where it is not well. */
export type Looked = {
  readonly tenant: string;
  readonly name: string;
  readonly ok: boolean;
  readonly code?: string;
  readonly says: string;
  readonly remedy?: string;
};

/** What became of a backup: where it lies, what it holds, and the digest of its manifest. */
export type BackedUp = {
  readonly folder: string;
  readonly digest: string;
  readonly tables: number;
  readonly rows: number;
  readonly records: number;
  readonly entries: number;
  readonly bytes: number;
  readonly withKeys: boolean;
};

/** What came back of a backup. */
export type Restored = {
  readonly folder: string;
  readonly madeAt: string;
  readonly program: string;
  readonly rows: number;
  readonly records: number;
  readonly entries: number;
  /** Records whose keys are not there: they were checked as far as that goes without. */
  readonly unread: number;
  readonly stopped: string;
};

/** The service, as commands start and look after it. */
export type Service = {
  /** Reads `watchkeeper.yaml`: the file that is named, else the one in the folder, else everything by default. Refuses (`configuration/not-readable`). */
  readonly readConfiguration: (named: string | undefined, folder: string | undefined) => Promise<ReadConfiguration>;
  /** JSON Schema (2020-12) of what may stand in it. */
  readonly configurationSchema: () => Promise<unknown>;
  /** Opens everything that it names and sends nothing: with the mistakes that this shows beside those of the file. */
  readonly inspect: (read: ReadConfiguration) => Promise<ReadConfiguration>;
  /** Asks every product whether it answers and our rights suffice, one after the other as they answer. */
  readonly connect: (read: ReadConfiguration, signal: AbortSignal) => AsyncIterable<Looked>;
  /** Runs until it is told to stop, and then ends in order. Refuses before anything is started (`configuration/…`, `cli/port-taken`). */
  readonly run: (order: ServeOrder, told: Told, signal: AbortSignal) => Promise<void>;
  /** Runs the service on a throw-away database and plays the recorded day into it; the recording is kept in `folder`, where one is named. Ends as `run` does. */
  readonly demo: (
    order: { readonly port: number | undefined; readonly folder: string | undefined },
    told: DemoTold,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly backUp: (
    order: { readonly choice: StoreChoice; readonly read: ReadConfiguration; readonly to: string; readonly withKeys: boolean },
    told: Told,
  ) => Promise<BackedUp>;
  readonly restore: (
    order: { readonly choice: StoreChoice; readonly from: string; readonly keys: string | undefined },
    told: Told,
  ) => Promise<Restored>;
};
