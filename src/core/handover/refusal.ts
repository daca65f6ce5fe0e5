import { type ErrorCode, SocError } from "../soc-error.ts";
import { handoverLimits } from "./limits.ts";

type Reason = Extract<ErrorCode, `handover/${string}`>;

const remedies: Readonly<Record<Reason, string>> = {
  "handover/unknown": "look at the list of handovers and name one of them",
  "handover/not-as-it-stands": "open the handover anew to see where it stands",
  "handover/not-yours": "ask the outgoing analyst to do it, or draft a handover of your own",
  "handover/same-person": "let the person who takes the watch sign it",
  "handover/not-opened": "open the handover, read it, and sign it then",
  "handover/other-text": "look at the handover as it is now, and sign that",
  "handover/bad-signature": "sign with a passkey of your account, or the key beside your name in containment.yaml",
  "handover/passkey-needed": "sign with one of your passkeys",
  "handover/no-proof": "sign in, show your second factor, and sign from that session",
  "handover/nothing-there": "name a section, a fact or a question that the handover has",
  "handover/too-many": "finish what is there first",
  "handover/bad-period": `name a beginning in the past, at most ${handoverLimits.periodMsMax / 86_400_000} days ago`,
  "handover/not-a-person": "sign in as the person whose word it is",
};

/** Why something cannot be done with a handover. `problem` quotes at most a name. */
export const refusedHandover = (code: Reason, problem: string) => new SocError({ code, problem, remedy: remedies[code], retry: "never" });
