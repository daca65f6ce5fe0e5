import { readdirSync, readFileSync } from "node:fs";
import { openCedar } from "../../src/connectors/cedar/engine.ts";
import { caseRevisionOf } from "../../src/engine/containment/case-revision.ts";
import { openDesk } from "../../src/engine/containment/desk.ts";
import type { PolicyEngine } from "../../src/ports/policy.ts";
import type { StopFile } from "../../src/ports/stop-file.ts";
import { permitAll } from "../../src/testing/containment-world.ts";
import type { Through } from "./calls.ts";
import type { Episode } from "./moves.ts";
import { forbiddenVerb } from "./names.ts";
import type { HostileWorld, Process } from "./world.ts";

const folder = new URL("../../policies/", import.meta.url);
const shipped = readdirSync(folder)
  .filter((name) => name.endsWith(".cedar"))
  .map((path) => ({ path, text: readFileSync(new URL(path, folder), "utf8") }));
const schema = readFileSync(new URL("schema.cedarschema", folder), "utf8");
const forbidding = {
  path: "zz-forbid.cedar",
  text: `@id("no-blocks")\n@says("no")\nforbid (principal, action == Action::"${forbiddenVerb}", resource);`,
};

/** The shipped policies, ones that permit everything, and the shipped ones with a prohibition of our own. */
export const policies: Readonly<Record<Episode["policy"], PolicyEngine>> = {
  shipped: openCedar(shipped, schema),
  permissive: permitAll,
  forbidding: openCedar([...shipped, forbidding], schema),
};

/** How long this world is waited for; its clock goes as fast as nothing happens. */
const patience = { callMs: 1_000, beginMs: 5_000, settleMs: 8_000, readBackMs: 500, pauseMs: 250 };

/** Opens a desk on the world's record, with the orders that lie on its machine. */
export async function openProcess(
  world: HostileWorld,
  number: number,
  { policy, opened }: { policy: PolicyEngine; opened: number },
): Promise<Process> {
  const { calls, clock, estate, product, runs } = world;
  let dead = false;
  let kill = () => {};
  const died = new Promise<void>((settle) => {
    kill = () => {
      dead = true;
      world.executorLock.lose();
      settle();
    };
  });
  const isDead = () => dead;
  const through: Through = (call, name) => calls.make(number, isDead, call, name);
  const orders = world.ordersAtHand(number);
  const ordersDigest = world.digestOf(orders);
  let secrets = 0;
  const desk = await openDesk({
    journal: world.record.reachedBy(through, died),
    clock,
    random: { secret: (sizeBytes) => `${opened.toString(16)}0${(++secrets).toString(16)}`.padStart(2 * sizeBytes, "0") },
    orders,
    ordersDigest,
    policy,
    inventory: () => through(async () => ({ index: estate.index(), digest: `version ${estate.version()}` }), "inventory"),
    caseRevision: (name, id) => through(async () => caseRevisionOf(runs.get(name) ?? { cases: new Map(), triages: new Map() }, id)),
    effectors: orders.effectors.map(({ name, for: verbs }) =>
      product.effector({ name, verbs, process: number, orders: ordersDigest, through }),
    ),
    stopFile: reachedBy(world.stopFile, through),
    executorLock: world.executorLock,
    executor: `process-${number}-${opened}`,
    patience,
  });
  return { number, desk, died, isDead, kill };
}

const reachedBy = (file: StopFile, through: Through): StopFile => ({
  place: file.place,
  read: () => through(() => file.read()),
});
