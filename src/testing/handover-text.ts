import type { ComposedHandover } from "../core/handover/text.ts";

/** A composed handover of a test: one fact in a section, of a period that ends at a time. */
export function composedUntil(toMs: number, says = "case-1 waits for a person."): ComposedHandover {
  const fact = {
    key: "case:case-1",
    urgency: "now",
    says,
    next: "Find out: who signed in.",
    cites: [{ kind: "case", id: "case-1" }],
  } as const;
  return {
    period: { fromMs: toMs - 8 * 3_600_000, toMs },
    sections: [{ name: "open-cases", facts: [fact], left: 0 }],
    sources: [{ source: "edr", accepted: 12, inPeriod: 5, deadLettered: 0 }],
    records: [{ world: "watch-000001", entries: 3, hash: `sha256:${"a".repeat(64)}` }],
  };
}
