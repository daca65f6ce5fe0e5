import type { ContainmentVerb } from "../../src/core/containment/action.ts";
import type { Handle } from "../../src/core/containment/handle.ts";
import { SocError } from "../../src/core/soc-error.ts";
import type { EffectOrder, Effector, Guard, ProductState } from "../../src/ports/effector.ts";
import type { Through } from "./calls.ts";

/** How the product answers one call; the adversary picks a row of these, and it begins again from the front when it is used up. */
export const behaviours = [
  "ok",
  "ok",
  "ok",
  "refuse",
  "drop-request",
  "drop-answer",
  "duplicate",
  "lie",
  "pending",
  "hang",
  "crash",
  "race",
] as const;
/** One of `behaviours`. */
export type Behaviour = (typeof behaviours)[number];

/** A change that reached the product: the only thing the judge believes. */
export type Arrival = {
  readonly call: "perform" | "undo";
  readonly effectId: string;
  readonly effector: string;
  readonly verb: ContainmentVerb;
  readonly target: Handle;
  readonly located: string;
  readonly before: ProductState | undefined;
  readonly tick: number;
  /** Which process sent it, and the digest of the orders that lay on its machine. */
  readonly process: number;
  readonly orders: string;
};

/** Who holds one end of the product, and how calls of theirs get there. */
export type Caller = {
  readonly name: string;
  readonly verbs: readonly ContainmentVerb[];
  readonly process: number;
  readonly orders: string;
  readonly through: Through;
};

/** What the product is to the adversary. */
export type HostileProduct = {
  readonly arrivals: readonly Arrival[];
  readonly effector: (caller: Caller) => Effector;
};

/** What the product needs of the world around it. */
export type Surroundings = {
  readonly tick: () => number;
  readonly nextBehaviour: () => Behaviour;
  /** The process that calls is killed: it never hears an answer. */
  readonly crash: (process: number) => void;
  /** Something changes while the call is under way. */
  readonly race: () => void;
};

const never = () => new Promise<never>(() => {});
const refused = (problem: string) => new SocError({ code: "effector/refused", problem, remedy: "look at the product", retry: "never" });

/** As every effector does: the guard is asked right before the request, and then it is sent. */
const guarded = <Answer>({ through }: Caller, guard: Guard, send: () => Promise<Answer>) =>
  through(async () => {
    await guard.mayChange();
    return through(send, "send");
  }, "perform");

/** A product whose answers the adversary picks. It does what it is told to, once or twice or not at all, and says whatever it likes. */
export function openHostileProduct({ tick, nextBehaviour, crash, race }: Surroundings): HostileProduct {
  const arrivals: Arrival[] = [];
  const standing = new Set<string>();
  const arrive = (call: Arrival["call"], { name, process, orders }: Caller, order: EffectOrder, before?: ProductState) => {
    const { effectId, verb, target, located } = order;
    arrivals.push({ call, effectId, effector: name, verb, target, located, before, tick: tick(), process, orders });
    if (call === "perform") standing.add(located);
    else if (before?.inForce !== true) standing.delete(located);
  };
  const change = async (call: Arrival["call"], caller: Caller, order: EffectOrder, before?: ProductState) => {
    const behaviour = nextBehaviour();
    if (behaviour === "refuse") throw refused("the product said no");
    if (behaviour === "drop-request") throw new Error("socket hang up");
    arrive(call, caller, order, before);
    if (behaviour === "duplicate") arrive(call, caller, order, before);
    if (behaviour === "race") race();
    if (behaviour === "crash") crash(caller.process);
    if (behaviour === "hang" || behaviour === "crash") return never();
    if (behaviour === "drop-answer") throw new Error("socket hang up");
    return { says: "done" };
  };
  const observe = async ({ located }: EffectOrder, { process }: Caller) => {
    const behaviour = nextBehaviour();
    if (behaviour === "crash") crash(process);
    if (behaviour === "hang" || behaviour === "crash") return never();
    if (behaviour === "drop-request" || behaviour === "refuse") throw new Error("socket hang up");
    if (behaviour === "race") race();
    const told = standing.has(located) !== (behaviour === "lie");
    return { inForce: behaviour === "pending" ? "pending" : told ? "yes" : "no", state: { inForce: told }, says: "as seen" } as const;
  };
  return {
    arrivals,
    effector: (caller) => ({
      name: caller.name,
      product: "a hostile product",
      provenOn: "a double",
      verbs: caller.verbs,
      locate: (target, verb) => caller.through(async () => `${verb}|${target.id}`),
      observe: (order) => caller.through(() => observe(order, caller), "observe"),
      perform: (order, guard) => guarded(caller, guard, () => change("perform", caller, order)),
      undo: (order, guard) => guarded(caller, guard, () => change("undo", caller, order, order.before)),
      check: async () => ({ says: "it answers" }),
    }),
  };
}
