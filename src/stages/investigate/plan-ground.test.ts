import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Conclusion } from "../../core/case/conclusion.ts";
import { buildPrompt } from "../../core/prompt/build.ts";
import { promptLimits } from "../../core/prompt/limits.ts";
import { readTemplate } from "../../core/prompt/template.ts";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { viewOf } from "./case-view.ts";
import { plannerGround } from "./plan-ground.ts";

const playbooks = smallWorld({}).playbooks.map(({ playbook }) => playbook);
const without: Conclusion = {
  ...{ verdict: "benign", category: "malware", severity: "medium", maliciousness: 0.2, title: "t", escalate: false },
  ...{ because: "b", unknowns: [], evidence: ["e-1"], hypotheses: [] },
};

/** A case about so many addresses and files. */
async function planningOf(things: number) {
  const observables = Array.from({ length: things }, (_, at) =>
    at % 2 === 0
      ? ({ type: "ip", value: `203.0.113.${at}`, role: "target" } as const)
      : ({ type: "hash", value: at.toString(16).padStart(64, "a"), role: "file" } as const),
  );
  const { state } = await placed([alertOf(1, { host: "ws-1", user: "mara", dataset: "windows", observables })]);
  const standing = state.cases.get("case-1");
  assert.ok(standing?.status === "in-progress");
  const [first] = playbooks;
  assert.ok(first);
  return { view: viewOf(standing, state), playbooks, playbook: first.playbook, without };
}

const template = readTemplate("# planner 1\nPlan.\n\n---\n{{state: case-state}}\n");
const slotOf = (value: string) =>
  buildPrompt({
    template,
    fills: [{ name: "state", type: "case-state", value, provenance: "case-1", trust: "ours" }],
    nonce: "0123456789abcdef",
  });

/** What may be named, as a planner reads it in its lines. */
const linesOf = (text: string) =>
  new Map(
    text
      .slice(text.indexOf("may be asked:\n") + 14)
      .split("\n")
      .flatMap((line) => {
        const [, name = "", about = ""] = /^(\S+) about ([^:]+):/.exec(line) ?? [];
        return name === "" ? [] : [[name, new Set(about.split(" ").map((handle) => (handle === "case" ? null : handle)))]];
      }),
  );

/** Names and questions as long as they may be, as an organisation's own playbooks can have them. */
const wordy = playbooks.map((each) => ({
  ...each,
  playbook: each.playbook.padEnd(60, "-x"),
  investigate: each.investigate.map((question) => ({
    ...question,
    id: question.id.padEnd(60, "-y"),
    asks: question.asks.padEnd(90, " and so on"),
  })),
}));
const planning = { ...(await planningOf(60)), playbooks: wordy, playbook: wordy[0]?.playbook ?? "" };

describe("the ground of a plan", () => {
  test("is offered less of, where a prompt has no room for all; nothing of it is cut", () => {
    const [whole, ground] = [plannerGround(planning, Number.POSITIVE_INFINITY), plannerGround(planning)];
    assert.ok(Buffer.byteLength(whole.text) > promptLimits.slotBytesMax["case-state"], "the case is large enough");
    const { prompt, texts } = slotOf(ground.text);
    assert.deepEqual([prompt.slots[0]?.cutBytes, texts[0]?.shown], [0, ground.text]);
    assert.ok(ground.catalogue.size > 5 && ground.catalogue.size < whole.catalogue.size, `${ground.catalogue.size}`);
    for (const [name, about] of ground.catalogue) assert.ok(about.isSubsetOf(whole.catalogue.get(name) ?? new Set()), name);
    const [first] = whole.catalogue.keys();
    assert.ok(first !== undefined && ground.catalogue.has(first), "the most telling stays");
  });

  // Guarantees: a planner may name what it is shown, and nothing else, however little room there is.
  test("what may be named is what is shown, at every size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), (bytesMax) => {
        const ground = plannerGround(planning, bytesMax);
        assert.deepEqual(linesOf(ground.text), ground.catalogue);
        if (ground.catalogue.size > 0) assert.ok(Buffer.byteLength(ground.text) <= bytesMax);
        for (const [name, about] of ground.catalogue)
          for (const handle of about) assert.ok(ground.questionAbout(name, ground.keyOf(handle)), `${name} ${handle}`);
        assert.equal(plannerGround(planning, bytesMax).text, ground.text, "the same each time");
      }),
      { numRuns: 60 },
    );
  });

  test("a small case is offered everything", async () => {
    const small = await planningOf(2);
    assert.equal(plannerGround(small).text, plannerGround(small, Number.POSITIVE_INFINITY).text);
  });
});
