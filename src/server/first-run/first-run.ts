import type { FirstRun } from "../contract/demo.ts";

/** What is known of a tenant that may be a fresh one. */
export type FirstRunFacts = {
  readonly administrators: number;
  /** Administrators who have a second factor. */
  readonly withSecondFactor: number;
  /** Sources of the tenant's own, by name. */
  readonly ownSources: readonly string[];
  readonly demo: FirstRun["demo"];
  readonly demoPerson: string | undefined;
  readonly hasCases: boolean;
  readonly firstVerdict: NonNullable<FirstRun["firstVerdict"]> | undefined;
  /** Why there are no standing orders in force; undefined where there are. */
  readonly ordersProblem: string | undefined;
};

/** Says how far it is, and what to do next, in words of ours. */
export function firstRunOf(facts: FirstRunFacts): FirstRun {
  const { administrators, ownSources, demo, demoPerson, hasCases, firstVerdict } = facts;
  return {
    administrator: administrators > 0,
    sources: ownSources.length,
    demo,
    mayPlayDemo: demo === "no" && ownSources.length === 0 && !hasCases,
    demoPerson: demoPerson ?? null,
    firstVerdict: firstVerdict ?? null,
    steps: [administrator(facts), secondFactor(facts), source(facts), verdict(facts), containment(facts)],
  };
}

type Step = FirstRun["steps"][number];

function administrator({ administrators, demoPerson }: FirstRunFacts): Step {
  const done = administrators > 0 || demoPerson !== undefined;
  const says = demoPerson !== undefined ? `everybody here is "${demoPerson}"` : done ? "somebody administers" : "nobody administers yet";
  const todo = done ? null : "open the link that the service printed when it started; watchkeeper user reset prints another";
  return { step: "administrator", done, says, todo };
}

function secondFactor({ administrators, withSecondFactor, demoPerson }: FirstRunFacts): Step {
  const done = demoPerson !== undefined || (administrators > 0 && withSecondFactor === administrators);
  const says = done
    ? "every administrator has a second factor"
    : `${withSecondFactor} of ${administrators} administrators have a second factor`;
  const todo = done
    ? null
    : "add a passkey or an authenticator app on the page of your account: what weighs more is asked of those who have one";
  return { step: "second-factor", done, says: demoPerson === undefined ? says : "the demo asks for none", todo };
}

function source({ ownSources, demo }: FirstRunFacts): Step {
  if (ownSources.length > 0)
    return { step: "source", done: true, says: `connected: ${ownSources.slice(0, sourcesShown).join(", ")}`, todo: null };
  const says = demo === "no" ? "nothing is connected" : "demo data is here, and nothing of your own is connected";
  return {
    step: "source",
    done: false,
    says,
    todo: "add a connector to watchkeeper.yaml, or make a token and send evidence to /api/v1/ingest",
  };
}

const sourcesShown = 5;

function verdict({ firstVerdict, ownSources, demo }: FirstRunFacts): Step {
  if (firstVerdict) return { step: "verdict", done: true, says: `the first was on "${firstVerdict.title}"`, todo: null };
  const isComing = demo !== "no" || ownSources.length > 0;
  const todo = isComing
    ? "wait: the first verdict stands soon after the first alert; what does not arrive is said on the page of the sources"
    : "play the demo data, or connect a source";
  return { step: "verdict", done: false, says: "no verdict stands yet", todo };
}

function containment({ ordersProblem }: FirstRunFacts): Step {
  const done = ordersProblem === undefined;
  const says = done ? "standing orders are in force" : `nothing can be contained: ${ordersProblem}`;
  const todo = done ? null : "write containment.yaml with who may approve, and have two of its admins sign it: watchkeeper contain adopt";
  return { step: "containment", done, says, todo };
}
