import type { Guarantee } from "./judge.ts";

/** One line of the product as it must not be. `text` has to be there still, so that no defect is planted beside what it was meant for. */
export type Edit = { readonly file: string; readonly text: string; readonly becomes: string };

/** A mistake that somebody could make, and what it breaks first. */
export type Defect = { readonly name: string; readonly edits: readonly Edit[]; readonly breaks: readonly Guarantee[] };

const core = "src/core/containment";
const engine = "src/engine/containment";
const approvals: readonly Guarantee[] = ["no effect without the approvals its tier needs", "no reused or mutated approval accepted"];

/** Mistakes that the judge must find, or it is no judge. */
export const defects: readonly Defect[] = [
  {
    name: "whoever asked may approve",
    edits: [{ file: `${core}/four-eyes.ts`, text: "if (isOwnAction(person, held, context.orders.people))", becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "signatures are not looked at",
    edits: [{ file: `${core}/four-eyes.ts`, text: `if (!isSignedBy(person["public-key"], bytes, given.signature))`, becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "a yes counts for any action",
    edits: [{ file: `${core}/four-eyes.ts`, text: "if (digest !== held.digest)", becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "one person counts twice",
    edits: [{ file: `${core}/four-eyes.ts`, text: "if (counted.some((other) => isSamePerson(other, person)))", becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "nobody counts approvals",
    edits: [
      { file: `${core}/begin.ts`, text: "if (missing !== undefined) throw", becomes: "if (missing === 'never') throw" },
      { file: `${core}/queue.ts`, text: "if (approvals.length < Math.max(", becomes: "if (approvals.length > Math.max(5, " },
      { file: `${core}/queue.ts`, text: "if (needs.tier !== 3) return true;", becomes: "return true;" },
    ],
    breaks: [...approvals, "no protected target touched"],
  },
  {
    name: "time does not run out",
    edits: [
      { file: `${core}/begin.ts`, text: "if (isExpired(held, context.orders, atMs))", becomes: "if (false)" },
      { file: `${core}/four-eyes.ts`, text: "return isExpired(held, context.orders, nowMs)", becomes: "return false" },
      { file: `${engine}/carry-out.ts`, text: `await bench.decide(async () => ({ type: "Expire" }));`, becomes: "" },
    ],
    breaks: approvals,
  },
  {
    name: "budgets are counted and not kept",
    edits: [{ file: `${core}/begin.ts`, text: "if (beyond.length === 0) return undefined;", becomes: "return undefined;" }],
    breaks: ["contained share within the budget"],
  },
  {
    name: "what grew since people saw it goes on",
    edits: [{ file: `${core}/begin.ts`, text: "return growthOf(action.assessed, assessed);", becomes: "return undefined;" }],
    breaks: [...approvals, "no protected target touched", "no effect outside the allow-list"],
  },
  {
    name: "a case that changed is still that case",
    edits: [{ file: `${core}/begin.ts`, text: "if (caseRevision !== action.case.revision)", becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "a stop stops nothing",
    edits: [
      { file: `${core}/begin.ts`, text: "if (stop !== undefined || command.stopped !== undefined)", becomes: "if (false)" },
      { file: `${engine}/stop-guard.ts`, text: "return stoppedByRecord(bench, effector);", becomes: "return undefined;" },
      { file: `${engine}/carry-out.ts`, text: "if (isStopped) return reading;", becomes: "" },
    ],
    breaks: ["nothing begun after a stop"],
  },
  {
    name: "one admin ends a stop",
    edits: [{ file: `${core}/kill-switch.ts`, text: "export const resumersMin = 2;", becomes: "export const resumersMin = 1;" }],
    breaks: ["nothing begun after a stop"],
  },
  {
    name: "orders bind without being adopted",
    edits: [
      { file: `${core}/begin.ts`, text: "requireOrders(state, context);", becomes: "" },
      { file: `${core}/begin.ts`, text: "action.assessed.orders !== ordersDigest || assessed.orders !== ordersDigest", becomes: "false" },
    ],
    breaks: ["contained share within the budget", "no effect outside the allow-list", "no protected target touched", ...approvals],
  },
  {
    name: "nothing is protected",
    edits: [
      { file: `${core}/requirement.ts`, text: "raise(4, protectedBy &&", becomes: "raise(1, protectedBy &&" },
      { file: "src/stages/contain/tier.ts", text: "if (isProtected) return", becomes: "if (false) return" },
    ],
    breaks: ["no protected target touched"],
  },
  {
    name: "anybody has anything put back",
    edits: [{ file: `${core}/undo.ts`, text: "requireSignature(", becomes: "(() => {})(); void (" }],
    breaks: ["nothing put back that nobody asked for"],
  },
];
