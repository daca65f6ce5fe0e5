import assert from "node:assert/strict";
import { test } from "node:test";
import { draftKept, keepDraft, type Store } from "./draft.ts";

// Guarantees: what somebody wrote is there when they come back; what is as it was to begin with, and what would fill the store, is not kept.

function shelf(): Store & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
  };
}

test("a draft is there again under its own key alone", () => {
  const store = shelf();
  keepDraft(store, "playbook a", "changed", "as it was");
  assert.equal(draftKept(store, "playbook a"), "changed");
  assert.equal(draftKept(store, "playbook b"), undefined);
});

test("a text that is again as it was leaves nothing behind", () => {
  const store = shelf();
  keepDraft(store, "policies", [{ path: "a.cedar", text: "permit" }], [{ path: "a.cedar", text: "forbid" }]);
  keepDraft(store, "policies", [{ path: "a.cedar", text: "forbid" }], [{ path: "a.cedar", text: "forbid" }]);
  assert.equal(store.held.size, 0);
});

test("what is too long, a store that is full, and what somebody else left there disturb nobody", () => {
  const store = shelf();
  keepDraft(store, "long", "x".repeat(1_048_577), "");
  assert.equal(draftKept(store, "long"), undefined);
  const full: Store = {
    ...store,
    setItem: () => {
      throw new Error("quota");
    },
  };
  assert.doesNotThrow(() => keepDraft(full, "any", "text", ""));
  store.held.set("watchkeeper-draft torn", "{");
  assert.equal(draftKept(store, "torn"), undefined);
});
