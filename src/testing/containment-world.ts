import type { Severity } from "../core/alert/severity.ts";
import { Inventory } from "../core/asset/asset.ts";
import { type InventoryIndex, indexInventory } from "../core/asset/inventory-index.ts";
import type { ContainmentVerb } from "../core/containment/action.ts";
import type { ContainmentAction } from "../core/containment/containment.ts";
import type { Handle } from "../core/containment/handle.ts";
import { StandingOrders } from "../core/containment/orders.ts";
import type { DeskParts, Patience } from "../engine/containment/parts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Effector } from "../ports/effector.ts";
import type { ExecutorLock } from "../ports/executor-lock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { PolicyDecision, PolicyEngine } from "../ports/policy.ts";
import type { StopFile } from "../ports/stop-file.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { memoryExecutorLock } from "./memory-executor-lock.ts";
import { personOf, type TestPerson } from "./people.ts";

/** The people of the test company. Mara and Ines are admins and leads; Omar responds; Vera and Wim may break the glass. */
export const people = {
  mara: personOf("mara", ["admin", "lead", "responder"]),
  ines: personOf("ines", ["admin", "lead", "responder"]),
  omar: personOf("omar", ["responder"]),
  vera: personOf("vera", ["break-glass"]),
  wim: personOf("wim", ["break-glass"]),
} as const satisfies Record<string, TestPerson>;

/** Policies that leave everything to the core. */
export const permitAll: PolicyEngine = {
  version: "sha256:permit-all",
  decide: (): PolicyDecision => ({
    allowed: true,
    approvers: 0,
    permittedNow: true,
    policies: ["permit-all"],
    because: ["everything is permitted"],
  }),
};

/** A stop file that a test touches. */
export type TestStopFile = StopFile & { stopped: string | undefined; unreadable: boolean };
export const testStopFile = (): TestStopFile => {
  const file: TestStopFile = {
    stopped: undefined,
    unreadable: false,
    place: "a stop file in memory",
    async read() {
      if (file.unreadable) throw new Error("EACCES");
      return file.stopped === undefined ? { stopped: false } : { stopped: true, because: file.stopped };
    },
  };
  return file;
};

/** A company of so many users with a workstation each: `user-1` on `ws-1.example.test`. Known as of `asOfMs`. */
export function inventoryOf(users: number, asOfMs: number, more: object = {}): InventoryIndex {
  const numbers = Array.from({ length: users }, (_, index) => index + 1);
  return indexInventory(
    Inventory.parse({
      "as-of": new Date(asOfMs).toISOString(),
      assets: numbers.map((number) => ({ name: `ws-${number}.example.test`, role: "workstation", criticality: "low" })),
      identities: numbers.map((number) => ({ name: `user-${number}`, role: "clerk", "usual-hosts": [`ws-${number}.example.test`] })),
      ...more,
    }),
  );
}

/** Orders of that company; `more` overrides. Wide budgets, so that a test that is not about them does not meet them. */
export function ordersOf(effectors: readonly Effector[], more: object = {}): StandingOrders {
  return StandingOrders.parse({
    people: Object.values(people).map(({ line }) => line),
    budgets: {
      "per-hour": 10_000,
      "per-rule-per-hour": 10_000,
      "per-source-per-hour": 10_000,
      "class-share-per-hour": 1,
      "standing-share": 1,
    },
    effectors: effectors.map(({ name, product, verbs }) => ({ name, product, for: verbs })),
    ...more,
  });
}

/** What a test may choose of its world; the rest is in memory. */
export type WorldChoice = {
  readonly effectors: readonly Effector[];
  readonly clock: Clock;
  readonly users?: number;
  readonly inventory?: DeskParts["inventory"];
  readonly orders?: object;
  readonly policy?: PolicyEngine;
  readonly journal?: JournalStore;
  readonly stopFile?: StopFile;
  readonly executorLock?: ExecutorLock;
  readonly executor?: string;
  readonly caseRevision?: DeskParts["caseRevision"];
  readonly caseChange?: NonNullable<DeskParts["caseChange"]>;
  readonly patience?: Partial<Patience>;
};

const usersDefault = 20;

/** Parts of a desk. Hand the same journal, stop file and lock to several of them, and they are processes of one installation. */
export function deskParts(choice: WorldChoice): DeskParts {
  const { effectors, clock } = choice;
  const index = inventoryOf(choice.users ?? usersDefault, clock.nowMs());
  let secrets = 0;
  return {
    journal: choice.journal ?? memoryJournalStore(),
    clock,
    random: { secret: (sizeBytes) => (++secrets).toString(16).padStart(2 * sizeBytes, choice.executor === "other" ? "f" : "0") },
    orders: ordersOf(effectors, choice.orders),
    ordersDigest: testOrdersDigest,
    policy: choice.policy ?? permitAll,
    inventory: choice.inventory ?? (async () => ({ index, digest: "sha256:inventory" })),
    caseRevision: choice.caseRevision ?? (async () => testRevision),
    ...(choice.caseChange && { caseChange: choice.caseChange }),
    effectors,
    stopFile: choice.stopFile ?? testStopFile(),
    executorLock: choice.executorLock ?? memoryExecutorLock(),
    executor: choice.executor ?? "test:1",
    ...(choice.patience && { patience: choice.patience }),
  };
}

export const testOrdersDigest = `sha256:${"a".repeat(64)}`;
export const testRevision = `sha256:${"c".repeat(64)}`;

/** What an action of a test says of itself, with what a desk adds to it left out. */
export type ActionSketch = {
  readonly verb?: ContainmentVerb;
  readonly user?: number;
  readonly severity?: Severity;
  readonly sources?: readonly string[];
  readonly rules?: readonly string[];
  readonly releaseAfterMs?: number | null;
  readonly effector?: string;
  readonly target?: Handle;
  /** A case of its own keeps an action from being one of several targets of one case. */
  readonly caseId?: string;
};

/** The facts of an action on a user or on their workstation. */
export function factsOf({
  verb = "disable-account",
  user = 1,
  ...sketch
}: ActionSketch): Omit<ContainmentAction, "id" | "assessed" | "expiresAtMs" | "nonce"> {
  const name = verb === "disable-account" || verb === "revoke-sessions" ? `user-${user}` : `ws-${user}.example.test`;
  const kind = name.startsWith("user") ? "account" : "host";
  return {
    tenant: "default",
    case: { world: "office", id: sketch.caseId ?? "case-1", revision: testRevision, title: "Hands on the keyboard" },
    verb,
    target: sketch.target ?? { kind, id: `${kind}:${name}`, name, knownTo: "inventory", aliases: [] },
    effector: sketch.effector ?? "memory",
    parameters: {},
    severity: sketch.severity ?? "high",
    rules: sketch.rules ?? [`rule-${user}`],
    sources: sketch.sources ?? ["edr", "mail-gateway"],
    evidence: [{ id: "e-1", digest: `sha256:${"e".repeat(64)}` }],
    releaseAfterMs: sketch.releaseAfterMs ?? null,
  };
}
