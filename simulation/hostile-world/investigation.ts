import type { InventoryIndex } from "../../src/core/asset/inventory-index.ts";
import type { RunState } from "../../src/core/run/run.ts";
import { runToEnd } from "../../src/engine/run.ts";
import { inputOf, smallWorld } from "../../src/testing/small-world.ts";

/** One alert as the adversary has a sensor send it: every field is theirs. */
export type Lure = {
  readonly source: string;
  readonly severity: string;
  readonly title: string;
  readonly rule: string;
  readonly host: string;
  readonly user: string;
  readonly address: string;
  readonly technique: string;
};

const minuteMs = 60_000;

/** A whole small investigation over alerts of the adversary's: read, triaged, correlated, investigated by the shipped playbooks, concluded. */
export async function investigated(lures: readonly Lure[], inventory: InventoryIndex, nowMs: number): Promise<RunState> {
  const lines = lures.map((lure, index) => JSON.stringify(lineOf(lure, nowMs - (lures.length - index) * minuteMs)));
  const { state } = await runToEnd(smallWorld({ inputs: [inputOf("alerts.jsonl", `${lines.join("\n")}\n`)], inventory }));
  return state;
}

const lineOf = ({ source, severity, title, rule, host, user, address, technique }: Lure, timeMs: number) => ({
  alert: 1,
  time: new Date(timeMs).toISOString(),
  source,
  title,
  severity,
  rule,
  host,
  user,
  techniques: [technique],
  observables: [{ type: "ip", value: address, role: "target" }],
});
