import type { z } from "zod";
import { type Simulated, simulate } from "../../engine/policy-simulate.ts";
import type { PolicyProblem, PolicySet } from "../../ports/policy.ts";
import { opened } from "../actions/routes.ts";
import { type PolicyReading, policyOperations } from "../contract/policies.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes about policies; none of them adopts anything: that takes two admins and their keys. */
export const policyRoutes: readonly Route[] = [
  defineRoute({
    ...policyOperations.readPolicies,
    handle: async ({ desk }) => {
      const set = await desk.policies.current();
      return { ...readingOf(set), texts: set.texts.map(({ path, text }) => ({ path, text })) };
    },
  }),
  defineRoute({
    ...policyOperations.simulatePolicies,
    handle: async ({ desk, body: { texts, last } }) => {
      const set = await desk.policies.tried(texts);
      const found = set.engine ? simulate((await opened(desk)).desk.state, set.engine, last) : [];
      return { ...readingOf(set), simulated: found.map(simulatedOf), differing: found.filter(({ differs }) => differs).length };
    },
  }),
];

function readingOf({ policies, problems, warnings, engine }: PolicySet): z.input<typeof PolicyReading> {
  return {
    version: engine?.version ?? null,
    policies: policies.map(({ id, says, effect, path, line }) => ({ id, says, effect, path, line })),
    problems: problems.map(placeOf),
    warnings: warnings.map(placeOf),
  };
}

const placeOf = ({ path, line, column, says, help }: PolicyProblem) => ({
  path,
  line: line ?? null,
  column: column ?? null,
  says,
  help: help ?? null,
});

const simulatedOf = ({ recorded, changed, ...rest }: Simulated) => ({
  ...rest,
  recorded: { ...recorded, because: [...recorded.because] },
  changed: { ...changed, because: [...changed.because], policies: [...changed.policies] },
});
