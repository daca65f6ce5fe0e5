import { z } from "zod";
import { questionLengthMax } from "../../core/model/guide.ts";
import { CaseSearch } from "../../core/model/guided.ts";
import { EventQuery } from "../../core/query/query.ts";
import { count, id, time } from "./common.ts";
import { operation } from "./operation.ts";

/** A search of the queue in the words of its filter (`listQueue`). */
export const QueueProposal = CaseSearch.omit({ fromMs: true, toMs: true }).extend({ from: time.optional(), to: time.optional() });

/**
 * What a language model made of a question: a typed search for the person to look at, change and run with `searchEvents` or `listQueue`, or none. Nothing was run, and nothing in it is
 * prose of the model's.
 */
export const GuideProposed = z.strictObject({
  /** Its call in the record of questions. */
  call: z.string(),
  by: z.literal("model"),
  model: z.string(),
  /** Whether the question left the organisation. */
  hosted: z.boolean(),
  proposed: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("events"), query: EventQuery }),
    z.strictObject({ kind: z.literal("cases"), filter: QueueProposal }),
    z.strictObject({ kind: z.literal("none") }),
  ]),
  tokens: count,
  /** In units of the price's currency; 0 where no price is configured. */
  cost: z.number().min(0),
});

/** Asking in one's own words. */
export const guideOperations = {
  askGuide: operation({
    method: "POST",
    path: "/api/v1/guide",
    operation: "askGuide",
    summary: "a question in one's own words, to a language model: answered with a typed search to look at, which nobody has run",
    tag: "evidence",
    right: "triage",
    body: z.strictObject({ question: z.string().trim().min(1).max(questionLengthMax), case: id.optional() }),
    answer: GuideProposed,
    problems: {
      404: "there is no such case",
      409: "no model is connected, or its rules keep the question here",
      429: "the day's budget is spent",
      502: "the model gave no search",
    },
  }),
} as const;
