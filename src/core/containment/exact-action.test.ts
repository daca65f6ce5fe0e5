import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, cast, hostOf, isBegun, Story, startMs } from "../../testing/containment-story.ts";
import type { ContainmentAction, ContainmentEvent } from "./containment.ts";
import { digestOfAction } from "./decide.ts";

/** Every place in an action at which a value stands, by its path. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Object.entries(value);
  return [path, ...entries.flatMap(([key, each]) => leavesOf(each, [...path, Array.isArray(value) ? Number(key) : key]))];
}

/** The action with another value at that place. */
function changedAt(action: ContainmentAction, path: readonly (string | number)[]): ContainmentAction {
  const copy = structuredClone(action) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1) ?? "";
  const before = at[last];
  if (typeof before === "number") at[last] = before + 1;
  else if (typeof before === "boolean") at[last] = !before;
  else if (typeof before === "string") at[last] = `${before}x`;
  else if (before === null) at[last] = 1;
  else if (Array.isArray(before)) at[last] = [...(before as unknown[]), "more"];
  else Object.assign(before as object, { more: 1 });
  return copy as unknown as ContainmentAction;
}

// Guarantees that people approve exactly one thing: 100 % of all changes to a single field of an approved action, and none of them ever begins.
test("an approved action changed in any one field never begins", (context) => {
  const sketch = {
    assessed: { tier: 2 as const, radius: { services: ["payroll"] } },
    target: hostOf("ws-1", { aliases: ["ws-1.example.test"] }),
  };
  const paths = leavesOf(actionOf("c-1", startMs, sketch)).slice(1);
  assert.ok(paths.length > 40);
  for (const path of paths) {
    const story = new Story().adopt();
    const id = story.propose(sketch);
    story.approve(id, cast.mara);
    const held = story.held(id);
    const action = changedAt(held.action, path);
    assert.notEqual(digestOfAction(action), held.digest, path.join("."));
    // As an attacker would who can write the record: the action alone, or with a digest that fits it.
    for (const digest of [held.digest, digestOfAction(action)]) {
      story.state.actions.set(id, { ...held, action, digest });
      const fresh = { assessed: action.assessed, caseRevision: action.case.revision };
      let facts: readonly ContainmentEvent[] = [];
      try {
        facts = story.begin(id, fresh);
      } catch {
        // Refused.
      }
      assert.ok(!isBegun(facts), path.join("."));
      story.state.actions.set(id, held);
      story.state.waiting.add(id);
    }
  }
  context.diagnostic(`${paths.length} fields changed, one at a time and in two ways: none began`);
});
