import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { parsePlaybook } from "../../core/playbook/lint.ts";
import { playbookFor } from "../../core/playbook/playbook.ts";
import { tryPlaybook } from "../../engine/playbook-trial.ts";
import { defaultPolicy } from "../../stages/investigate/standing.ts";
import { pageRowsMax } from "../contract/common.ts";
import { playbookOperations } from "../contract/playbooks.ts";
import type { KnownPlaybook, TenantDesk } from "../desk.ts";
import { given } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

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
      return { ...lineOf(found), text: found.text };
    },
  }),
  defineRoute({
    ...playbookOperations.tryPlaybook,
    handle: async ({ desk, body }) => {
      const { playbook, digest } = parsePlaybook(body.text, "the text");
      const known = await desk.playbooks();
      const inUse = known.filter((each) => each.inUse).map((each) => each.playbook);
      const others = [...inUse.filter((each) => each.playbook !== playbook.playbook), playbook];
      const trials = (await pastCases(desk, body.cases))
        // Those that followed it, and those that would now.
        .filter(
          (each) => each.playbook === playbook.playbook || playbookFor(others, { category: each.category, datasets: [] }) === playbook,
        )
        .map((each) =>
          tryPlaybook(
            each,
            playbook,
            inUse.find((used) => used.playbook === each.playbook),
            defaultPolicy,
          ),
        );
      const shown = trials.map(({ notAsked, ...each }) => ({ ...each, notAsked: [...notAsked] }));
      return { playbook: playbook.playbook, digest, trials: shown, differing: trials.filter(({ differs }) => differs).length, limits };
    },
  }),
];

const lineOf = ({ playbook, digest, inUse }: KnownPlaybook) => ({
  name: playbook.playbook,
  digest,
  purpose: playbook.purpose,
  questions: playbook.investigate.length,
  inUse,
});

/** The latest cases with a verdict, as their rows have them. */
async function pastCases({ views }: TenantDesk, most: number): Promise<readonly AssessmentCase[]> {
  const found: AssessmentCase[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await views.cases(
      { state: ["closed", "escalated"] },
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
