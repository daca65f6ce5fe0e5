import type { ModelFailure } from "./call.ts";

/** What a strict reader made of a model's raw output: a value of which every part was checked, or why none of it is used. Readers never throw. */
export type ReadResult<Value> =
  | { readonly ok: Value }
  | { readonly why: Extract<ModelFailure, "unparseable" | "not-tied">; readonly detail: string };
