import type { z } from "zod";
import type { ModelFailure } from "./call.ts";
import { readStrictJson } from "./strict-json.ts";

/** What a strict reader made of a model's raw output: a value of which every part was checked, or why none of it is used. Readers never throw. */
export type ReadResult<Value> =
  | { readonly ok: Value }
  | { readonly why: Extract<ModelFailure, "unparseable" | "not-tied">; readonly detail: string };

/** One JSON value of a shape, strictly: a name that the shape does not have refuses it too. `detail` holds paths and our words, nothing of the output's. */
export function readShape<Value>(raw: string, shape: z.ZodType<Value>): ReadResult<Value> {
  const json = readStrictJson(raw);
  if ("problem" in json) return unparseable(json.problem);
  const { success, data, error } = shape.safeParse(json.value);
  if (success) return { ok: data };
  const [first] = error.issues;
  return unparseable(`${first?.code ?? "wrong"} at ${placeOf(first?.path ?? [])}`);
}

/** Names in a path that came from outside are not repeated. */
const placeOf = (path: readonly PropertyKey[]) =>
  path.map((part) => (typeof part === "number" ? String(part) : /^[a-zA-Z]{1,20}$/.test(String(part)) ? String(part) : "?")).join(".") ||
  "the top";

/** None of it is used, and why. */
export const unparseable = (detail: string) => ({ why: "unparseable", detail }) as const;
