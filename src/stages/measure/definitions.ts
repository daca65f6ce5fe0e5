import type { Definition } from "../../core/measure/figure.ts";

const ours = "our own clock, as the record has it";
const define = (formula: string, clock = ours): Definition => ({ formula, clock });

/** How each figure is made, in the words that are shown beside it. Every alert counts in the period in which it was accepted. */
export const definitions = {
  flow: define(
    "accepted = closed by the agent + closed by people + escalated + open + dead letters; handed to people: ever escalated, also where a person closed it since; dead letters: records that no format could read",
  ),
  escalation: define(
    "ever handed to people / (closed + escalated); never without the missed-threat upper bound and the share of insufficient data of the same period; interval: Clopper-Pearson, 95 %",
  ),
  mttd: define(
    "accepted - occurred, per alert; alerts that say to have occurred after they were accepted are left out and counted",
    "occurred: the clock of the alert's source; accepted: ours",
  ),
  mtta: define("first triage - accepted, per alert"),
  mtti: define("first verdict - accepted, per alert"),
  mttr: define("containment read back as in force - first alert of its case accepted, per action, in the period in which it was proposed"),
  approval: define(
    "decided (last approval that was needed, or a rejection) - proposed, per action, in the period in which it was proposed",
  ),
  verdicts: define(
    "alerts by the verdict that stands; drift: population stability index of the four verdicts against the period before, of the same length: the sum of (share - share before) x ln(share / share before), shares below 0.0001 counting as that",
  ),
  override: define(
    "decisions of people that reverse the agent's standing verdict / decisions of people on such a verdict, in the period in which they decided; reversing: one says true-positive and the other does not, or a person escalates what the agent closed; cases of which the agent said insufficient-data are left out and counted",
  ),
  volume: define("1 - cases ever handed to people / alerts accepted; cases in the period in which they opened"),
  hours: define(
    "(alerts closed by the agent x minutes per closed alert + cases handed to people x minutes per prepared case - cases overruled x minutes per overruled case) / 60; the minutes are assumptions, not measurements",
  ),
  models: define(
    "tokens and money of answers in the period, as their servers count where their bytes allow it and else as we do; per day: by the days of the period; per case: by the cases that a model was first asked about in it; questions to the guide are not in it",
  ),
  ruleShare: define("alerts of the rule / alerts accepted"),
  rulePeople: define(
    "cases in which people called an alert of the rule a true positive / cases in which they judged one, by their first word; the alerts of one case are one opinion; interval: Clopper-Pearson, 95 %",
  ),
  ruleAgent: define(
    "alerts of the rule that the agent holds to be true positives / those on which its verdict stands, insufficient-data left out; the alerts of one case share a verdict, so the interval is narrower than it ought to be",
  ),
  workload: define(
    "assigned: cases given to them; settled: cases they closed; overruled: of those, and of what they escalated, the reversals of the agent; notes; approvals: words on containment; open: theirs and not closed, now",
  ),
} as const;
