import type { ContainmentVerb } from "../../src/core/containment/action.ts";
import type { Handle } from "../../src/core/containment/handle.ts";
import { SocError } from "../../src/core/soc-error.ts";
import type { EffectOrder, Effector, ProductState } from "../../src/ports/effector.ts";

/** How the product answers one call; the adversary picks a row of these, and it begins again from the front when it is used up. */
export const behaviours = ["ok", "ok", "ok", "refuse", "drop-request", "drop-answer", "duplicate", "lie", "pending", "hang", "crash", "race"] as const;
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
  /** Which process sent it. */
  readonly process: number;
};

/** What the product is to the adversary. */
export type HostileProduct = {
  readonly arrivals: readonly Arrival[];
  /** Targets that stand contained, by `located`. */
  readonly standing: ReadonlyMap<string, { readonly by: string; readonly verb: ContainmentVerb; readonly target: Handle }>;
  readonly effector: (name: string, verbs: readonly ContainmentVerb[], process: number) => Effector;
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

/** A product whose answers the adversary picks. It does what it is told to, once or twice or not at all, and says whatever it likes. */
export function openHostileProduct({ tick, nextBehaviour, crash, race }: Surroundings): HostileProduct {
  const arrivals: Arrival[] = [];
  const standing = new Map<string, { by: string; verb: ContainmentVerb; target: Handle }>();
  const arrive = (call: Arrival["call"], effector: string, order: EffectOrder, process: number, before?: ProductState) => {
    const { effectId, verb, target, located } = order;
    arrivals.push({ call, effectId, effector, verb, target, located, before, tick: tick(), process });
    if (call === "perform") standing.set(located, { by: effectId, verb, target });
    else if (before?.inForce !== true) standing.delete(located);
  };
  const change = async (call: Arrival["call"], effector: string, order: EffectOrder, process: number, before?: ProductState) => {
    const behaviour = nextBehaviour();
    if (behaviour === "refuse") throw refused("the product said no");
    if (behaviour === "drop-request") throw new Error("socket hang up");
    arrive(call, effector, order, process, before);
    if (behaviour === "duplicate") arrive(call, effector, order, process, before);
    if (behaviour === "race") race();
    if (behaviour === "crash") crash(process);
    if (behaviour === "hang" || behaviour === "crash") return never();
    if (behaviour === "drop-answer") throw new Error("socket hang up");
    return { says: "done" };
  };
  const observe = async ({ located }: EffectOrder, process: number) => {
    const behaviour = nextBehaviour();
    if (behaviour === "crash") crash(process);
    if (behaviour === "hang" || behaviour === "crash") return never();
    if (behaviour === "drop-request" || behaviour === "refuse") throw new Error("socket hang up");
    if (behaviour === "race") race();
    const held = standing.has(located);
    const told = behaviour === "lie" ? !held : held;
    return { inForce: behaviour === "pending" ? "pending" : told ? "yes" : "no", state: { inForce: told }, says: "as seen" } as const;
  };
  return {
    arrivals,
    standing,
    effector: (name, verbs, process) => ({
      name,
      product: "a hostile product",
      provenOn: "a double",
      verbs,
      locate: async (target, verb) => `${verb}|${target.id}`,
      observe: (order) => observe(order, process),
      perform: (order) => change("perform", name, order, process),
      undo: (order) => change("undo", name, order, process, order.before),
      check: async () => ({ says: "it answers" }),
    }),
  };
}
