import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ActionState, ActionStatus } from "../core/containment/containment.ts";
import { actionOf, startMs } from "../testing/containment-story.ts";
import { openActionsOf } from "./open-actions.ts";

// Guarantee: before a case is erased, every action of it that still does something, may do it or waits for somebody is named, and no other.

const held = (id: string, status: ActionStatus, world = "office", caseId = "case-1") =>
  [id, { status, action: actionOf(id, startMs, { case: { world, id: caseId, revision: "", title: "" } }) } as ActionState] as const;
const idsOf = (...words: Parameters<typeof openActionsOf>) => openActionsOf(...words).map(({ action }) => action.id);

describe("actions that an erasure would leave behind", () => {
  const open: readonly ActionStatus[] = ["proposed", "executing", "confirmed", "outcome-unknown", "undoing", "undo-failed", "undo-unknown"];
  const over: readonly ActionStatus[] = ["rejected", "expired", "voided", "refused", "failed", "already-so", "gone", "undone"];

  test("are those that wait or are or may be in force", () => {
    const actions = new Map([...open, ...over].map((status, index) => held(`c-${index + 1}`, status)));
    assert.deepEqual(
      idsOf({ actions }, "office"),
      open.map((_, index) => `c-${index + 1}`),
    );
  });

  test("are of that investigation, and of that case where one is named", () => {
    const actions = new Map([held("c-1", "confirmed"), held("c-2", "confirmed", "office", "case-2"), held("c-3", "proposed", "night")]);
    assert.deepEqual(idsOf({ actions }, "office"), ["c-1", "c-2"]);
    assert.deepEqual(idsOf({ actions }, "office", "case-2"), ["c-2"]);
    assert.deepEqual(idsOf({ actions }, "office", "run"), []);
  });
});
