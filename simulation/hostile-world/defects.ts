import type { Defect } from "../planted/defect.ts";
import type { Guarantee } from "./known.ts";

const core = "src/core/containment";
const engine = "src/engine/containment";
const approvals: readonly Guarantee[] = ["no effect without the approvals its tier needs", "no reused or mutated approval accepted"];
const changed: readonly Guarantee[] = ["nothing begun that grew or changed since people saw it"];
const budget: readonly Guarantee[] = ["contained share within the budget"];
const stopped: readonly Guarantee[] = ["nothing begun after a stop"];
const listed: readonly Guarantee[] = ["no effect outside the allow-list"];
const guarded: readonly Guarantee[] = ["no protected target touched"];
const putBack: readonly Guarantee[] = ["nothing put back that nobody asked for"];

/** Mistakes that the judge must find, or it is no judge. */
export const defects: readonly Defect<Guarantee>[] = [
  {
    name: "whoever asked may approve",
    edits: [{ file: `${core}/four-eyes.ts`, text: "if (isOwnAction(person, held, context.orders.people))", becomes: "if (false)" }],
    breaks: approvals,
  },
  {
    name: "signatures are not looked at",
    edits: [
      {
        file: `${core}/four-eyes.ts`,
        text: `if (!isSignedBy(person["public-key"], bytes, given.signature, person.origins))`,
        becomes: "if (false)",
      },
    ],
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
    name: "who is named has asked",
    edits: [
      {
        file: `${core}/propose.ts`,
        text: `requireSignature({ type: "ProposeAction"`,
        becomes: `(() => {})(); void ({ type: "ProposeAction"`,
      },
    ],
    breaks: approvals,
  },
  {
    name: "nobody counts approvals",
    edits: [
      { file: `${core}/begin.ts`, text: "if (missing !== undefined) throw", becomes: "if (missing === 'never') throw" },
      { file: `${core}/queue.ts`, text: "if (approvals.length < Math.max(", becomes: "if (approvals.length > Math.max(5, " },
      { file: `${core}/queue.ts`, text: "if (needs.tier !== 3) return true;", becomes: "return true;" },
    ],
    breaks: [...approvals, ...guarded],
  },
  {
    name: "time does not run out",
    edits: [
      { file: `${core}/begin.ts`, text: "if (isExpired(held, context.orders, atMs))", becomes: "if (false)" },
      { file: `${core}/four-eyes.ts`, text: "return isExpired(held, context.orders, nowMs)", becomes: "return false" },
      { file: `${core}/queue.ts`, text: "now < action.expiresAtMs &&", becomes: "" },
      {
        file: `${engine}/carry-out.ts`,
        text: `await bench.decide(async () => ({ type: "Expire", ...(caseNow && { caseNow }) }));`,
        becomes: "[] as readonly { type: string; id: string }[];",
      },
    ],
    breaks: [...approvals, ...changed],
  },
  {
    name: "a clock that goes back brings back what was over",
    edits: [
      {
        file: `${core}/record-time.ts`,
        text: "state.latestMs + Math.max(0, clockMs - state.clockMs);",
        becomes: "clockMs + Math.min(0, state.latestMs);",
      },
      { file: `${core}/queue.ts`, text: "const now = Math.max(nowMs, state.latestMs);", becomes: "const now = nowMs;" },
    ],
    breaks: [...approvals, ...changed, ...budget],
  },
  {
    name: "budgets are counted and not kept",
    edits: [{ file: `${core}/begin.ts`, text: "if (beyond.length === 0) return undefined;", becomes: "return undefined;" }],
    breaks: budget,
  },
  {
    name: "a process that starts begins to count at nothing",
    edits: [
      {
        file: `${engine}/desk.ts`,
        text: "// A clock that goes back brings nothing back that was over already.",
        becomes: "state.begun.clear();",
      },
    ],
    breaks: budget,
  },
  {
    name: "what nobody knows the outcome of takes no room",
    edits: [{ file: `${core}/budget.ts`, text: '  "outcome-unknown",\n', becomes: "" }],
    breaks: budget,
  },
  {
    name: "what grew since people saw it goes on",
    edits: [
      { file: `${core}/begin.ts`, text: "const growth = growthOf(action.assessed, assessed);", becomes: "const growth = undefined;" },
    ],
    breaks: changed,
  },
  {
    name: "a case that changed is still that case",
    edits: [{ file: `${core}/begin.ts`, text: "if (caseRevision !== action.case.revision)", becomes: "if (false)" }],
    breaks: changed,
  },
  {
    name: "the inventory is read once",
    edits: [
      {
        file: `${engine}/assess-now.ts`,
        text: "const inventory = await within(clock, patience.callMs, bench.inventory);",
        becomes: "const inventory = ((bench as { kept?: InventoryNow }).kept ??= await within(clock, patience.callMs, bench.inventory));",
      },
    ],
    breaks: changed,
  },
  {
    name: "a stop on the record stops nothing",
    edits: [
      { file: `${core}/kill-switch.ts`, text: 'return state.stops.get("all") ??', becomes: "return undefined; void" },
      { file: `${engine}/carry-out.ts`, text: "if (isStopped) return reading;", becomes: "" },
    ],
    breaks: stopped,
  },
  {
    name: "nobody looks at the stop file",
    edits: [{ file: `${engine}/stop-guard.ts`, text: "return file.stopped ? file.because : undefined;", becomes: "return undefined;" }],
    breaks: stopped,
  },
  {
    name: "a stop file that cannot be read stops nothing",
    edits: [{ file: `${engine}/stop-guard.ts`, text: "return `the stop file", becomes: "return undefined; void `the stop file" }],
    breaks: stopped,
  },
  {
    name: "nobody looks again before the call",
    edits: [
      {
        file: `${engine}/begin.ts`,
        text: "const stopped = await stoppedNow(bench, effector);\n  if (stopped",
        becomes: "const stopped = undefined;\n  if (stopped",
      },
      { file: `${engine}/stop-guard.ts`, text: "if (!over.signal.aborted) await look();\n      if (stop", becomes: "if (stop" },
    ],
    breaks: stopped,
  },
  {
    name: "one admin ends a stop",
    edits: [{ file: `${core}/kill-switch.ts`, text: "export const resumersMin = 2;", becomes: "export const resumersMin = 1;" }],
    breaks: stopped,
  },
  {
    name: "orders bind without being adopted",
    edits: [
      { file: `${core}/begin.ts`, text: "requireOrders(state, context);", becomes: "" },
      {
        file: `${core}/begin.ts`,
        text: "action.assessed.orders !== ordersDigest || assessed.orders !== ordersDigest",
        becomes: "ordersDigest === ''",
      },
    ],
    breaks: [...listed, ...budget],
  },
  {
    name: "one admin adopts orders",
    edits: [{ file: `${core}/adoption.ts`, text: "if (before.length + 1 < adoptersMin)", becomes: "if (before.length + 1 < 1)" }],
    breaks: listed,
  },
  {
    name: "what policies forbid is done",
    edits: [
      { file: `${core}/begin.ts`, text: "if (!assessed.allowed)", becomes: "if (false)" },
      { file: `${core}/propose.ts`, text: "return assessed.allowed ? undefined :", becomes: "return assessed ? undefined :" },
    ],
    breaks: listed,
  },
  {
    name: "nothing is protected",
    edits: [
      { file: `${core}/requirement.ts`, text: "raise(4, protectedBy &&", becomes: "raise(1, protectedBy &&" },
      { file: "src/stages/contain/tier.ts", text: "if (isProtected) return", becomes: "if (false) return" },
    ],
    breaks: guarded,
  },
  {
    name: "names are compared as they are written",
    edits: [
      {
        file: `${core}/name-form.ts`,
        text: "return a === b || (first === second && (a === first || b === second)) || isCut(a, second) || isCut(b, first);",
        becomes: "return a === b;",
      },
    ],
    breaks: guarded,
  },
  {
    name: "the agent breaks the glass",
    edits: [
      {
        file: `${core}/begin.ts`,
        text: `if (requirement.breakGlass && held.by === "agent:watchkeeper")`,
        becomes: "if (false)",
      },
      { file: `${core}/propose.ts`, text: `by === "agent:watchkeeper", context)`, becomes: "false, context)" },
    ],
    breaks: guarded,
  },
  {
    name: "anybody has anything put back",
    edits: [{ file: `${core}/undo.ts`, text: "requireSignature(", becomes: "(() => {})(); void (" }],
    breaks: putBack,
  },
  {
    name: "what was contained is released at once",
    edits: [{ file: `${core}/undo.ts`, text: "nowMs >= held.releaseAtMs", becomes: "nowMs >= 0" }],
    breaks: putBack,
  },
  {
    name: "first the effect, then the record of it",
    edits: [
      {
        file: `${engine}/begin.ts`,
        text: "const intent = await recordIntent(bench, action, { order, ...found });",
        becomes:
          "await effector.perform(order, { mayChange: async () => {}, signal: new AbortController().signal });\n  const intent = await recordIntent(bench, action, { order, ...found });",
      },
    ],
    breaks: ["no effect without its intent on the record"],
  },
  {
    name: "nothing is published before an effect",
    edits: [{ file: `${engine}/begin.ts`, text: "await bench.checkpoint();", becomes: "" }],
    breaks: ["no effect before its intent was published"],
  },
];
