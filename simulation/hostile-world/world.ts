import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { openCedar } from "../../src/connectors/cedar/engine.ts";
import { bytesToSign, type Signable } from "../../src/core/containment/to-sign.ts";
import type { ContainmentEvent } from "../../src/core/containment/containment.ts";
import { StandingOrders } from "../../src/core/containment/orders.ts";
import type { RunState } from "../../src/core/run/run.ts";
import { deskOf, openBench } from "../../src/engine/containment/desk.ts";
import { caseRevisionOf } from "../../src/engine/containment/case-revision.ts";
import type { DeskParts } from "../../src/engine/containment/parts.ts";
import { openSealedLog } from "../../src/engine/sealed-log.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { permitAll, testStopFile } from "../../src/testing/containment-world.ts";
import { type FakeClock, fakeClock } from "../../src/testing/fake-clock.ts";
import { memoryExecutorLock } from "../../src/testing/memory-executor-lock.ts";
import { memoryJournalStore } from "../../src/testing/memory-stores.ts";
import type { TestPerson } from "../../src/testing/people.ts";
import { type Estate, openEstate } from "./estate.ts";
import type { Episode } from "./moves.ts";
import { type HostileProduct, openHostileProduct } from "./product.ts";
import { cast } from "./signatures.ts";

/** Changes a desk's parts before it is opened: how a planted defect gets in. */
export type Tamper = (parts: DeskParts) => DeskParts;

/** One process: a desk that can die. */
export type Process = { readonly number: number; readonly desk: ReturnType<typeof deskOf>; readonly died: Promise<void>; readonly isDead: () => boolean };

/** A moment at which everything was stopped from somewhere, and when it ended. */
export type StopSpan = { readonly fromTick: number; toTick: number };

/** Everything that one episode happens in. The judge reads it afterwards. */
export type HostileWorld = {
  readonly startMs: number;
  readonly clock: FakeClock;
  readonly estate: Estate;
  readonly product: HostileProduct;
  readonly tick: () => number;
  readonly runs: Map<string, RunState>;
  readonly stopFile: ReturnType<typeof testStopFile>;
  /** Every set of orders that any process was ever opened with, by digest. */
  readonly orders: Map<string, StandingOrders>;
  /** Sequence numbers of journal entries with the tick at which they became durable. */
  readonly appended: Map<number, number>;
  /** Every signature that a person of the cast made, the insider's too. */
  readonly made: { readonly by: string; readonly bytes: string; readonly signature: string }[];
  readonly sign: (person: TestPerson, process: Process, command: Signable) => string;
  readonly process: (number: number) => Promise<Process>;
  readonly restart: (number: number, orders?: StandingOrders) => Promise<Process>;
  readonly ordersAtHand: (number: number) => StandingOrders;
  /** When each case was changed last, by its id. */
  readonly changedCases: Map<string, number>;
  /** Whatever a move wants to happen while a call is under way. */
  race: () => void;
  readonly events: () => Promise<readonly { readonly sequence: number; readonly event: ContainmentEvent }[]>;
};

const startMs = Date.UTC(2026, 4, 5, 9);
export const productVerbs = ["isolate-host", "disable-account", "block-address", "revoke-sessions"] as const;
const policyFolder = new URL("../../policies/", import.meta.url);
const policyTexts = readdirSync(policyFolder)
  .filter((name) => name.endsWith(".cedar"))
  .map((path) => ({ path, text: readFileSync(new URL(path, policyFolder), "utf8") }));
const shippedPolicy = openCedar(policyTexts, readFileSync(new URL("schema.cedarschema", policyFolder), "utf8"));
const patience = { callMs: 1_000, beginMs: 5_000, settleMs: 8_000, readBackMs: 500, pauseMs: 250 };

/** The orders that the episode begins with: everyone of the cast but Zed, tight budgets, and a few names that nobody touches. */
export const firstOrders = (budgets: Episode["budgets"]): StandingOrders =>
  StandingOrders.parse({
    people: Object.values(cast)
      .filter(({ name }) => name !== cast.zed.name)
      .map(({ line }) => line),
    budgets,
    protected: { hosts: ["vault-1"], accounts: ["chief-1"], addresses: ["203.0.113.64/26"], domains: [] },
    effectors: [{ name: "edr", product: "a hostile product", for: productVerbs }],
    "release-after-minutes": { "isolate-host": 60, "disable-account": 60, "block-address": 60 },
  });

/** A world at its beginning: nothing proposed, orders not adopted. */
export function openWorld({ answers, permissive, budgets }: Episode, tamper: Tamper): HostileWorld {
  let ticks = 0;
  const tick = () => ++ticks;
  let answered = 0;
  const clock = fakeClock(startMs);
  const estate = openEstate(startMs, tick);
  const processes = new Map<number, Process & { readonly kill: () => void }>();
  const product = openHostileProduct({
    tick,
    nextBehaviour: () => answers[answered++ % answers.length] ?? "ok",
    crash: (number) => processes.get(number)?.kill(),
    race: () => world.race(),
  });
  const appended = new Map<number, number>();
  const journal = memoryJournalStore();
  const stopFile = testStopFile();
  const executorLock = memoryExecutorLock();
  const orders = new Map<string, StandingOrders>();
  const atHand = new Map<number, StandingOrders>();
  const made: { by: string; bytes: string; signature: string }[] = [];
  const runs = new Map<string, RunState>();
  let secrets = 0;
  let opened = 0;

  async function open(number: number): Promise<Process & { kill: () => void }> {
    const held = atHand.get(number) ?? firstOrders(budgets);
    atHand.set(number, held);
    const digest = digestOf(held);
    orders.set(digest, held);
    let dead = false;
    let kill = () => {};
    const died = new Promise<void>((settle) => {
      kill = () => {
        dead = true;
        executorLock.lose();
        settle();
      };
    });
    const mortal = <Answer>(answer: () => Promise<Answer>) => (dead ? new Promise<Answer>(() => {}) : answer());
    const parts = tamper({
      journal: watched(journal, appended, tick, mortal),
      clock,
      random: { secret: (sizeBytes) => (++secrets).toString(16).padStart(2 * sizeBytes, "0") },
      orders: held,
      ordersDigest: digest,
      policy: permissive ? permitAll : shippedPolicy,
      inventory: () => mortal(async () => ({ index: estate.index(), digest: `version ${estate.version()}` })),
      caseRevision: (name, id) => mortal(async () => caseRevisionOf(runs.get(name) ?? { cases: new Map() }, id)),
      effectors: held.effectors.map(({ name, for: some }) => product.effector(name, some, number)),
      stopFile,
      executorLock,
      executor: `process-${number}-${++opened}`,
      patience,
    });
    return { number, desk: deskOf(await openBench(parts)), died, isDead: () => dead, kill };
  }

  const world: HostileWorld = {
    startMs,
    clock,
    estate,
    product,
    tick,
    runs,
    stopFile,
    orders,
    appended,
    made,
    changedCases: new Map(),
    race: () => {},
    ordersAtHand: (number) => atHand.get(number) ?? firstOrders(budgets),
    sign(person, { number, desk }, command) {
      const bytes = bytesToSign(command, desk.state, { orders: this.ordersAtHand(number) });
      const signature = person.sign(bytes);
      made.push({ by: person.name, bytes: Buffer.from(bytes).toString("utf8"), signature });
      return signature;
    },
    async process(number) {
      const held = processes.get(number);
      if (held && !held.isDead()) return held;
      const fresh = await open(number);
      processes.set(number, fresh);
      return fresh;
    },
    async restart(number, next) {
      processes.get(number)?.kill();
      if (next) atHand.set(number, next);
      return this.process(number);
    },
    events: () => eventsIn(journal, clock),
  };
  return world;
}

/** The digest of orders in this world: over their whole text. */
export const digestOf = (held: StandingOrders) => `sha256:${createHash("sha256").update(JSON.stringify(held)).digest("hex")}`;

function watched(journal: JournalStore, appended: Map<number, number>, tick: () => number, mortal: <Answer>(answer: () => Promise<Answer>) => Promise<Answer>): JournalStore {
  return {
    ...journal,
    append: (entries) =>
      mortal(async () => {
        await journal.append(entries);
        const now = tick();
        for (const { sequence } of entries) appended.set(sequence, now);
      }),
    read: (from, limit) => mortal(() => journal.read(from, limit)),
    head: () => mortal(() => journal.head()),
  };
}

async function eventsIn(journal: JournalStore, clock: FakeClock) {
  const events: { sequence: number; event: ContainmentEvent }[] = [];
  await openSealedLog<ContainmentEvent>(journal, clock, {
    fold: (event) => void events.push({ sequence: events.length, event }),
    factOf: (text) => JSON.parse(text) as ContainmentEvent,
    streamOf: () => "containment",
  });
  return events;
}
