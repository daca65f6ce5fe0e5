import type { Case } from "../../core/case/case.ts";
import type { CaseProfile, Held } from "../../core/run/bond-index.ts";
import type { RunState } from "../../core/run/run.ts";

/**
 * A run on which placing alerts can be tried: what it changes is copied when it is first met, so that the run itself stays as it is until what was decided
 * is durable. Only what triage and placing change is apart: triages, suppressed alerts, cases, which alert is in which, and what each case is about.
 */
export function forkOf(run: RunState, uncorrelated: Iterable<string>): RunState {
  return {
    ...run,
    untriaged: new Set(),
    uncorrelated: new Set(uncorrelated),
    suppressed: run.suppressed && new Map(run.suppressed),
    sampled: new Map(run.sampled),
    triages: new Layer(run.triages, (triage) => triage),
    cases: new Layer(run.cases, copyOfCase),
    caseOfAlert: new Layer(run.caseOfAlert, (caseId) => caseId),
    bonds: { byKey: new Layer(run.bonds.byKey, copyOfHeld), byCase: new Layer(run.bonds.byCase, copyOfProfile) },
  };
}

// Joined alerts are added to a case's own lists.
const copyOfCase = (each: Case): Case =>
  each.status === "unopened" ? each : { ...each, alertIds: [...each.alertIds], joins: [...each.joins] };
const copyOfHeld = (held: Map<string, Held>) => new Map(held);
const copyOfProfile = ({ keys, tactics, rules, alerts }: CaseProfile): CaseProfile => ({
  keys: new Set(keys),
  tactics: new Set(tactics),
  rules: new Set(rules),
  alerts,
});

/** A map over another one that it never changes. What the other one holds comes first in its order, unless it was set here. */
class Layer<Value> extends Map<string, Value> {
  readonly #below: ReadonlyMap<string, Value>;
  readonly #copy: (value: Value) => Value;
  readonly #gone = new Set<string>();
  /** Keys below that were set or deleted here. */
  #hidden = 0;

  constructor(below: ReadonlyMap<string, Value>, copy: (value: Value) => Value) {
    super();
    this.#below = below;
    this.#copy = copy;
  }

  override get size(): number {
    return super.size + this.#below.size - this.#hidden;
  }

  override has(key: string): boolean {
    return super.has(key) || (!this.#gone.has(key) && this.#below.has(key));
  }

  override get(key: string): Value | undefined {
    if (super.has(key) || this.#gone.has(key)) return super.get(key);
    const below = this.#below.get(key);
    if (below === undefined) return undefined;
    const copy = this.#copy(below);
    this.set(key, copy);
    return copy;
  }

  override set(key: string, value: Value): this {
    this.#hide(key);
    this.#gone.delete(key);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    const had = this.has(key);
    this.#hide(key);
    if (this.#below.has(key)) this.#gone.add(key);
    super.delete(key);
    return had;
  }

  #hide(key: string): void {
    if (this.#below.has(key) && !super.has(key) && !this.#gone.has(key)) this.#hidden++;
  }

  override *entries(): MapIterator<[string, Value]> {
    for (const [key, value] of this.#below) if (!super.has(key) && !this.#gone.has(key)) yield [key, value];
    yield* super.entries();
    return undefined;
  }

  override *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
    return undefined;
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  override forEach(each: (value: Value, key: string, map: Map<string, Value>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this);
  }
}
