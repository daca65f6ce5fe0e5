import { readGuided } from "../../core/model/guided.ts";
import { readPlan } from "../../core/model/plan.ts";
import { readProse } from "../../core/model/read-prose.ts";
import { readReading } from "../../core/model/reading.ts";
import { rolling } from "./dice.ts";
import { catalogue, proseGround, slotText } from "./ground.ts";
import { hostileOutput } from "./outputs.ts";
import { wrongWith } from "./second-opinion.ts";

const roles = ["reader", "planner", "writer", "guide"] as const;

/** What reads a role's raw output; a test may hand in a lax one. */
export type Readers = Readonly<Record<(typeof roles)[number], (raw: string) => object>>;

const strictReaders: Readers = {
  reader: (raw: string) => readReading(raw, slotText),
  planner: (raw: string) => readPlan(raw, { catalogue }),
  writer: (raw: string) => readProse(raw, proseGround),
  guide: (raw: string) => readGuided(raw),
};

export type FuzzFinding = { readonly role: string; readonly raw: string; readonly wrong: string };
export type FuzzRun = { readonly outputs: number; readonly accepted: number; readonly findings: readonly FuzzFinding[] };

/** So many hostile outputs, each to the role whose turn it is: what threw, and what was accepted although a second opinion finds it wrong (the first few). */
export function fuzzReaders(outputs: number, seed: number, readers: Readers = strictReaders): FuzzRun {
  const dice = rolling(seed);
  const findings: FuzzFinding[] = [];
  let accepted = 0;
  for (let count = 0; count < outputs; count++) {
    const role = roles[count % roles.length]!;
    const raw = hostileOutput(role, dice);
    const wrong = verdictOn(role, raw, readers);
    if (wrong === "accepted") accepted++;
    else if (wrong !== undefined && findings.length < findingsMax) findings.push({ role, raw, wrong });
  }
  return { outputs, accepted, findings };
}

const findingsMax = 20;

function verdictOn(role: (typeof roles)[number], raw: string, readers: Readers): string | undefined {
  try {
    const read = readers[role](raw);
    if (!("ok" in read)) return undefined;
    return wrongWith(role, raw, read.ok) ?? "accepted";
  } catch (error) {
    return `crashed: ${error}`;
  }
}
