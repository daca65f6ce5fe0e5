import assert from "node:assert/strict";
import { test } from "node:test";
import { saysWith } from "./lapsing.ts";

// Guarantees: what an act would cost is said with it, with whose yes to what, and nothing is added where nothing lapses.

const lapse = (number: number, ...by: readonly `person:${string}`[]) => ({
  action: `c-${number}`,
  verb: "isolate-host",
  target: `WS-${number}`,
  by,
});

test("approvals that would lapse are counted and named", () => {
  assert.equal(saysWith("is closed as benign", []), "is closed as benign");
  assert.equal(
    saysWith("gives up a-75", [lapse(14, "person:demo")]),
    "gives up a-75; 1 approval will lapse, and people are asked anew: c-14 isolate-host WS-14 (demo)",
  );
  const many = Array.from({ length: 7 }, (_, at) => lapse(at + 1, "person:mara", "person:ines"));
  assert.match(saysWith("x", many), /^x; 14 approvals will lapse.*c-5 isolate-host WS-5 \(mara, ines\), and 2 more actions$/);
});
