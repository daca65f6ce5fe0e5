import { createHash } from "node:crypto";
import { StandingOrders } from "../../src/core/containment/orders.ts";
import { bytesToSign } from "../../src/core/containment/to-sign.ts";
import { testStopFile } from "../../src/testing/containment-world.ts";
import { fakeClock } from "../../src/testing/fake-clock.ts";
import { memoryExecutorLock } from "../../src/testing/memory-executor-lock.ts";
import { openCalls } from "./calls.ts";
import { openEstate } from "./estate.ts";
import type { Episode } from "./moves.ts";
import { openProcess, policies } from "./process.ts";
import { openHostileProduct } from "./product.ts";
import { openRecord } from "./record.ts";
import { cast } from "./signatures.ts";
import type { HostileWorld, Process } from "./world.ts";

const startMs = Date.UTC(2026, 4, 5, 9);
/** What the world's product can do. */
export const productVerbs = ["isolate-host", "disable-account", "block-address", "revoke-sessions"] as const;

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
export function openWorld({ answers, policy, budgets }: Episode): HostileWorld {
  let ticks = 0;
  const tick = () => ++ticks;
  let answered = 0;
  const { clock, shiftClock, passedMs } = openClock();
  const processes = openProcesses(
    (number, opened) => openProcess(world, number, { policy: policies[policy], opened }),
    firstOrders(budgets),
  );
  const orders = new Map<string, StandingOrders>();
  const made: { by: string; signature: string }[] = [];
  const world: HostileWorld = {
    policy,
    clock,
    shiftClock,
    tick,
    estate: openEstate(startMs, tick),
    product: openHostileProduct({
      tick,
      nextBehaviour: () => answers[answered++ % answers.length] ?? "ok",
      crash: processes.kill,
      race: () => world.race(),
    }),
    record: openRecord(clock, passedMs, tick),
    calls: openCalls(tick),
    runs: new Map(),
    stopFile: testStopFile(),
    executorLock: memoryExecutorLock(),
    stops: [],
    orders,
    made,
    changedCases: new Map(),
    race: () => {},
    digestOf(held) {
      const digest = `sha256:${createHash("sha256").update(JSON.stringify(held)).digest("hex")}`;
      orders.set(digest, held);
      return digest;
    },
    sign(person, { number, desk }, command) {
      const signature = person.sign(bytesToSign(command, desk.state, { orders: processes.ordersAtHand(number) }));
      made.push({ by: person.name, signature });
      return signature;
    },
    ...processes,
  };
  return world;
}

/** A clock that moves set on and back. `passedMs` is all time that passed by any reading: what the clock was set back is not taken away. */
function openClock() {
  const clock = fakeClock(startMs);
  let backMs = 0;
  const shiftClock = (byMs: number) => {
    clock.set(clock.nowMs() + byMs);
    backMs += Math.max(-byMs, 0);
  };
  return { clock, shiftClock, passedMs: () => clock.nowMs() - startMs + backMs };
}

type Processes = Pick<HostileWorld, "process" | "kill" | "restart" | "ordersAtHand">;

/** Processes by their number; each is opened when it is first needed, and again when it has died. */
function openProcesses(open: (number: number, opened: number) => Promise<Process>, first: StandingOrders): Processes {
  const running = new Map<number, Process>();
  const atHand = new Map<number, StandingOrders>();
  let opened = 0;
  const processes: Processes = {
    ordersAtHand: (number) => atHand.get(number) ?? first,
    async process(number) {
      const held = running.get(number);
      if (held && !held.isDead()) return held;
      const fresh = await open(number, ++opened);
      running.set(number, fresh);
      return fresh;
    },
    kill: (number) => running.get(number)?.kill(),
    async restart(number, next) {
      processes.kill(number);
      if (next) atHand.set(number, next);
      return processes.process(number);
    },
  };
  return processes;
}
