import { type ErrorCode, SocError } from "../soc-error.ts";

type Reason = Extract<ErrorCode, `autonomy/${string}`>;

const remedies: Readonly<Record<Reason, string>> = {
  "autonomy/unknown": "look at the list of grants and name one of them",
  "autonomy/not-as-it-stands": "look at the grant as it stands now",
  "autonomy/not-a-person": "sign in as the person whose word it is",
  "autonomy/already-there": "sign the proposal that is there, or end it first",
  "autonomy/too-little-evidence": "leave the class in shadow until people have decided enough of its cases, and propose it then",
  "autonomy/other-basis": "let the proposal go and make a new one: what judges the class is not what was proposed",
  "autonomy/other-text": "look at the proposal as it is now, and sign that",
  "autonomy/bad-signature": "sign with a passkey of your account, or the key beside your name in containment.yaml",
  "autonomy/same-person": "let another person sign, with a key of their own",
  "autonomy/no-reason": "say in a sentence why",
  "autonomy/too-many": "end what is no longer needed first",
};

/** Why something cannot be done with autonomy. `problem` quotes at most a name. */
export const refusedAutonomy = (code: Reason, problem: string) => new SocError({ code, problem, remedy: remedies[code], retry: "never" });
