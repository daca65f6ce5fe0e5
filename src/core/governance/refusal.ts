import { type ErrorCode, SocError } from "../soc-error.ts";

type Reason = Exclude<Extract<ErrorCode, `governance/${string}`>, "governance/not-verified" | "governance/bad-period">;

const remedies: Readonly<Record<Reason, string>> = {
  "governance/unknown": "look at the roster and the list of serious incidents, and name what is there",
  "governance/not-a-person": "sign in as the person whose word it is",
  "governance/not-as-it-stands": "look at it anew to see where it stands; open another incident where something new has happened",
  "governance/bad-time": "name a day or time that has come, the end not before the beginning",
  "governance/still-owed": "enter what is missing first, or close it as not-serious and say why",
  "governance/too-many": "strike or close what is there first",
};

/** Why something cannot be done with roster or incidents. `problem` quotes at most a name. */
export const refusedGovernance = (code: Reason, problem: string) => new SocError({ code, problem, remedy: remedies[code], retry: "never" });
