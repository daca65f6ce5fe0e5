import { type ErrorCode, SocError } from "../soc-error.ts";

type Reason = Extract<ErrorCode, `quality/${string}`>;

const remedies: Readonly<Record<Reason, string>> = {
  "quality/unknown": "ask for the next sample, or look at the list of those that were judged",
  "quality/worked-on": "let somebody judge it who had nothing to do with the case",
  "quality/judged-already": "ask for the next sample",
  "quality/not-waiting": "ask for the next sample",
  "quality/blind": "judge it first, or wait until everybody has judged who is to",
  "quality/not-stopped": "look at the figures of quality samples for the classes that are stopped",
  "quality/not-carried-out": "wait a minute; if it stays so, see in the log of the service why the stop cannot be carried out",
  "quality/not-a-person": "sign in as the person whose word it is",
  "quality/bad-secret": "look at the folder of keys: it is not the one with which this epoch was begun",
  "quality/out-of-order": "let the service go on: it commits, begins and reveals epochs one after the other",
};

/** Why something cannot be done with quality samples. `problem` says nothing of what the agent made of a case. */
export const refusedSample = (code: Reason, problem: string) => new SocError({ code, problem, remedy: remedies[code], retry: "never" });
