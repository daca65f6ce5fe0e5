import assert from "node:assert/strict";
import type { BlastRadius } from "../core/containment/action.ts";
import type { BeginEffect, ContainmentCommand, ContainmentContext } from "../core/containment/command.ts";
import type {
  ActionState,
  Assessed,
  Containment,
  ContainmentAction,
  ContainmentEvent,
  StopScope,
} from "../core/containment/containment.ts";
import { bytesToSign, decideContainment, emptyContainment, evolveContainment, nextActionId, timeOf } from "../core/containment/decide.ts";
import type { Handle } from "../core/containment/handle.ts";
import { StandingOrders } from "../core/containment/orders.ts";
import type { Actor } from "../core/person/person.ts";
import { personOf, type TestPerson } from "./people.ts";

/** The people of these stories: one of each role, two where it takes two. */
export const cast = {
  mara: personOf("mara", ["responder"]),
  omar: personOf("omar", ["responder"]),
  ines: personOf("ines", ["lead"]),
  joss: personOf("joss", ["lead"]),
  ada: personOf("ada", ["admin"]),
  bo: personOf("bo", ["admin"]),
  vera: personOf("vera", ["break-glass"]),
  wim: personOf("wim", ["break-glass"]),
} as const satisfies Record<string, TestPerson>;

export const agent = "agent:watchkeeper" as const;
export const startMs = 1_800_000_000_000;
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const ordersDigest = `sha256:${"a".repeat(64)}`;
export const otherDigest = `sha256:${"b".repeat(64)}`;
export const caseRevision = `sha256:${"c".repeat(64)}`;

/** Orders with one effector for everything; budgets wide unless a story is about them. */
export function storyOrders(more: object = {}): StandingOrders {
  return StandingOrders.parse({
    people: Object.values(cast).map(({ line }) => line),
    budgets: {
      "per-hour": 1_000,
      "per-rule-per-hour": 1_000,
      "per-source-per-hour": 1_000,
      "class-share-per-hour": 1,
      "standing-share": 1,
    },
    effectors: [
      {
        name: "edge",
        product: "test",
        for: [
          "isolate-host",
          "block-address",
          "block-domain",
          "disable-account",
          "revoke-sessions",
          "quarantine-mail",
          "quarantine-file",
          "kill-process",
          "collect-evidence",
        ],
      },
    ],
    ...more,
  });
}

export const hostOf = (name: string, more: Partial<Handle> = {}): Handle => ({
  kind: "host",
  id: `host:${name}`,
  name,
  knownTo: "inventory",
  aliases: [],
  ...more,
});

export const plainRadius: BlastRadius = {
  hosts: 1,
  identities: 1,
  dependents: 0,
  sessions: 1,
  services: [],
  criticality: "low",
  protected: false,
  redundant: false,
  known: true,
  graphAgeMs: 60_000,
  containedShare: 0,
  reach: 2,
  says: "one workstation of low criticality",
};

/** As it was assessed: tier 1 unless said otherwise. `radius` overrides the blast radius. */
export function assessedAs(more: Partial<Assessed> & { readonly radius?: Partial<BlastRadius> } = {}): Assessed {
  const { radius, ...rest } = more;
  const approvers = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 2 }[rest.tier ?? 1];
  return {
    tier: 1,
    approvers,
    blastRadius: { ...plainRadius, ...radius },
    assetClass: "workstation",
    classSize: 100,
    inventory: "sha256:inventory",
    orders: ordersDigest,
    allowed: true,
    because: ["one workstation"],
    ...rest,
  };
}

export type Sketch = Partial<Omit<ContainmentAction, "assessed">> & { readonly assessed?: Parameters<typeof assessedAs>[0] };

/** An action that tier 1 lets run without a person, unless the sketch says otherwise. */
export function actionOf(id: string, nowMs: number, { assessed, ...more }: Sketch = {}): ContainmentAction {
  return {
    id,
    tenant: "default",
    case: { world: "office", id: "case-1", revision: caseRevision, title: "Hands on the keyboard" },
    verb: "isolate-host",
    target: hostOf(`ws-${id.slice(2)}.example.test`),
    effector: "edge",
    parameters: {},
    severity: "high",
    rules: [`rule-${id}`],
    sources: ["edr", "mail-gateway"],
    evidence: [{ id: "e-1", digest: `sha256:${"e".repeat(64)}` }],
    assessed: assessedAs(assessed),
    releaseAfterMs: hourMs,
    expiresAtMs: nowMs + 2 * hourMs,
    nonce: `nonce-of-${id}`.padEnd(24, "0"),
    ...more,
  };
}

/** A record in the making: who does what, in order. Every step throws what the law refuses. */
export class Story {
  readonly state: Containment = emptyContainment();
  readonly facts: ContainmentEvent[] = [];
  nowMs = startMs;
  orders: StandingOrders;
  ordersDigest = ordersDigest;
  own: readonly string[] = [];

  /** Orders as they are, or what is other in them. */
  constructor(more: object | StandingOrders = {}) {
    this.orders = "people" in more && "budgets" in more && "effectors" in more ? (more as StandingOrders) : storyOrders(more);
  }

  get context(): ContainmentContext {
    return { nowMs: this.nowMs, orders: this.orders, ordersDigest: this.ordersDigest, own: this.own };
  }

  tell(command: ContainmentCommand): readonly ContainmentEvent[] {
    const decided = decideContainment(command, this.state, this.context);
    for (const fact of decided) {
      this.facts.push(fact);
      evolveContainment(this.state, JSON.parse(JSON.stringify(fact)) as ContainmentEvent);
    }
    return decided;
  }

  /** Two admins sign the orders at hand. */
  adopt(...by: readonly TestPerson[]): this {
    for (const person of by.length > 0 ? by : [cast.ada, cast.bo]) this.signOrders(person);
    return this;
  }

  signOrders(person: TestPerson): readonly ContainmentEvent[] {
    const command = { type: "SignOrders", digest: this.ordersDigest, people: this.orders.people, by: person.name } as const;
    return this.tell({ ...command, signature: this.signed(person, command) });
  }

  signed(person: TestPerson, command: Parameters<typeof bytesToSign>[0]): string {
    return person.sign(bytesToSign(command, this.state, this.context));
  }

  /** Proposed by the agent, or by a person who signs for it. */
  propose(sketch: Sketch = {}, person?: TestPerson): string {
    const id = nextActionId(this.state);
    const action = actionOf(id, timeOf(this.state, this.nowMs), sketch);
    const by = person?.name ?? agent;
    const signature = person && this.signed(person, { type: "ProposeAction", action, by: person.name });
    this.tell({ type: "ProposeAction", action, by, signature });
    return id;
  }

  reject(id: string, person: TestPerson, because = "no"): readonly ContainmentEvent[] {
    const command = { type: "RejectAction", id, by: person.name } as const;
    return this.tell({ ...command, because, signature: this.signed(person, command) });
  }

  writeAfterAction(id: string, person: TestPerson, text: string): readonly ContainmentEvent[] {
    const command = { type: "WriteAfterAction", id, by: person.name, text } as const;
    return this.tell({ ...command, signature: this.signed(person, command) });
  }

  approve(id: string, person: TestPerson, breakGlass = false): readonly ContainmentEvent[] {
    const { digest } = this.held(id);
    const command = { type: "ApproveAction", id, by: person.name, digest, breakGlass } as const;
    return this.tell({ ...command, because: "seen on two sensors", signature: this.signed(person, command) });
  }

  begin(id: string, more: Partial<BeginEffect> = {}): readonly ContainmentEvent[] {
    const { action } = this.held(id);
    return this.tell({
      type: "BeginEffect",
      id,
      assessed: action.assessed,
      caseRevision,
      effectId: `${id}.effect`,
      executor: "test:1",
      located: `at-${id}`,
      preState: { enabled: true },
      alreadySo: false,
      ...more,
    });
  }

  outcome(id: string, outcome: "confirmed" | "failed" | "unknown", effectId?: string): readonly ContainmentEvent[] {
    const last = this.held(id).intents.at(-1);
    return this.tell({ type: "RecordOutcome", id, effectId: effectId ?? last?.effectId ?? "", outcome, says: `read back: ${outcome}` });
  }

  /** Proposed, approved by these, begun and confirmed. */
  contain(sketch: Sketch = {}, ...by: readonly TestPerson[]): string {
    const id = this.propose(sketch);
    for (const person of by) this.approve(id, person);
    assert.ok(isBegun(this.begin(id)), `${id} did not begin: ${JSON.stringify(this.facts.at(-1))}`);
    this.outcome(id, "confirmed");
    return id;
  }

  askUndo(id: string, person: TestPerson): readonly ContainmentEvent[] {
    const command = { type: "AskUndo", id, by: person.name } as const;
    return this.tell({ ...command, because: "a false alarm", signature: this.signed(person, command) });
  }

  beginUndo(id: string, of: "undo" | "release" = "undo", more: { effectId?: string; stopped?: string } = {}): readonly ContainmentEvent[] {
    return this.tell({ type: "BeginUndo", id, of, effectId: `${id}.${of}`, executor: "test:1", located: `at-${id}`, ...more });
  }

  stop(scope: StopScope = "all", by: Actor | "file" = agent): readonly ContainmentEvent[] {
    return this.tell({ type: "Stop", scope, by, because: "something is wrong" });
  }

  askResume(person: TestPerson, scope: StopScope = "all"): readonly ContainmentEvent[] {
    const command = { type: "AskResume", scope, by: person.name } as const;
    return this.tell({ ...command, because: "it is mended", signature: this.signed(person, command) });
  }

  reset(person: TestPerson, assetClass = "workstation"): readonly ContainmentEvent[] {
    const command = { type: "ResetBreaker", assetClass, by: person.name } as const;
    return this.tell({ ...command, because: "the storm is over", signature: this.signed(person, command) });
  }

  askClockReset(person: TestPerson): readonly ContainmentEvent[] {
    const command = { type: "AskClockReset", by: person.name } as const;
    return this.tell({ ...command, because: "the clock is right again", signature: this.signed(person, command) });
  }

  held(id: string): ActionState {
    const held = this.state.actions.get(id);
    assert.ok(held, `no action ${id}`);
    return held;
  }

  /** Refused with this code, and the state as it was before. */
  refuses(code: string, step: () => unknown): void {
    const before = JSON.stringify([...this.state.actions]);
    const facts = this.facts.length;
    assert.throws(step, { code: `containment/${code}` });
    assert.equal(this.facts.length, facts);
    assert.equal(JSON.stringify([...this.state.actions]), before);
  }
}

/** What a person approves: a server. */
export const server = { assessed: { tier: 2, assetClass: "server" } } as const satisfies Sketch;
export const isBegun = (facts: readonly ContainmentEvent[]) => facts.some(({ type }) => type === "IntentRecorded");
export const typesOf = (facts: readonly ContainmentEvent[]) => facts.map(({ type }) => type);
