import { isSame } from "../../core/handover/decide.ts";
import { refusedHandover } from "../../core/handover/refusal.ts";
import { type HandoverCitation, type HandoverFact, type HandoverText, handoverUrgencies } from "../../core/handover/text.ts";
import type { HandoverProse } from "../../core/model/guide.ts";
import type { Prose } from "../../core/model/prose.ts";
import { readProse } from "../../core/model/read-prose.ts";
import type { Person } from "../../core/person/person.ts";
import { namesOf } from "../../core/prompt/known-names.ts";
import type { SlotFill } from "../../core/prompt/prompt.ts";
import { type AnsweredForPerson, askForPerson, type PeopleAsk, withheld } from "./ask-for-person.ts";

/** A draft of prose for a handover, which whoever hands over reads, changes and keeps or not. */
export type HandoverDraft = Omit<AnsweredForPerson<Prose>, "value"> & { readonly prose: HandoverProse };

/** The most that a writer answers with, tokens, and facts that it is shown. */
const outputTokensMax = 900;
const factsMax = 16;

/**
 * Has the writer put the most urgent facts of a handover into prose. Each sentence is held against the facts that it cites, and dropped where they do not bear it out; nothing of the
 * handover changes. Refuses (`handover/not-yours`, `model/…`).
 */
export async function draftHandover(text: HandoverText, by: Person, held: PeopleAsk): Promise<HandoverDraft> {
  if (!isSame(text.outgoing, by)) throw refusedHandover("handover/not-yours", `${text.outgoing} hands over, and has it drafted`);
  const model = held.parts.models.of("writer");
  // A composed fact does not say which connectors brought what it rests on.
  if (model?.hosted && held.parts.models.policy.sharing["never-from"].length > 0)
    throw withheld(`a handover does not leave for "${model.name}": it may rest on a connector whose texts stay here`);
  const facts = mostUrgent(text);
  const state = stateOf(text, facts.size);
  const title = "Handover between shifts";
  const fills: readonly SlotFill[] = [
    { name: "title", type: "alert-title", value: title, provenance: text.id, trust: "ours" },
    { name: "state", type: "case-state", value: state, provenance: text.id, trust: "ours" },
    ...[...facts].map(
      ([id, { says }]): SlotFill => ({
        ...{ name: "evidence", type: "evidence-sentence", value: says, provenance: id, trust: "attacker-writable" },
      }),
    ),
  ];
  const keysOf = (ids: readonly string[]) => ids.flatMap((id) => facts.get(id)?.key ?? []);
  const proseOf = ({ sentences, dropped }: Prose): HandoverProse => ({
    sentences: sentences.map((each) => ({ text: each.text, facts: keysOf(each.evidence) })),
    dropped: dropped.reduce((sum, { count }) => sum + count, 0),
  });
  const observables = await held.namedIn(aboutOf(facts));
  const { value, ...answered } = await askForPerson<Prose>(
    {
      ...{ role: "writer", by, of: { handoverId: text.id }, fills, observables, outputTokensMax },
      read: (raw, { restore }) =>
        readProse(raw, {
          evidence: new Map([...facts].map(([id, { says }]) => [id, says])),
          caseText: `${title}\n${state}`,
          // A handover judges nothing: no sentence may say more than that it is not known.
          verdict: "insufficient-data",
          names: namesOf(observables),
          restore,
        }),
      told: (prose) => ({ drafted: proseOf(prose) }),
    },
    held,
  );
  return { ...answered, prose: proseOf(value) };
}

/** What wants somebody soonest, in the order of its sections, under the ids that a writer cites. */
function mostUrgent({ composed }: HandoverText): ReadonlyMap<string, HandoverFact> {
  const rank = ({ urgency }: HandoverFact) => handoverUrgencies.indexOf(urgency);
  const facts = composed.sections.flatMap((section) => section.facts).toSorted((a, b) => rank(a) - rank(b));
  return new Map(facts.slice(0, factsMax).map((fact, at) => [`e-${at + 1}`, fact]));
}

/** The cases and actions that these facts rest on, and the cases that they speak of. */
function aboutOf(facts: ReadonlyMap<string, HandoverFact>): { readonly cases: readonly string[]; readonly actions: readonly string[] } {
  const all = [...facts.values()];
  const cited = (wanted: HandoverCitation["kind"]) =>
    all.flatMap(({ cites }) => cites.flatMap(({ kind, id }) => (kind === wanted ? [id] : [])));
  const spoken = all.flatMap(({ says }) => says.match(/\bcase-\d{1,12}\b/g) ?? []);
  return { cases: [...new Set([...cited("case"), ...spoken])], actions: [...new Set(cited("action"))] };
}

function stateOf({ id, composed }: HandoverText, shown: number): string {
  const { fromMs, toMs } = composed.period;
  const all = composed.sections.reduce((sum, { facts, left }) => sum + facts.length + left, 0);
  return [
    `handover ${id} from one shift to the next`,
    `from ${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`,
    `lines ${all}, of which the most urgent ${shown} are shown`,
  ].join("\n");
}
