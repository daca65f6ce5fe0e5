import type { GrantScope } from "../../core/autonomy/grant.ts";
import type { HandoverFact } from "../../core/handover/text.ts";
import type { HandoverSource } from "./findings.ts";
import { quoted, said, who } from "./words.ts";

/** What is told of a change of autonomy, without a full stop; what was taken back is for this shift. */
export function autonomyTold(
  fact: HandoverSource,
): (Pick<HandoverFact, "says"> & Partial<Pick<HandoverFact, "urgency" | "next" | "cites">>) | undefined {
  switch (fact.type) {
    case "GrantProposed":
      return { says: `${who(fact.text.proposedBy)} proposed the grant ${fact.text.id} to ${scopeSays(fact.text.scope)}` };
    case "GrantGiven":
      return { urgency: "this-shift", says: `${fact.by.map(who).join(" and ")} gave the grant ${fact.id}` };
    case "GrantEnded":
      return { urgency: "this-shift", says: `the grant ${fact.id} ended (${fact.cause}): ${said(fact.says)}` };
    case "ClassDemoted":
      return { urgency: "this-shift", says: `the class ${quoted(fact.class)} lost its autonomy (${fact.cause}): ${said(fact.says)}` };
    default:
      return undefined;
  }
}

const scopeSays = (scope: GrantScope) =>
  scope.act === "close"
    ? `close ${quoted(scope.class)} without a person`
    : `contain at tier ${scope.tier} what ${quoted(scope.class)} shows`;
