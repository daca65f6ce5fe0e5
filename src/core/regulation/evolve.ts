import { unreachable } from "../unreachable.ts";
import { clockKey, type Dossier, type HeldValue, type Regulation, type RegulationEvent } from "./dossier.ts";
import { regulationLimits as limits } from "./limits.ts";

/** Folds one fact into the state, in place. Total: takes any fact ever written, in the order it was written. */
export function evolveRegulation(state: Regulation, fact: RegulationEvent): void {
  if (fact.type === "RecurrencesLookedFor") {
    const { type: _type, ...run } = fact;
    state.recurrences.push(run);
    if (state.recurrences.length > limits.recurrenceRunsMax) state.recurrences.shift();
  } else if (fact.type === "OutageFound") {
    const { type: _type, ...outage } = fact;
    state.outages.push(outage);
    if (state.outages.length > limits.outagesMax) state.outages.shift();
  } else if (fact.type === "DossierOpened") opened(state, fact);
  else {
    const held = state.dossiers.get(fact.caseId);
    if (held) state.dossiers.set(fact.caseId, changed(held, fact));
  }
}

function opened(state: Regulation, { caseId, title, atMs }: Extract<RegulationEvent, { type: "DossierOpened" }>): void {
  const held = state.dossiers.get(caseId);
  if (held) return void state.dossiers.set(caseId, { ...held, title });
  const none = { harmless: undefined, classified: [], signed: [], submitted: [], values: new Map(), clocks: new Map(), alarms: new Map() };
  state.dossiers.set(caseId, { caseId, title, openedAtMs: atMs, ...none });
}

type OfCase = Exclude<RegulationEvent, { type: "DossierOpened" | "RecurrencesLookedFor" | "OutageFound" }>;

function changed(held: Dossier, fact: OfCase): Dossier {
  const { type: _type, caseId: _case, ...said } = fact;
  switch (fact.type) {
    case "ValueProposed":
    case "ValueConfirmed":
    case "ValueWithdrawn":
      return { ...held, values: withEntry(held.values, fact.id, valueAfter(held.values.get(fact.id), fact)) };
    case "IncidentClassified":
      return { ...held, classified: [...held.classified, said as Dossier["classified"][number]] };
    case "ReportSigned":
      return { ...held, signed: [...held.signed, said as Dossier["signed"][number]] };
    case "ReportSubmitted":
      return { ...held, submitted: [...held.submitted, said as Dossier["submitted"][number]] };
    case "ClockWaived":
    case "DeadlineGiven":
      // Another deadline is warned of anew.
      return {
        ...held,
        clocks: withEntry(held.clocks, clockKey(fact), said as never),
        alarms: without(held.alarms, clockKey(fact)),
      };
    case "ClockResumed":
      return { ...held, clocks: without(held.clocks, clockKey(fact)), alarms: without(held.alarms, clockKey(fact)) };
    case "CaseFoundHarmless":
      return { ...held, harmless: said as NonNullable<Dossier["harmless"]> };
    case "CaseTakenUpAgain":
      return { ...held, harmless: undefined };
    case "ClockAlarmed":
      return { ...held, alarms: withEntry(held.alarms, clockKey(fact), said as never) };
    default:
      return unreachable(fact);
  }
}

const withEntry = <Each>(map: ReadonlyMap<string, Each>, key: string, value: Each): ReadonlyMap<string, Each> =>
  new Map([...map, [key, value]]);
const without = <Each>(map: ReadonlyMap<string, Each>, key: string): ReadonlyMap<string, Each> =>
  new Map([...map].filter(([each]) => each !== key));

const unsaid: HeldValue = { confirmed: undefined, proposed: undefined, earliest: undefined, history: [] };

function valueAfter(before: HeldValue = unsaid, fact: Extract<OfCase, { id: string }>): HeldValue {
  const { type, caseId: _case, ...said } = fact;
  const history = [...before.history, said as HeldValue["history"][number]].slice(-limits.valueHistoryMax);
  if (type === "ValueWithdrawn") return { ...before, confirmed: undefined, history };
  if (type === "ValueConfirmed") return { ...before, confirmed: said as NonNullable<HeldValue["confirmed"]>, history };
  const proposed = said as NonNullable<HeldValue["proposed"]>;
  return { ...before, proposed, earliest: earlier(before.earliest, proposed), history };
}

/** Of two proposals of a moment the one that names the earlier; for anything else it says nothing. */
function earlier(before: HeldValue["earliest"], next: NonNullable<HeldValue["earliest"]>): HeldValue["earliest"] {
  if (!before) return next;
  return Date.parse(String(next.value)) < Date.parse(String(before.value)) ? next : before;
}
