import type { ContainmentVerb } from "../../src/core/containment/action.ts";
import type { ContainmentCommand } from "../../src/core/containment/command.ts";
import type { ActionState, ContainmentAction } from "../../src/core/containment/containment.ts";
import { nextActionId } from "../../src/core/containment/decide.ts";
import type { Handle } from "../../src/core/containment/handle.ts";
import { StandingOrders } from "../../src/core/containment/orders.ts";
import { SocError } from "../../src/core/soc-error.ts";
import { alertOf } from "../../src/testing/alerts.ts";
import { runOf } from "../../src/testing/confirmed-cases.ts";
import { personOf, type TestPerson } from "../../src/testing/people.ts";
import type { EstateEdit } from "./estate.ts";
import { type Episode, episode, type Move } from "./moves.ts";
import { cast, twin } from "./signatures.ts";
import { type HostileWorld, openWorld, type Process, type Tamper } from "./world.ts";

export { episode };

/** What an episode came to, beside what the world holds. */
export type Played = { readonly world: HostileWorld; readonly refusals: number; readonly stops: readonly StopSpan[] };

/** When nothing may begin: from the tick at which the stop was there to the one at which it was surely lifted. */
export type StopSpan = { readonly what: string; readonly fromTick: number; toTick: number };

type Stage = Played & { refusals: number; stops: StopSpan[]; caseNumber: number; readonly asked: Map<string, Set<string>> };

const people: Readonly<Record<string, TestPerson>> = { ...cast, twin };
const worldName = "office";
/** How many turns of the event loop one move may take before the episode is called stuck. */
const callTurnsMax = 50_000;

/** Plays one episode from an empty record to its last move. Throws what no part of the product should throw. */
export async function play(whole: Episode, tamper: Tamper = (parts) => parts): Promise<Played> {
  const stage: Stage = { world: openWorld(whole, tamper), refusals: 0, stops: [], caseNumber: 0, asked: new Map() };
  await adopt(stage, 0, cast.mara, cast.ines);
  for (const move of whole.moves) await tolerating(stage, () => turn(stage, move));
  return stage;
}

/** Refusals are what a safe product is made of: counted. Anything else that is thrown is a fault of ours. */
async function tolerating(stage: Stage, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    stage.refusals++;
  }
}

async function turn(stage: Stage, move: Move): Promise<unknown> {
  const { world } = stage;
  switch (move.do) {
    case "propose":
      return propose(stage, move);
    case "contain":
      return contain(stage, move);
    case "propose-raw":
      return proposeRaw(stage, move);
    case "approve":
      return approve(stage, move.process, people[move.person] as TestPerson, move.which, move.breakGlass);
    case "approve-all":
      for (const person of [cast.mara, cast.tove, cast.ines]) await tolerating(stage, () => approve(stage, move.process, person, move.which, false));
      return;
    case "approve-bent":
      return approveBent(stage, move);
    case "reject":
      return withAction(stage, move.process, move.which, ({ desk }, { action }) =>
        desk.obey({ type: "RejectAction", id: action.id, by: (people[move.person] as TestPerson).name, because: "no" }),
      );
    case "carry-out":
      return carryOut(stage, move.process);
    case "carry-out-while":
      return carryOutWhile(stage, move);
    case "edit":
      return world.estate.edit({ kind: move.edit, number: move.number }, world.clock.nowMs());
    case "clock":
      return world.clock.set(world.clock.nowMs() + move.byMs);
    case "stop":
      return stop(stage, move.process, move.how);
    case "resume":
      return resume(stage, move);
    case "orders":
      return changeOrders(stage, move);
    case "restart":
      return world.restart(move.process);
    case "undo":
      return undo(stage, move);
    case "case":
      return changeCase(stage, move.which);
    case "reset":
      return reset(stage, move);
  }
}

type Doing<What extends Move["do"]> = Extract<Move, { do: What }>;

/** An investigation ends: its alerts and its wishes are the adversary's, its filing is the product's. */
async function propose(stage: Stage, { process, wishes, severity, sources, text, again, by }: Doing<"propose">): Promise<void> {
  const { world } = stage;
  if (!again || stage.caseNumber === 0) stage.caseNumber++;
  const id = `case-${stage.caseNumber}`;
  const alerts = wishes.flatMap(({ verb, target }, index) =>
    Array.from({ length: sources }, (_, source) =>
      alertOf(stage.caseNumber * 100 + index * 10 + source, {
        product: ["edr", "mail-gateway", "proxy"][source] ?? "edr",
        title: text,
        description: text,
        severity,
        ...seen(verb, target),
      }),
    ),
  );
  const run = runOf([{ id, alerts, propose: wishes.map(({ verb, target }) => ({ action: verb, target })), conclusion: { severity, title: text } }]);
  const held = world.runs.get(worldName);
  if (held) for (const [key, value] of run.cases) held.cases.set(key, value);
  if (held) for (const [key, value] of run.alerts) held.alerts.set(key, value);
  if (held) for (const [key, value] of run.triages) held.triages.set(key, value);
  world.runs.set(worldName, held ?? run);
  const { desk } = await world.process(process);
  const asked = by === undefined ? {} : { by: (people[by] as TestPerson).name };
  await desk.fileProposals({ world: worldName, run: world.runs.get(worldName) ?? run, caseId: id, ...asked });
}

/** What a quiet day looks like: one target, so many people who say yes, and a pass. Between the yes and the pass something may happen to it. */
async function contain(stage: Stage, { process, wish, severity, sources, people: count, between }: Doing<"contain">): Promise<void> {
  const plain = { do: "propose" as const, process, wishes: [wish], severity, sources, text: "ordinary" as const, again: false, by: undefined };
  await tolerating(stage, () => propose(stage, plain));
  for (const person of [cast.mara, cast.tove, cast.ines].slice(0, count))
    await tolerating(stage, () => approve(stage, process, person, 0, false));
  if (between !== undefined) await tolerating(stage, () => befall(stage, process, between, Number(/\d+/.exec(wish.target)?.[0] ?? 1)));
  await carryOut(stage, process);
}

async function befall(stage: Stage, process: number, what: NonNullable<Doing<"contain">["between"]>, number: number): Promise<unknown> {
  const { world } = stage;
  switch (what) {
    case "case":
      return changeCase(stage, 0);
    case "late":
      return world.clock.set(world.clock.nowMs() + waitMs);
    case "stop":
      return stop(stage, 1 - process, "record");
    case "other-orders":
      return changeOrders(stage, { do: "orders", process, change: "more-budget", adopt: false });
    case "one-admin":
      await stop(stage, process, "record");
      return resume(stage, { do: "resume", process, people: ["mara"], honest: false });
    default:
      return world.estate.edit({ kind: what, number }, world.clock.nowMs());
  }
}

/** Longer than any proposal of this world waits for people. */
const waitMs = 4 * 3_600_000 + 1;

function seen(verb: ContainmentVerb, target: string) {
  const [host = ""] = target.split(": ");
  if (verb === "isolate-host") return { host: target, observables: [{ type: "host" as const, value: target }] };
  if (verb === "quarantine-file") return { host, observables: [{ type: "file" as const, value: target.slice(host.length + 2) }] };
  if (verb === "block-address") return { observables: [{ type: "ip" as const, value: target, role: "source" as const }] };
  return { user: target, observables: [{ type: "user" as const, value: target }] };
}

/** As if a part of the program were the adversary's: an action that no filing would make, with what it is worth made up. */
async function proposeRaw({ world }: Stage, { process, wish, sources, tier, severity, invent }: Doing<"propose-raw">): Promise<void> {
  const { desk } = await world.process(process);
  await desk.refresh();
  const model = [...desk.state.actions.values()].at(-1)?.action;
  if (!model) return;
  const kind = wish.verb === "block-address" ? "address" : wish.verb === "disable-account" || wish.verb === "revoke-sessions" ? "account" : "host";
  const target: Handle = invent === "handle" ? { kind, id: `${kind}:${wish.target}`, name: wish.target, knownTo: "inventory", aliases: [] } : model.target;
  const action: ContainmentAction = {
    ...model,
    id: nextActionId(desk.state),
    verb: invent === "handle" ? wish.verb : model.verb,
    target,
    effector: invent === "effector" ? "firewall" : model.effector,
    severity,
    sources: ["edr", "mail-gateway", "proxy"].slice(0, Math.max(sources, 1)),
    assessed: {
      ...model.assessed,
      ...(invent === "radius" && { tier: tier as 0, approvers: 0, blastRadius: { ...model.assessed.blastRadius, protected: false, reach: 0 } }),
      ...(invent === "orders" && { orders: `sha256:${"0".repeat(64)}` }),
    },
    expiresAtMs: world.clock.nowMs() + 3_600_000,
    nonce: `raw-${nextActionId(desk.state)}`,
  };
  await desk.obey({ type: "ProposeAction", action, by: "agent:watchkeeper" });
}

/** The action that a move means, counted back from the newest; nothing happens where there is none. */
async function withAction<Answer>(
  { world }: Stage,
  number: number,
  back: number,
  act: (process: Process, held: ActionState) => Promise<Answer>,
): Promise<Answer | undefined> {
  const process = await world.process(number);
  await process.desk.refresh();
  const held = [...process.desk.state.actions.values()].at(-1 - back);
  return held && act(process, held);
}

const because = "seen on two sensors";

/** A person who looked at what the desk shows signs exactly that. */
const approve = (stage: Stage, process: number, person: TestPerson, which: number, breakGlass: boolean) =>
  withAction(stage, process, which, async (at, { action, digest }) => {
    const command = { type: "ApproveAction", id: action.id, by: person.name, digest, breakGlass, because } as const;
    await at.desk.obey({ ...command, signature: stage.world.sign(person, at, command) });
  });

/** A yes that was bent on its way, or one that was given to something else. */
const approveBent = (stage: Stage, { process, person, which, bend }: Doing<"approve-bent">) =>
  withAction(stage, process, which, async (at, { action, digest }) => {
    const signer = people[person] as TestPerson;
    const plain = { type: "ApproveAction", id: action.id, by: signer.name, digest, breakGlass: false, because, signature: "" } as const;
    const others = [...at.desk.state.actions.values()].filter((each) => each.action.id !== action.id);
    const other = others.at(-1);
    const sign = (command: Parameters<HostileWorld["sign"]>[2]) => stage.world.sign(signer, at, command);
    const bent = (): ContainmentCommand => {
      switch (bend) {
        case "digest":
          return { ...plain, digest: digest.replace(/.$/, (last) => (last === "0" ? "1" : "0")), signature: sign(plain) };
        case "other-action":
          return other ? { ...plain, digest: other.digest, signature: sign({ ...plain, digest: other.digest }) } : plain;
        case "other-person":
          return { ...plain, signature: cast.zed.sign(Buffer.from("x")) };
        case "other-kind":
          return { ...plain, breakGlass: true, signature: sign(plain) };
        case "other-signature":
          return { ...plain, signature: sign(plain).replace(/^./, (first) => (first === "A" ? "B" : "A")) };
        case "break-glass":
          return { ...plain, breakGlass: true, signature: sign({ ...plain, breakGlass: true }) };
        case "old-signature":
          return { ...plain, signature: stage.world.made.findLast(({ by }) => by === signer.name)?.signature ?? "" };
      }
    };
    await at.desk.obey(bent());
  });

/** A pass, until it ends, its process dies or nothing moves any more. */
async function carryOut({ world }: Stage, number: number): Promise<void> {
  const process = await world.process(number);
  const ended = new AbortController();
  const passed = process.desk.carryOut(ended.signal).then(
    () => {},
    (cause: unknown) => {
      if (!(cause instanceof SocError)) throw cause;
    },
  );
  let isOver = false;
  const over = Promise.race([passed, process.died]).finally(() => {
    isOver = true;
  });
  for (let turns = 0; !isOver; turns++) {
    if (turns > callTurnsMax) throw new Error("a pass does not end");
    await new Promise((settle) => setImmediate(settle));
  }
  await over;
}

async function carryOutWhile(stage: Stage, { process, meanwhile, edit, number, afterTurns }: Doing<"carry-out-while">): Promise<void> {
  const happens = async () => {
    for (let turns = 0; turns < afterTurns; turns++) await new Promise((settle) => setImmediate(settle));
    await tolerating(stage, () => happening(stage, { process, meanwhile, edit: { kind: edit, number } }));
  };
  stage.world.race = () => stage.world.estate.edit({ kind: edit, number }, stage.world.clock.nowMs());
  await Promise.all([carryOut(stage, process), happens()]);
  stage.world.race = () => {};
}

async function happening(
  stage: Stage,
  { process, meanwhile, edit }: { process: number; meanwhile: Doing<"carry-out-while">["meanwhile"]; edit: EstateEdit },
): Promise<unknown> {
  const { world } = stage;
  switch (meanwhile) {
    case "stop":
      return stop(stage, 1 - process, "record");
    case "stop-file":
      return stop(stage, process, "file");
    case "edit":
      return world.estate.edit(edit, world.clock.nowMs());
    case "case":
      return changeCase(stage, 0);
    case "clock":
      return world.clock.set(world.clock.nowMs() + 86_400_000);
    case "other-process":
      return carryOut(stage, 1 - process);
    case "reject":
      return withAction(stage, 1 - process, 0, ({ desk }, { action }) =>
        desk.obey({ type: "RejectAction", id: action.id, by: cast.mara.name, because: "no" }),
      );
  }
}

async function stop(stage: Stage, number: number, how: Doing<"stop">["how"]): Promise<void> {
  const { world } = stage;
  if (how === "file") world.stopFile.stopped = "somebody touched it";
  if (how === "unreadable") world.stopFile.unreadable = true;
  if (how === "record" || how === "effector") {
    const { desk } = await world.process(number);
    await desk.obey({ type: "Stop", scope: how === "record" ? "all" : "effector:edr", by: cast.tove.name, because: "enough" });
  }
  const what = how === "record" ? "all" : how === "effector" ? "effector:edr" : how;
  stage.asked.delete(what);
  stage.stops.push({ what, fromTick: world.tick(), toTick: Number.POSITIVE_INFINITY });
}

/** The file is taken away, and people ask for what stands stopped. A stop is over for the judge when two admins by the orders, with a key each, have asked. */
async function resume(stage: Stage, { process, people: names, honest }: Doing<"resume">): Promise<void> {
  const { world, stops, asked } = stage;
  world.stopFile.stopped = undefined;
  world.stopFile.unreadable = false;
  const end = (what: string) => {
    for (const span of stops) if (span.what === what) span.toTick = Math.min(span.toTick, world.tick());
  };
  end("file");
  end("unreadable");
  const at = await world.process(process);
  for (const person of honest ? [cast.mara, cast.ines] : names.map((name) => people[name] as TestPerson)) {
    await at.desk.refresh();
    for (const scope of [...at.desk.state.stops.keys()])
      await tolerating(stage, async () => {
        const command = { type: "AskResume", scope, by: person.name, because, signature: "" } as const;
        await at.desk.obey({ ...command, signature: world.sign(person, at, command) });
        const keys = asked.get(scope) ?? new Set();
        if (person.line.roles.includes("admin")) keys.add(person.line["public-key"]);
        asked.set(scope, keys);
        if (keys.size >= 2) end(scope);
      });
  }
}

async function adopt(stage: Stage, number: number, ...by: readonly TestPerson[]): Promise<void> {
  const at = await stage.world.process(number);
  const orders = stage.world.ordersAtHand(number);
  const digest = [...stage.world.orders].find(([, held]) => held === orders)?.[0] ?? "";
  for (const person of by)
    await tolerating(stage, async () => {
      await at.desk.refresh();
      const command = { type: "SignOrders", digest, people: orders.people, by: person.name, signature: "" } as const;
      await at.desk.obey({ ...command, signature: stage.world.sign(person, at, command) });
    });
}

/** Somebody writes other orders and starts a process with them; the insider signs, and honest admins only where the move says so. */
async function changeOrders(stage: Stage, { process, change, adopt: honest }: Doing<"orders">): Promise<void> {
  const { world } = stage;
  const held = world.ordersAtHand(process);
  const changed = (): StandingOrders => {
    switch (change) {
      case "insider-alone":
        return { ...held, people: [cast.omar.line, personOf("omar-two", ["admin", "lead", "responder", "break-glass"]).line].map((line) => ({ ...line, roles: [...line.roles] })) };
      case "more-budget":
        return StandingOrders.parse({ ...held, budgets: { ...held.budgets, "per-hour": 10_000, "standing-share": 1, "class-share-per-hour": 1, "per-rule-per-hour": 10_000, "per-source-per-hour": 10_000 } });
      case "unprotect":
        return StandingOrders.parse({ ...held, protected: {} });
      case "own-key":
        return { ...held, people: held.people.map((line) => (line.name === "mara" ? { ...line, "public-key": cast.omar.line["public-key"] } : line)) };
      case "back":
        return [...world.orders.values()][0] ?? held;
    }
  };
  await world.restart(process, changed());
  await adopt(stage, process, cast.omar, personOf("omar-two", []), ...(honest ? [cast.mara, cast.ines] : []));
}

const undo = (stage: Stage, { process, person, which, forged }: Doing<"undo">) =>
  withAction(stage, process, which, async (at, { action }) => {
    const command = { type: "AskUndo", id: action.id, by: (people[person] as TestPerson).name, because, signature: "" } as const;
    const signature = forged ? cast.zed.sign(Buffer.from("y")) : stage.world.sign(people[person] as TestPerson, at, command);
    await at.desk.obey({ ...command, signature });
  });

/** More alerts, another verdict: the case that people were shown is not that case any more. */
async function changeCase({ world }: Stage, which: number): Promise<void> {
  const run = world.runs.get(worldName);
  const [id, held] = [...(run?.cases ?? [])].at(-1 - which) ?? [];
  if (run && id !== undefined && held && held.status !== "unopened") world.changedCases.set(id, world.tick());
  if (run && id !== undefined && held && held.status !== "unopened") run.cases.set(id, { ...held, alertIds: [...held.alertIds, `a-late-${world.tick()}`] });
}

async function reset(stage: Stage, { process, person }: Doing<"reset">): Promise<void> {
  const at = await stage.world.process(process);
  await at.desk.refresh();
  for (const assetClass of [...at.desk.state.breakers.keys()]) {
    const command = { type: "ResetBreaker", assetClass, by: (people[person] as TestPerson).name, because, signature: "" } as const;
    await tolerating(stage, () => at.desk.obey({ ...command, signature: stage.world.sign(people[person] as TestPerson, at, command) }));
  }
}
