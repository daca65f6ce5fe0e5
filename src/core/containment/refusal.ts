import { inline } from "../report/inline.ts";
import { type ErrorCode, SocError } from "../soc-error.ts";
import type { ApprovalFault, ContainmentEvent } from "./containment.ts";

/** The longest reason, and the longest sentence of ours, that the record keeps. Characters. */
export const reasonLengthMax = 500;

type Reason = Extract<ErrorCode, `containment/${string}`>;

// What to do, in the words of whoever stands before the refusal. The pages in docs/errors say more.
const remedies: Readonly<Record<Reason, string>> = {
  "containment/malformed-action": "this is a mistake of the program that proposes; nothing was recorded",
  "containment/already-proposed": 'look at the action that stands: run "watchkeeper contain list"',
  "containment/too-many-waiting": "approve or reject what waits, or let it expire",
  "containment/unknown-action": 'run "watchkeeper contain list" to see the actions and their numbers',
  "containment/not-a-person": "name who decides: letters, digits and . @ _ - only",
  "containment/no-reason": `say why, in at most ${reasonLengthMax} characters, for whoever reads the record later`,
  "containment/unknown-person": 'name a person of containment.yaml, under "people"',
  "containment/no-role": "ask a person who has the role, or have two admins sign orders that give it",
  "containment/self-approval": "let another person look at it and approve it",
  "containment/other-digest": 'look at the action as it stands ("watchkeeper contain show") and approve that',
  "containment/bad-signature": "sign with the key whose public half stands beside your name in containment.yaml",
  "containment/already-approved": "nothing: your yes is on the record; another person's is needed",
  "containment/too-many-approvals": "nothing: more people have approved than any action needs",
  "containment/expired": "if it is still needed, have it proposed anew",
  "containment/not-waiting": 'run "watchkeeper contain show" to see where the action stands',
  "containment/orders-not-adopted": 'have two admins run "watchkeeper contain adopt" on the orders as they are now',
  "containment/other-orders": "sign the orders that this machine reads: containment.yaml and the policies as they are now",
  "containment/unfit-orders": "mend containment.yaml as it says, and sign again",
  "containment/already-signed": "nothing: your signature is on the record; another admin's is needed",
  "containment/break-glass-only": "two people with the role break-glass approve it, each saying that they break the glass",
  "containment/not-break-glass": "approve it as an ordinary action",
  "containment/after-action-due": 'first write what was done and why: "watchkeeper contain after-action"',
  "containment/needs-approvals": 'wait for the approvals: "watchkeeper contain show" says whose may still count',
  "containment/request-only": "ask the people who can do it, and reject the request once it is done",
  "containment/already-begun": "read back what came of the attempt; an approval works once",
  "containment/unknown-effect": "record the outcome of the attempt that is under way",
  "containment/stopped": 'see why with "watchkeeper status"; two admins resume with "watchkeeper resume"',
  "containment/irreversible": "nothing brings this back; what can still be done is for people to decide",
  "containment/nothing-to-undo": 'run "watchkeeper contain show" to see what holds',
  "containment/not-stopped": 'nothing: run "watchkeeper status" to see what is stopped',
  "containment/bad-scope": 'stop everything, or one effector by its name: "effector:edge-firewall"',
  "containment/already-asked": "nothing: you have asked; another admin must ask too",
  "containment/clock-not-ahead": 'nothing: run "watchkeeper status" to see how far the record\'s time and the clock are apart',
  "containment/not-tripped": 'nothing: run "watchkeeper status" to see the breakers that are tripped',
};

/** A refusal in the words of this folder. `problem` quotes what came from outside as `quoted`. */
export function refused(code: Reason, problem: string): SocError {
  return new SocError({ code, problem, remedy: remedies[code], retry: "never" });
}

/** Text from outside as a refusal quotes it. */
export const quoted = (text: string) => `"${inline(text, 120)}"`;

/** A yes that was declined and put on the record, as the refusal that the person reads. */
export function refusalOf({ why, says }: Extract<ContainmentEvent, { type: "ApprovalDeclined" }>): SocError {
  return refused(`containment/${why satisfies ApprovalFault}`, says);
}
