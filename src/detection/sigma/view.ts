import { emptyFields, type Fields, type FieldValue } from "../../core/event/event.ts";
import type { FieldTexts } from "./predicate.ts";
import { fold } from "./text.ts";

/**
 * One event as the rules see it: a place for every field that any rule names, filled anew for each event. A field is found by its
 * exact name first, and by its name without regard to case where no field has the exact one.
 */
export type View = {
  readonly fieldIds: ReadonlyMap<string, number>;
  readonly load: (fields: Fields, aliases: readonly FieldAlias[]) => void;
  /** The value of a field of the loaded event; undefined when it has none. */
  readonly raw: (field: number) => FieldValue | undefined;
  readonly texts: (field: number) => FieldTexts;
  /** Every value of the loaded event. */
  readonly all: () => FieldTexts;
  /** The fields of the loaded event. */
  readonly fields: () => Fields;
  /** Counts the events loaded, so that answers kept from another event can be told. */
  readonly epoch: () => number;
};

/** Native names for a rule's field: used where the event lacks the field, or, when it overrides, wherever a native one is there. */
export type FieldAlias = { readonly field: number; readonly natives: readonly string[]; readonly overrides: boolean };

const absent: FieldTexts = { texts: [], folded: [] };
const namesMax = 20_000;

/** A view over the given field names. Names met in events are remembered up to a maximum, then learnt anew. */
export function openView(fieldNames: readonly string[]): View {
  const fieldIds = new Map(fieldNames.map((name, id) => [name, id]));
  const slots = openSlots(fieldIds);
  const texts: FieldTexts[] = fieldNames.map(() => absent);
  const textsAt = new Float64Array(fieldNames.length);
  let loaded: Fields = emptyFields();
  let everything: FieldTexts | undefined;
  return {
    fieldIds,
    load: (fields, aliases) => {
      loaded = fields;
      everything = undefined;
      slots.fill(fields, aliases);
    },
    raw: slots.raw,
    texts: (field) => {
      const value = slots.raw(field);
      if (value === undefined) return absent;
      if (textsAt[field] !== slots.epoch()) {
        textsAt[field] = slots.epoch();
        texts[field] = textsOf(value);
      }
      return texts[field]!;
    },
    all: () => {
      everything ??= textsOf(Object.values(loaded).flat());
      return everything;
    },
    fields: () => loaded,
    epoch: slots.epoch,
  };
}

// A value per rule field. Nothing is emptied between events: what was not filled for this one does not count.
function openSlots(fieldIds: ReadonlyMap<string, number>) {
  const targetsOf = openTargets(fieldIds);
  const values: (FieldValue | undefined)[] = new Array<undefined>(fieldIds.size).fill(undefined);
  const filledAt = new Float64Array(fieldIds.size);
  let epoch = 0;
  const put = (id: number, value: FieldValue) => {
    values[id] = value;
    filledAt[id] = epoch;
  };
  const fill: View["load"] = (fields, aliases) => {
    epoch++;
    for (const name in fields) {
      const targets = targetsOf(name);
      const value = fields[name];
      if (!targets || value === null || value === undefined) continue;
      if (targets.exact >= 0) put(targets.exact, value);
      for (const id of targets.folded) if (filledAt[id] !== epoch) put(id, value);
    }
    for (const { field, natives, overrides } of aliases) {
      if (filledAt[field] === epoch && !overrides) continue;
      const native = natives.find((name) => fields[name] !== undefined && fields[name] !== null);
      if (native !== undefined) put(field, fields[native]!);
    }
  };
  return { fill, raw: (field: number) => (filledAt[field] === epoch ? values[field] : undefined), epoch: () => epoch };
}

/** A field's values as text; null gives none. */
export function textsOf(value: FieldValue | undefined): FieldTexts {
  if (value === undefined || value === null) return absent;
  if (typeof value === "string") return { texts: [value], folded: [fold(value)] };
  const items = typeof value === "object" ? value : [value];
  const texts = items.filter((item) => item !== null).map(String);
  return { texts, folded: texts.map(fold) };
}

type Targets = { readonly exact: number; readonly folded: readonly number[] };

// Which rule fields an event's field is: the one of its own name, and those that differ from it in case alone.
function openTargets(fieldIds: ReadonlyMap<string, number>): (name: string) => Targets | undefined {
  const byFolded = new Map<string, number[]>();
  for (const [name, id] of fieldIds) {
    const alike = byFolded.get(fold(name));
    if (alike) alike.push(id);
    else byFolded.set(fold(name), [id]);
  }
  const known = new Map<string, Targets | undefined>();
  return (name) => {
    const found = known.get(name);
    if (found || known.has(name)) return found;
    const exact = fieldIds.get(name) ?? -1;
    const folded = (byFolded.get(fold(name)) ?? []).filter((id) => id !== exact);
    const targets = exact >= 0 || folded.length > 0 ? { exact, folded } : undefined;
    if (known.size >= namesMax) known.clear();
    known.set(name, targets);
    return targets;
  };
}
