import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { ModelOrder } from "../../core/configuration/models.ts";
import type { Call } from "../../ports/connector-call.ts";
import type { LanguageModel, ModelAnswer } from "../../ports/model.ts";
import { type ModelDouble, type ModelSays, modelKey } from "../doubles/model-double.ts";
import { someRequest } from "../some-prompt.ts";

/** What a provider's adapter is put through: its double, and the way to open it as the product does. */
export type ModelScene = {
  readonly product: "openai-compatible" | "anthropic";
  readonly start: () => Promise<ModelDouble>;
  readonly open: (order: ModelOrder, told: (call: Call) => void) => Promise<LanguageModel>;
};

/** What opening a model in these tests takes of the world. */
export const surroundings = {
  folder: ".",
  environment: { KEY: modelKey, OTHER_KEY: "other-canary" },
  clock: {
    nowMs: () => Date.now(),
    sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { ref: false, ...(signal && { signal }) }),
  },
};

/** A model that was opened over its double, with what its door told. */
export type Open = {
  readonly product: ModelScene["product"];
  readonly model: LanguageModel;
  readonly double: ModelDouble;
  readonly calls: Call[];
};
export type Why = Extract<ModelAnswer, { kind: "failed" }>["why"];

/** The right answer to the question of these tests. */
export const rightAnswer = '{"intent":"payment-fraud"}';
/** Longer than any of these should take, and shorter than anybody waits. */
export const shortMs = 400;

/** A test with a model of its own. */
export type With = (title: string, body: (open: Open) => Promise<void>, more?: Readonly<Record<string, unknown>>) => void;

export const says = (double: ModelDouble, said: ModelSays) => {
  double.answer = () => said;
};

/** Asks, and makes sure that it fails as it should: in our words, and once. */
export async function fails(
  { model, double, calls }: Open,
  why: Why,
  request = someRequest(),
): Promise<Extract<ModelAnswer, { kind: "failed" }>> {
  const before = double.seen.length;
  const said = await model.ask(request);
  assert.ok(said.kind === "failed", JSON.stringify(said).slice(0, 300));
  assert.equal(said.why, why, said.detail);
  assert.match(said.detail, /^[\x20-\x7e]{5,300}$/);
  assert.doesNotMatch(JSON.stringify([said, calls]), /canary|ignore all rules|isolate_host|192\.0\.2\.1/);
  assert.ok(double.seen.length - before <= 1, "a failed question was asked again");
  return said;
}

/** How each provider says that an answer ran into its limit. */
export const lengthWord = ({ product }: Open) => (product === "anthropic" ? "max_tokens" : "length");
