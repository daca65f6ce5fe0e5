import type { Person } from "../core/person/person.ts";
import { proposeValues } from "../core/regulation/agent.ts";
import { clocksOf, type RegulatoryClock } from "../core/regulation/clocks.ts";
import { decideRegulation, type RegulationCommand, reportFor, type SaidValue } from "../core/regulation/decide.ts";
import { type Dossier, emptyRegulation, type Regulation, RegulationEvent, type SheetValue } from "../core/regulation/dossier.ts";
import { evolveRegulation } from "../core/regulation/evolve.ts";
import { judge } from "../core/regulation/findings.ts";
import { valuesOf } from "../core/regulation/known.ts";
import type { LegalSituation } from "../core/regulation/situation.ts";
import type { Classification, Regime } from "../core/regulation/words.ts";
import { testSituation } from "./regulation-scene.ts";

/** The papers of one case, told deed by deed; times are RFC 3339. Every fact goes through its schema, as the record would have it. */
export function regulationStory(order: object = {}, caseId = "case-1") {
  const situation: LegalSituation = testSituation(order);
  const state: Regulation = emptyRegulation();
  const by: Person = "person:mara";
  const take = (facts: readonly RegulationEvent[]) => {
    for (const fact of facts) evolveRegulation(state, RegulationEvent.parse(JSON.parse(JSON.stringify(fact))));
    return facts;
  };
  const obey = (command: RegulationCommand) => take(decideRegulation(command, state, situation));
  const dossier = (): Dossier => {
    const found = state.dossiers.get(caseId);
    if (!found) throw new Error("no papers");
    return found;
  };
  const packNamed = (name: string) => {
    const found = situation.book.packs.find(({ pack }) => pack.name === name);
    if (!found) throw new Error(`no pack ${name}`);
    return found.pack;
  };
  return {
    state,
    situation,
    dossier,
    obey,
    take,
    /** What the agent knows of the case, at a time. */
    propose: (at: string, values: readonly SaidValue[] = []) =>
      take(proposeValues({ caseId, title: "an incident", by: "agent:watchkeeper", values, atMs: Date.parse(at) }, state, situation)),
    confirm: (at: string, values: Readonly<Record<string, SheetValue>>, how: { readonly estimate?: boolean } = {}) => {
      for (const [id, value] of Object.entries(values))
        obey({ type: "Confirm", caseId, by, atMs: Date.parse(at), id, value, estimate: how.estimate ?? false, source: "the bridge call" });
    },
    classify: (at: string, regime: Regime, outcome: Classification = "reportable") =>
      obey({
        type: "Classify",
        caseId,
        by,
        atMs: Date.parse(at),
        regime,
        outcome,
        because: "as the worksheet says",
        classifiedAtMs: Date.parse(at),
      }),
    /** Signs the report of a stage as it is, and says that it was handed in. */
    submit: (at: string, regime: Regime, stage: string) => {
      const { digest } = reportFor(dossier(), situation, { regime, stage });
      const atMs = Date.parse(at);
      const shown = { signature: undefined, session: { id: "s-1", steppedUpAtMs: atMs }, keys: [] };
      obey({ type: "Sign", caseId, by, atMs, regime, stage, digest, shown });
      obey({ type: "Submit", caseId, by, atMs, regime, stage, digest, reference: `ref-${stage}`, submittedAtMs: atMs });
    },
    clock: (pack: string, stage: string, now: string): RegulatoryClock => {
      const found = clocksOf(dossier(), packNamed(pack), situation, Date.parse(now)).find((each) => each.stage === stage);
      if (!found) throw new Error(`no clock ${stage}`);
      return found;
    },
    judged: (pack: string) => judge(packNamed(pack), situation, valuesOf(dossier(), "confirmed")),
    pack: packNamed,
  };
}

/** The papers of one case, told deed by deed. */
export type RegulationStory = ReturnType<typeof regulationStory>;
