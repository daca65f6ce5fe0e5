import { type ContainmentVerb, undoOf } from "../core/containment/action.ts";
import type { Handle } from "../core/containment/handle.ts";
import { type ErrorCode, SocError } from "../core/soc-error.ts";
import type { EffectOrder, Observed, ProductState } from "../ports/effector.ts";

/** One request to the product, JSON-safe, so that the product can live in another process. */
export type ProductCall =
  | { readonly call: "locate"; readonly target: Handle; readonly verb: ContainmentVerb }
  | { readonly call: "observe"; readonly order: EffectOrder }
  | { readonly call: "perform"; readonly order: EffectOrder }
  | { readonly call: "undo"; readonly order: EffectOrder & { readonly before: ProductState } }
  | { readonly call: "check" };

/** What one request met and did. `changed`: the product's state is another one after it. */
export type LedgerLine = {
  readonly call: ProductCall["call"];
  readonly verb?: ContainmentVerb;
  readonly located?: string;
  readonly effectId?: string;
  readonly changed: boolean;
  readonly atMs: number;
};

/**
 * What goes wrong with one request. `refuse`: a clear no before anything. `drop-request`: it never arrives, and nobody says so. `drop-answer`: done, but the
 * answer is lost. `hang`: done when the promise that it names settles, never by itself. `duplicate`: arrives twice. `lie`: an observation that says the
 * opposite. `late`: it takes hold only after so many observations.
 */
export type Fault =
  | { readonly fault: "refuse" | "drop-request" | "drop-answer" | "duplicate" | "lie" }
  | { readonly fault: "hang"; readonly until: Promise<void> }
  | { readonly fault: "late"; readonly observations: number };

type Standing = { inForce: boolean; by: string | null; note: string; pendingFor: number; pending: boolean | undefined };

/** A product in memory that contains targets, remembers every call, and fails as it is told to. */
export type MemoryProduct = {
  readonly call: (request: ProductCall) => Promise<unknown>;
  /** Every call that arrived, in order. */
  readonly ledger: readonly LedgerLine[];
  /** Asked for every call: what goes wrong with it. */
  fault: (request: ProductCall) => Fault | undefined;
  /** Everything that the product holds on a target, deep-comparable. */
  readonly viewOf: (located: string) => Readonly<Record<string, unknown>>;
  /** Ids of the targets that stand contained, sorted. */
  readonly contained: () => readonly string[];
  /** As somebody else would, past us: no ledger line. */
  readonly setByAnother: (located: string, verb: ContainmentVerb, inForce: boolean) => void;
};

/**
 * Targets by the product's own id, each with the handle ids that mean it. Two with one handle id are a target that cannot be told apart.
 * `nowMs` gives the ledger its times.
 */
export function memoryProduct({
  targets,
  nowMs = () => 0,
}: {
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly nowMs?: () => number;
}): MemoryProduct {
  const names = new Map(Object.entries(targets));
  const standings = new Map<string, Standing>();
  const ledger: LedgerLine[] = [];
  const standingOf = (located: string, verb: ContainmentVerb) => {
    if (!names.has(located)) throw refused("effector/no-target", `the product has no target "${located}"`);
    const key = `${located}\n${verb}`;
    const standing = standings.get(key) ?? { inForce: false, by: null, note: "", pendingFor: 0, pending: undefined };
    standings.set(key, standing);
    return standing;
  };
  const product: MemoryProduct = {
    ledger,
    fault: () => undefined,
    async call(request) {
      const fault = product.fault(request);
      if (fault?.fault === "refuse") throw refused("effector/refused", "the product said no");
      if (fault?.fault === "drop-request") throw new Error("socket hang up");
      if (fault?.fault === "hang") await fault.until;
      const answer = arrive({ request, fault, names, standingOf, ledger, nowMs });
      if (fault?.fault === "duplicate") arrive({ request, fault, names, standingOf, ledger, nowMs });
      if (fault?.fault === "drop-answer") throw new Error("socket hang up");
      return answer;
    },
    viewOf: (located) =>
      Object.fromEntries(
        [...standings]
          .filter(([key]) => key.startsWith(`${located}\n`))
          .map(([key, { inForce, by, note }]) => [key.slice(located.length + 1), { inForce, by, note }] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
    contained: () => [...standings].flatMap(([key, { inForce }]) => (inForce ? [key.split("\n")[0]!] : [])).toSorted(),
    setByAnother(located, verb, inForce) {
      Object.assign(standingOf(located, verb), { inForce, by: inForce ? "somebody else" : null, note: inForce ? "set by hand" : "" });
    },
  };
  return product;
}

type Arrival = {
  readonly request: ProductCall;
  readonly fault: Fault | undefined;
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly standingOf: (located: string, verb: ContainmentVerb) => Standing;
  readonly ledger: LedgerLine[];
  readonly nowMs: () => number;
};

function arrive({ request, fault, names, standingOf, ledger, nowMs }: Arrival): unknown {
  const note = (changed: boolean) => {
    const about =
      request.call === "check"
        ? {}
        : request.call === "locate"
          ? { verb: request.verb }
          : { verb: request.order.verb, located: request.order.located, effectId: request.order.effectId };
    ledger.push({ call: request.call, ...about, changed, atMs: nowMs() });
  };
  switch (request.call) {
    case "check":
      note(false);
      return { says: "it answers" };
    case "locate":
      note(false);
      return located(request.target, names);
    case "observe": {
      note(false);
      return observed(standingOf(request.order.located, request.order.verb), fault?.fault === "lie");
    }
    case "perform": {
      const standing = standingOf(request.order.located, request.order.verb);
      const changed = wish(standing) !== true;
      if (changed) become(standing, true, request.order.effectId, fault);
      note(changed);
      return { says: changed ? "contained" : "it was contained already" };
    }
    case "undo": {
      if (undoOf[request.order.verb] === undefined) throw refused("effector/irreversible", `"${request.order.verb}" has no way back`);
      const standing = standingOf(request.order.located, request.order.verb);
      const before = request.order.before;
      const wanted = before.inForce === true;
      const changed = wish(standing) !== wanted;
      if (changed) become(standing, wanted, typeof before.by === "string" ? before.by : null, fault);
      standing.note = typeof before.note === "string" ? before.note : "";
      note(changed);
      return { says: changed ? "put back" : "it stood as before already" };
    }
  }
}

const wish = ({ pending, inForce }: Standing) => pending ?? inForce;

function become(standing: Standing, inForce: boolean, by: string | null, fault: Fault | undefined): void {
  standing.by = by;
  standing.note = by === null ? "" : `by ${by}`;
  if (fault?.fault === "late" && fault.observations > 0) {
    standing.pending = inForce;
    standing.pendingFor = fault.observations;
  } else standing.inForce = inForce;
}

function observed(standing: Standing, lies: boolean): Observed {
  if (standing.pending !== undefined) {
    standing.pendingFor--;
    if (standing.pendingFor <= 0) {
      standing.inForce = standing.pending;
      standing.pending = undefined;
    }
  }
  const { inForce, by, note } = standing;
  const isPending = standing.pending === true;
  const told = lies ? !inForce : inForce;
  return {
    inForce: isPending ? "pending" : told ? "yes" : "no",
    state: { inForce, by, note },
    says: isPending ? "under way" : told ? "contained" : "not contained",
  };
}

function located(target: Handle, names: ReadonlyMap<string, readonly string[]>): string {
  const found = [...names].filter(([, ids]) => ids.includes(target.id)).map(([id]) => id);
  if (found.length === 0) throw refused("effector/no-target", `the product knows no "${target.name}"`);
  if (found.length > 1) throw refused("effector/several-targets", `the product knows ${found.length} of "${target.name}"`);
  return found[0]!;
}

const refused = (code: ErrorCode, problem: string) => new SocError({ code, problem, remedy: "look at the product itself", retry: "never" });
