import fc from "fast-check";
import { readyToBegin } from "../core/containment/decide.ts";
import { assessedAs, cast, hostOf, hourMs, isBegun, minuteMs, otherDigest, type Story } from "./containment-story.ts";

// An adversary who is everybody at once, with forged, replayed and stolen approvals, in a world that grows and a clock that jumps.

const everybody = Object.values(cast);
const dayMs = 24 * hourMs;
type Step = { readonly does: string; readonly who: number; readonly which: number; readonly more: number };

export const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    "propose",
    "propose",
    "propose",
    "approve",
    "approve",
    "approve",
    "glass",
    "begin",
    "begin",
    "begin",
    "outcome",
    "outcome",
    "undo",
    "beginUndo",
    "release",
    "reject",
    "expire",
    "stop",
    "resume",
    "resume",
    "reset",
    "clock",
    "edit",
    "adopt",
    "replay",
    "run",
    "run",
    "run",
    "crowd",
    "crowd",
    "forge",
    "grow",
  ),
  who: fc.nat(everybody.length - 1),
  which: fc.nat(15),
  more: fc.nat(11),
});

/** An adversary's turn: anybody does anything to anything. What the law refuses is left out. */
export function take(story: Story, { does, who, which, more }: Step): void {
  const person = everybody[who] ?? cast.mara;
  const id = `c-${1 + (which % Math.max(1, story.state.proposed))}`;
  switch (does) {
    case "propose": {
      const target = more === 0 ? hostOf("DC-1.example.test.") : hostOf(`ws-${more}`);
      const tier = ([1, 2, 3, 1] as const)[which % 4] ?? 1;
      story.propose(
        { target, assessed: { tier, approvers: 0 }, sources: more % 5 === 0 ? ["edr"] : ["edr", "mail"] },
        who === 0 ? undefined : person,
      );
      return;
    }
    case "approve":
    case "glass":
      story.approve(id, person, does === "glass");
      return;
    case "begin":
      story.begin(id, {
        alreadySo: more === 0,
        ...(more === 1 && { stopped: "touched" }),
        effectId: more === 2 ? "c-1.effect" : `${id}.effect`,
      });
      return;
    case "grow":
      story.begin(id, { assessed: assessedAs({ tier: 3, approvers: 0, radius: { hosts: 1 + more } }) });
      return;
    case "outcome":
      story.outcome(id, (["confirmed", "failed", "unknown"] as const)[more % 3] ?? "unknown");
      return;
    case "undo":
      story.askUndo(id, person);
      return;
    case "beginUndo":
    case "release":
      story.beginUndo(id, does === "release" ? "release" : "undo");
      return;
    case "reject":
      story.reject(id, person);
      return;
    case "expire":
      story.tell({ type: "Expire" });
      return;
    case "run":
      // Whatever is ready, as the executor does.
      for (const { action } of readyToBegin(story.state, story.nowMs))
        if (isBegun(story.begin(action.id))) story.outcome(action.id, "confirmed");
      return;
    case "crowd":
      for (const each of everybody.slice(0, 4)) {
        const { by, status, approvals } = story.held(id);
        if (status === "proposed" && approvals.length < 3 && by !== each.name) story.approve(id, each);
      }
      return;
    case "stop":
      if (more < 1) story.stop(which % 2 === 0 ? "all" : "effector:edge", person.name);
      return;
    case "resume":
      story.askResume(person, which % 2 === 0 ? "all" : "effector:edge");
      return;
    case "reset":
      story.reset(person);
      return;
    case "clock":
      story.nowMs += [minuteMs, 10 * minuteMs, hourMs, dayMs, -hourMs, -dayMs][more % 6] ?? 0;
      return;
    case "edit":
      if (more === 0 && which === 0)
        story.ordersDigest = story.ordersDigest === otherDigest ? (story.state.orders?.digest ?? otherDigest) : otherDigest;
      return;
    case "adopt":
      story.signOrders(person);
      return;
    case "replay": {
      const approval = story.facts.findLast((fact) => fact.type === "ActionApproved");
      if (approval?.type === "ActionApproved") story.tell({ ...approval, type: "ApproveAction", id });
      return;
    }
    case "forge":
      story.tell({
        type: "ApproveAction",
        id,
        by: person.name,
        digest: story.held(id).digest,
        signature: "A".repeat(86).concat("=="),
        because: "x",
        breakGlass: more % 2 === 0,
      });
  }
}

export const cap = 4;

export const small = {
  budgets: {
    "per-hour": 6,
    "per-rule-per-hour": 1_000,
    "per-source-per-hour": 1_000,
    "class-share-per-hour": 1,
    "standing-share": cap / 100,
  },
  protected: { hosts: ["dc-1"] },
};
