import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { lintPlaybook, parsePlaybook } from "../../core/playbook/lint.ts";
import { type Playbook, playbookFor } from "../../core/playbook/playbook.ts";
import { playbookSchema, playbookToolWords } from "../../core/playbook/schema.ts";
import { type Trial, tryPlaybook } from "../../engine/playbook-trial.ts";
import { defaultPolicy } from "../../stages/investigate/standing.ts";
import { pageRowsMax } from "../contract/common.ts";
import { playbookOperations } from "../contract/playbooks.ts";
import type { TenantDesk } from "../desk.ts";
import { given } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { lineOf, stepsOf } from "./show.ts";

/** What a trial by recorded answers cannot tell. */
const limits = [
  "only recorded answers count: a question that was not asked then is named, and moves nothing",
  "questions are the same when sentence and tool are; a sentence that was reworded counts as another question",
  "the order of questions, what they cost and when asking would have stopped are not replayed",
  "what the playbook would have put before people as containment is not worked out",
];

/** The routes about playbooks; all of them read. */
export const playbookRoutes: readonly Route[] = [
  defineRoute({
    ...playbookOperations.listPlaybooks,
    handle: async ({ desk }) => ({ playbooks: (await desk.playbooks()).map(lineOf) }),
  }),
  defineRoute({
    ...playbookOperations.readPlaybook,
    handle: async ({ desk, params: { name }, query: { digest } }) => {
      const versions = (await desk.playbooks()).filter(({ playbook }) => playbook.playbook === name);
      const found = versions.find((each) => (digest === undefined ? each.inUse : each.digest === digest));
      if (!found) throw noSuch("playbook");
      return { ...lineOf(found), text: found.text, steps: stepsOf(found.playbook) };
    },
  }),
  defineRoute({
    ...playbookOperations.readPlaybookSchema,
    handle: async () => ({
      schema: { ...playbookSchema() },
      tools: playbookToolWords().map(({ answers, about, ...each }) => ({ ...each, answers: [...answers], about: [...about] })),
    }),
  }),
  defineRoute({
    ...playbookOperations.lintPlaybook,
    handle: async ({ desk, body: { text } }) => {
      const mistakes = lintPlaybook(text, theText).map(({ line, column, where, says }) => ({ line, column, where, says }));
      if (mistakes.length > 0) return { mistakes, read: null };
      const { playbook, digest } = parsePlaybook(text, theText);
      const inUse = (await desk.playbooks()).find((each) => each.inUse && each.playbook.playbook === playbook.playbook);
      const name = playbook.playbook;
      return { mistakes, read: { name, file: `${name}.yaml`, digest, inUse: inUse?.digest ?? null, steps: stepsOf(playbook) } };
    },
  }),
  defineRoute({
    ...playbookOperations.tryPlaybook,
    handle: async ({ desk, body }) => {
      const { playbook, digest } = parsePlaybook(body.text, theText);
      const inUse = (await desk.playbooks()).filter((each) => each.inUse).map((each) => each.playbook);
      const past = await pastCases(desk, body.cases);
      const trials = trialsOf(playbook, inUse, past);
      return {
        ...{ playbook: playbook.playbook, digest, trials, limits },
        lookedAt: past.length,
        differing: trials.filter(({ differs }) => differs).length,
        turns: turnsOf(trials),
      };
    },
  }),
];

/** What a text is called that is no file. */
const theText = "the text";

/** The past cases that followed the playbook, and those that would now; what would end otherwise first, then what moves furthest. */
function trialsOf(playbook: Playbook, inUse: readonly Playbook[], past: readonly AssessmentCase[]) {
  const others = [...inUse.filter((each) => each.playbook !== playbook.playbook), playbook];
  return past
    .filter((each) => each.playbook === playbook.playbook || playbookFor(others, { category: each.category, datasets: [] }) === playbook)
    .map((each) => {
      const used = inUse.find((one) => one.playbook === each.playbook);
      const { notAsked, ...trial } = tryPlaybook(each, playbook, used, defaultPolicy);
      return { ...trial, title: each.title, notAsked: [...notAsked] };
    })
    .toSorted((a, b) => Number(b.differs) - Number(a.differs) || movedBy(b) - movedBy(a) || (a.case < b.case ? -1 : 1));
}

/** How many cases turn from which verdict to which. */
function turnsOf(trials: readonly Pick<Trial, "recorded" | "would" | "differs">[]) {
  const turned = Map.groupBy(
    trials.filter(({ differs }) => differs),
    ({ recorded, would }) => `${recorded.verdict} ${would.verdict}`,
  );
  return [...turned.values()]
    .flatMap((same) => (same[0] ? [{ from: same[0].recorded.verdict, to: same[0].would.verdict, cases: same.length }] : []))
    .toSorted((a, b) => b.cases - a.cases || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

const movedBy = ({ recorded, would }: Pick<Trial, "recorded" | "would">) => Math.abs(would.maliciousness - recorded.maliciousness);

/** The latest cases with a verdict, as their rows have them. */
async function pastCases({ views }: TenantDesk, most: number): Promise<readonly AssessmentCase[]> {
  const found: AssessmentCase[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await views.cases(
      { state: ["closed", "escalated", "waiting"] },
      { ...given({ after }), limit: Math.min(most, pageRowsMax) },
    );
    for (const { id } of rows) {
      // Lists are without what a case is in full.
      const detail = found.length < most ? (await views.case(id))?.detail : undefined;
      if (detail) found.push(detail);
    }
    after = next;
  } while (after !== undefined && found.length < most);
  return found;
}
