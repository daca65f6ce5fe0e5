import type { z } from "zod";
import { adoptersMin } from "../../core/containment/adoption.ts";
import { type Simulated, simulate } from "../../engine/policy-simulate.ts";
import type { PolicyProblem, PolicySet } from "../../ports/policy.ts";
import { opened } from "../actions/routes.ts";
import { type OrdersStanding, type PolicyReading, policyOperations } from "../contract/policies.ts";
import type { OpenedContainment } from "../desk.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes about policies; none of them adopts anything: that takes two admins and their keys. */
export const policyRoutes: readonly Route[] = [
  defineRoute({
    ...policyOperations.readPolicies,
    handle: async ({ desk }) => {
      const [set, containment] = [await desk.policies.current(), await opened(desk)];
      const texts = set.texts.map(({ path, text }) => ({ path, text }));
      return { ...readingOf(set), texts, schema: set.schema, folder: containment.orders.policies ?? null, orders: standingOf(containment) };
    },
  }),
  defineRoute({
    ...policyOperations.simulatePolicies,
    handle: async ({ desk, body: { texts, last } }) => {
      const set = await desk.policies.tried(texts);
      const found = set.engine ? simulate((await opened(desk)).desk.state, set.engine, last) : [];
      return { ...readingOf(set), ...outcomes(found) };
    },
  }),
];

/** What would be decided otherwise first, then the newest. */
const outcomes = (found: readonly Simulated[]) => ({
  simulated: found
    .toReversed()
    .toSorted((a, b) => Number(b.differs) - Number(a.differs))
    .map(simulatedOf),
  differing: found.filter(({ differs }) => differs).length,
  lookedAt: found.length,
});

function standingOf({ desk, digest, problem }: OpenedContainment): z.input<typeof OrdersStanding> {
  const inForce = desk.state.orders?.digest ?? null;
  const isInForce = inForce === digest;
  const signedBy = isInForce ? [] : (desk.state.signed.get(digest) ?? []).map(({ by }) => by);
  return { onDisk: digest, inForce, isInForce, signedBy, signersNeeded: adoptersMin, problem };
}

function readingOf({ policies, problems, warnings, engine }: PolicySet): z.input<typeof PolicyReading> {
  return {
    version: engine?.version ?? null,
    policies: policies.map(({ id, says, effect, path, line, text }) => ({ id, says, effect, path, line, text })),
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
