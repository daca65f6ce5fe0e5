import { conditionOf } from "./condition.ts";
import { itemOf, keywordOf } from "./detection-item.ts";
import type { MapValue, Value } from "./document.ts";
import { allOf, anyOf, type Expression } from "./predicate.ts";
import { Refusal } from "./problem.ts";

/** The `detection` part of a rule as one expression; several conditions are alternatives. */
export function detectionOf(detection: MapValue): Expression {
  const selections = new Map<string, Expression>();
  for (const [name, value] of detection.entries)
    if (name !== "condition" && name !== "timeframe") selections.set(name, selectionOf(value, detection.keyOffsets.get(name)!));
  const condition = detection.entries.get("condition");
  if (!condition) throw malformed('"detection" has no condition', detection.offset);
  const written = condition.kind === "list" ? condition.items : [condition];
  if (written.length === 0) throw malformed("the condition is empty", condition.offset);
  return anyOf(
    written.map((one) => {
      if (one.kind !== "scalar" || typeof one.value !== "string") throw malformed("a condition must be text", one.offset);
      return conditionOf(one.value, selections, one.offset);
    }),
  );
}

// A mapping is all of its lines; a list is any of its members; a bare value is looked for in every field.
function selectionOf(value: Value, offset: number): Expression {
  switch (value.kind) {
    case "map": {
      if (value.entries.size === 0) throw malformed("a selection is empty", offset);
      return allOf([...value.entries].map(([key, item]) => itemOf(key, item, value.keyOffsets.get(key)!)));
    }
    case "list": {
      if (value.items.length === 0) throw malformed("a selection is empty", offset);
      return anyOf(value.items.map((item) => selectionOf(item, item.offset)));
    }
    case "scalar":
      return keywordOf(value);
  }
}

const malformed = (problem: string, offset: number) =>
  new Refusal({ code: "rule/malformed", problem, remedy: "give it at least one line, and a condition that names it", offset });
