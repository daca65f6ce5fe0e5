import assert from "node:assert/strict";
import type { ApproveAction } from "../core/containment/command.ts";
import type { ApprovalFault } from "../core/containment/containment.ts";
import { refusalOf } from "../core/containment/decide.ts";
import type { Story } from "./containment-story.ts";
import type { TestPerson } from "./people.ts";

/** Declined with this reason, on the record, and the action as unapproved as before. */
export function declines(story: Story, id: string, why: ApprovalFault, person: TestPerson, more: Partial<ApproveAction> = {}): void {
  const { digest, approvals, declinedApprovals } = story.held(id);
  const command = { type: "ApproveAction", id, by: person.name, digest, breakGlass: false, ...more } as const;
  const facts = story.tell({ because: "seen", signature: story.signed(person, command), ...command });
  const [fact] = facts;
  assert.ok(fact?.type === "ApprovalDeclined", `approved: ${JSON.stringify(fact)}`);
  assert.equal(fact.why, why);
  assert.equal(refusalOf(fact).code, `containment/${why}`);
  assert.deepEqual(story.held(id).approvals, approvals);
  assert.equal(story.held(id).declinedApprovals, declinedApprovals + 1);
}
