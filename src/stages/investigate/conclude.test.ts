import assert from "node:assert/strict";
import { test } from "node:test";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { viewOf } from "./case-view.ts";
import { conclude } from "./conclude.ts";
import { questionsOf } from "./question.ts";
import { defaultPolicy } from "./standing.ts";

// Guarantees that the number of open questions told is the number of different ones.
test("what stayed open is counted once, however often it was to be asked", async () => {
  const { state } = await placed([alertOf(1, { host: "ws-1", user: "mara", observables: [{ type: "ip", value: "198.51.100.7" }] })]);
  const standing = state.cases.get("case-1");
  assert.ok(standing?.status === "in-progress");
  const view = viewOf(standing, state);
  const playbook = smallWorld({}).playbooks.find((each) => each.playbook.playbook === "general")?.playbook;
  assert.ok(playbook);
  const once = questionsOf(playbook, view);
  const ending = {
    view,
    playbook,
    settled: new Map<string, string>(),
    prior: 0,
    policy: defaultPolicy,
    because: "nothing-left",
    category: "other",
    knownBad: false,
    tacticName: (id: string) => id,
    tacticRank: (id: string) => Number(id.slice(2)),
  } as const;
  const { unknowns } = conclude({ ...ending, questions: once });
  assert.ok(unknowns.length > 1);
  assert.deepEqual(conclude({ ...ending, questions: [...once, ...once, ...once] }).unknowns, unknowns);
});
