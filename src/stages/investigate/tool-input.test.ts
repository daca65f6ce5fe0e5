import assert from "node:assert/strict";
import { test } from "node:test";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { alertsLookedAtMax, viewOf } from "./case-view.ts";
import { questionsOf } from "./question.ts";
import { toolInput } from "./tool-input.ts";

/** What the calendar is asked about rules, for a case of alerts with these titles that one machine holds together. */
async function rulesAsked(titles: readonly string[]): Promise<readonly string[]> {
  const { state } = await placed(titles.map((title, index) => alertOf(index + 1, { title, ruleId: `r-${index}`, host: "ws-1" })));
  const standing = state.cases.get("case-1");
  assert.ok(standing?.status === "in-progress" && standing.alertIds.length === titles.length);
  const view = viewOf(standing, state);
  const question = smallWorld({})
    .playbooks.flatMap(({ playbook }) => questionsOf(playbook, view))
    .find(({ from }) => from.tool === "changes/accepted");
  return (toolInput(question!, view) as { rules: string[] }).rules;
}

// Guarantees that a case is never accepted for the part of its rules that fitted into the question.
test("acceptance is asked about every rule of a case, also of alerts that are not looked at; about none when they are too many", async () => {
  const many = Array.from({ length: alertsLookedAtMax + 50 }, (_, index) => `rule ${index % 150}`);
  assert.deepEqual(await rulesAsked(["b", "a", "b"]), ["a", "b"]);
  assert.equal((await rulesAsked([...many, "the last"])).length, 151);
  assert.deepEqual(await rulesAsked(many.map((_, index) => `rule ${index}`)), []);
});
