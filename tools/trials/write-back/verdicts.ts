import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { chanceOf } from "../chance.ts";
import { liveOnce } from "./life.ts";
import type { VerdictsPlan } from "./plan.ts";

/** What became of the verdicts of one great case: how many lives were killed, and which alerts the product heard of, in order. */
export type VerdictsOutcome = { readonly kills: number; readonly heard: readonly string[] };

const lifeMsMax = 120_000;
/** A life that dies while the case is taken, and one that dies among the writes. */
const [momentsOfTaking, momentsOfWriting] = [14, 300];

/** Kills whoever writes the verdicts of a case back, while its pages are taken and after; each time another goes on from the record. */
export async function verdictsTrial({
  alerts,
  kills,
  seed,
  folder,
}: {
  readonly alerts: number;
  readonly kills: number;
  readonly seed: number;
  readonly folder: string;
}): Promise<VerdictsOutcome> {
  chmodSync(folder, 0o755);
  const { below } = chanceOf(seed);
  const ledger = join(folder, "ledger.jsonl");
  const dataDir = join(folder, "data");
  const store = await openStore({ dataDir }, { environment: {}, clock: realClock });
  try {
    let met = 0;
    for (let life = 0; life <= kills; life++) {
      const dieAfter = life === kills ? undefined : life % 2 === 0 ? below(momentsOfTaking) : below(momentsOfWriting);
      const plan: VerdictsPlan = { name: `life-${life}`, dataDir, ledger, alerts, dieAfter };
      const end = await liveOnce({ program: "./verdicts-child.ts", plan, lifeMsMax });
      if (end === "killed") met++;
      else if (life < kills) break;
    }
    const lines = existsSync(ledger) ? readFileSync(ledger, "utf8").trim().split("\n") : [];
    return { kills: met, heard: lines.map((line) => (JSON.parse(line) as { alert: string }).alert) };
  } finally {
    await store.close();
  }
}
