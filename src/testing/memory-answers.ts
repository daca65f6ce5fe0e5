import { type AnswerStore, type AskedOnce, type Claim, claimLastsMs, type KeptAnswer } from "../ports/answer-store.ts";

type Held = { readonly digest: string; readonly claimedAtMs: number; answer: KeptAnswer | "not-kept" | undefined };

/** Answers in memory. */
export function memoryAnswers(): AnswerStore & { readonly held: () => number } {
  const rows = new Map<string, Held>();
  const keyOf = ({ scope, key }: AskedOnce) => JSON.stringify([scope, key]);
  return {
    held: () => rows.size,
    async claim(asked, nowMs): Promise<Claim> {
      const held = rows.get(keyOf(asked));
      if (held) {
        if (held.digest !== asked.digest) return { type: "other-request" };
        if (held.answer === "not-kept") return { type: "not-kept" };
        if (held.answer) return { type: "answered", answer: held.answer };
        return { type: nowMs - held.claimedAtMs > claimLastsMs ? "unknown" : "under-way" };
      }
      rows.set(keyOf(asked), { digest: asked.digest, claimedAtMs: nowMs, answer: undefined });
      return { type: "new" };
    },
    async finish(asked, answer) {
      const held = rows.get(keyOf(asked));
      if (held) held.answer = answer ?? "not-kept";
    },
    async release(asked) {
      if (rows.get(keyOf(asked))?.answer === undefined) rows.delete(keyOf(asked));
    },
    async forget(beforeMs, limit) {
      const old = [...rows].filter(([, { claimedAtMs }]) => claimedAtMs < beforeMs).slice(0, limit);
      for (const [key] of old) rows.delete(key);
      return old.length;
    },
  };
}
