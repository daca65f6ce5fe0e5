import type { Reputation } from "../ports/connector.ts";
import { type HeldType, type HeldWord, held } from "./doubles/reputation.ts";

/** Cases of a scene: what a service answers of what the doubles hold of these types. */
export function reputationCases(types: readonly HeldType[], words: Readonly<Record<HeldWord, Reputation["answer"]>>) {
  return types.flatMap((type) =>
    (["bad", "odd", "good", "unknown"] as const).map((word) => ({ observable: { type, value: held[type][word] }, answer: words[word] })),
  );
}
