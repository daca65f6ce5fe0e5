import { createHash } from "node:crypto";
import { isNobody } from "../observable/nobody.ts";
import { type Observable, type ObservableType, observableKey } from "../observable/observable.ts";
import type { AssessmentCase } from "./assessment.ts";

/** What kind of thing a case can be known by. */
export const markKinds = ["entity", "technique", "rule"] as const;

/** Something that a case can be known by, and that other cases may hold too. `mark` is its identity, at most `markLengthMax` characters. */
export type CaseMark = { readonly kind: (typeof markKinds)[number]; readonly mark: string; readonly type: string; readonly value: string };

/** The most marks of one case. */
export const marksMax = 300;
/** The longest mark, characters; a longer value stands as its SHA-256. */
export const markLengthMax = 200;

/** What says nothing of a case however rare it is: names that a run gives anew, and values of no kind. */
const passing: ReadonlySet<ObservableType> = new Set(["session", "other", "user-agent", "mail"]);

/**
 * What a case can be known by: its entities, the techniques that it shows, the rules that raised it. Each once, in the case's own order. A machine goes by its
 * name in the inventory, whatever an alert calls it.
 */
export function marksOf({
  assets,
  observables,
  techniques,
  evidence,
}: Pick<AssessmentCase, "assets" | "observables" | "techniques" | "evidence">): CaseMark[] {
  const marks = new Map<string, CaseMark>();
  const add = (kind: CaseMark["kind"], type: string, value: string, key: string) => {
    const mark = shortOf(`${kind} ${key}`);
    if (marks.size < marksMax && !marks.has(mark)) marks.set(mark, { kind, mark, type, value });
  };
  const machines = machinesOf(assets);
  for (const { type, value } of [...observables, ...machines.values()]) {
    const key = observableKey({ type, value });
    const machine = machines.get(key);
    const name = machine?.value ?? value;
    const known = machine ? observableKey(machine) : key;
    if (isMarkable(type, known)) add("entity", type, name, known);
  }
  for (const { id } of techniques) add("technique", "technique", id, id);
  for (const { group, source } of evidence) {
    if (source.kind !== "record" || !group.startsWith(ruleGroup)) continue;
    const rule = group.slice(ruleGroup.length);
    add("rule", "rule", rule, rule);
  }
  return [...marks.values()];
}

/** Whether cases are known by entities of this kind, and by this one: a name that a run gives anew is counted among no cases. */
export const isMarkable = (type: ObservableType, key: string): boolean => !passing.has(type) && !isNobody(key);

/** The machines of a case under their names in the inventory, by the keys of all names that alerts have for them. */
function machinesOf(assets: AssessmentCase["assets"]): ReadonlyMap<string, Observable> {
  const machines = new Map<string, Observable>();
  for (const { name, observables } of assets) {
    const machine = { type: "host", value: name } as const;
    machines.set(observableKey(machine), machine);
    for (const each of observables) if (each.type === "host") machines.set(observableKey(each), machine);
  }
  return machines;
}

/** The mark of an entity by its key (`observableKey`). */
export const entityMark = (key: string): string => shortOf(`entity ${key}`);

const ruleGroup = "rule ";

const shortOf = (mark: string): string =>
  mark.length <= markLengthMax ? mark : `${mark.slice(0, mark.indexOf(" "))} sha256:${createHash("sha256").update(mark).digest("hex")}`;

/** Cases beside which a thing is looked at even where there are few: of two cases that share everything, nothing would else be rare. */
const casesSmoothed = 10;

/** How rare it is that `holders` of `casesTotal` cases hold a thing: 1 where one does, towards 0 where all do. */
export function rarityOf(holders: number, casesTotal: number): number {
  if (holders <= 1) return 1;
  return Math.max(0, Math.min(1, 1 - Math.log(holders) / Math.log(Math.max(casesTotal, holders) + casesSmoothed)));
}
