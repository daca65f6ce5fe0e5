import type { Verdict } from "../verdict/verdict.ts";

/** What is offered to do with a case as a whole. "close-with-verdict": it has none with which it could be closed, and takes a person's. */
export const openActs = ["overrule", "close", "close-with-verdict", "reopen", "escalate", "merge", "split", "unmerge"] as const;
/** One of them. */
export type OpenAct = (typeof openActs)[number];

/** How a case stands, as lists have it; no verdict where none stands yet. */
export type CaseStanding = {
  readonly state: "in-progress" | "closed" | "escalated" | "waiting" | "merged";
  readonly verdict: string | undefined;
  readonly alerts: number;
};

const none: Verdict = "insufficient-data";

/**
 * What a case stands open for. One that waits for a person is not offered to be opened again, although it may be. What is offered can still be refused: the
 * case may have changed since, or left the watch.
 */
export function actsOpen({ state, verdict, alerts }: CaseStanding): readonly OpenAct[] {
  if (state === "merged") return ["unmerge"];
  const acts: OpenAct[] = verdict === undefined ? [] : ["overrule"];
  if (state === "closed") acts.push("reopen");
  else acts.push(verdict === undefined || verdict === none ? "close-with-verdict" : "close");
  if (state !== "escalated") acts.push("escalate");
  acts.push("merge");
  // Alone it is a case of its own already.
  if (alerts > 1) acts.push("split");
  return acts;
}
