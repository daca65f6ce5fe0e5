import type { RunState } from "../../src/core/run/run.ts";
import { judge } from "../hostile-world/judge.ts";
import type { Episode } from "../hostile-world/moves.ts";
import { openWorld } from "../hostile-world/open-world.ts";
import { adopt } from "../hostile-world/play-orders.ts";
import { carryOut } from "../hostile-world/play-pass.ts";
import { approve } from "../hostile-world/play-people.ts";
import { people, type Stage, tolerating } from "../hostile-world/stage.ts";

/** Who says yes: an honest responder, the insider who says yes to everything and tries to break the glass, or nobody. */
export const approvers = ["honest", "hostile", "nobody"] as const;
/** One word of `approvers`. */
export type Approver = (typeof approvers)[number];

/** What containment did: every change that reached the product, and what the hostile world's judge says of it. */
export type Contained = { readonly effects: readonly string[]; readonly proposed: number; readonly broken: readonly string[] };

const plain: Episode = {
  answers: ["ok"],
  policy: "shipped",
  budgets: {
    "per-hour": 9,
    "per-rule-per-hour": 9,
    "per-source-per-hour": 9,
    "class-share-per-hour": 1,
    "standing-share": 0.6,
    "standing-max": 4,
  },
  moves: [],
};

/** Files what an investigation proposes, has it approved as far as somebody does, and carries it out, over the hostile world's record and product. */
export async function contained(run: RunState, approver: Approver): Promise<Contained> {
  const world = openWorld(plain);
  const stage: Stage = { world, refusals: 0, caseNumber: 0, alertNumber: 0, investigations: 0, asked: new Map() };
  await adopt(stage, 0, people.mara, people.ines);
  world.runs.set("office", run);
  const { desk } = await world.process(0);
  const { proposed } = await desk.fileProposals({ world: "office", run });
  for (const which of proposed.keys()) {
    if (approver === "honest") await tolerating(stage, () => approve(stage, 0, people.mara, which, false));
    if (approver !== "hostile") continue;
    await tolerating(stage, () => approve(stage, 0, people.omar, which, false));
    await tolerating(stage, () => approve(stage, 0, people.omar, which, true));
  }
  await carryOut(stage, 0);
  const { violations } = await judge(world);
  return {
    effects: world.product.arrivals.map(({ call, verb, located }) => `${call} ${verb} ${located}`).toSorted(),
    proposed: proposed.length,
    broken: violations.map(({ guarantee }) => guarantee),
  };
}

/** The inventory of the hostile world's company. */
export const companyIndex = () => openWorld(plain).estate.index();
