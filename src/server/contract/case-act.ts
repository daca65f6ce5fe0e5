import { z } from "zod";
import { verdicts } from "../../core/verdict/verdict.ts";

const because = z.string().trim().min(1).max(500);
const id = z.string().min(1).max(200);

/** What a person may say of a case. */
export const personsVerdict = z.enum(verdicts).exclude(["insufficient-data"]);

/** What a person does to a case. Every one of them is a fact of the record, with who and why. */
export const CaseAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("assign"), assignee: z.string().min(1).max(100).nullable() }),
  z.strictObject({ act: z.literal("note"), text: z.string().trim().min(1).max(4_000) }),
  z.strictObject({
    act: z.literal("add-task"),
    text: z.string().trim().min(1).max(1_000),
    assignee: z.string().min(1).max(100).nullable().default(null),
  }),
  z.strictObject({ act: z.literal("finish-task"), task: z.string().regex(/^t-\d{1,6}$/) }),
  z.strictObject({ act: z.literal("overrule"), verdict: personsVerdict, because }),
  z.strictObject({ act: z.literal("merge"), into: id, because }),
  z.strictObject({ act: z.literal("split"), alert: id, because }),
  /** Takes a case that was merged out of the one that it was poured into. */
  z.strictObject({ act: z.literal("unmerge"), because }),
  /** `verdict` is the person's word on a case that has none with which it could be closed; a case that has keeps its own. */
  z.strictObject({ act: z.literal("close"), because, verdict: personsVerdict.optional() }),
  z.strictObject({ act: z.literal("escalate"), because }),
  z.strictObject({ act: z.literal("reopen"), because }),
]);
export type CaseAct = z.infer<typeof CaseAct>;
