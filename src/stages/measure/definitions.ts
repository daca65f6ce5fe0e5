import type { Definition } from "../../core/measure/figure.ts";

const ours = "our own clock, as the record has it";
const define = (formula: string, clock = ours): Definition => ({ formula, clock });

/** How each figure is made, in the words that are shown beside it. Every alert counts in the period in which it was accepted. */
export const definitions = {
  flow: define(
    "accepted = closed by the agent + closed by people + escalated + waiting in shadow + open + dead letters; waiting in shadow: the agent would close them, no grant covers it, and people decide; handed to people: ever escalated, also where a person closed it since; dead letters: records that no format could read",
  ),
  escalation: define(
    "ever handed to people / (closed + escalated), without what waits in shadow; never without the missed-threat upper bound and the share of insufficient data of the same period; interval: Clopper-Pearson, 95 %",
  ),
  mttd: define(
    "accepted - occurred, per alert; alerts that say to have occurred after they were accepted are left out and counted",
    "occurred: the clock of the alert's source; accepted: ours",
  ),
  mtta: define("first triage - accepted, per alert"),
  mtti: define("first verdict - accepted, per alert"),
  mttr: define(
    "containment read back as in force - first alert of its case accepted, per action, in the period in which it was proposed (mean time to contain, MTTC)",
  ),
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
  autoClose: define(
    "closed by the agent and never handed to a person / accepted; dead letters are accepted too, and are of no stratum; interval: Clopper-Pearson, 95 %",
  ),
  coverage: define(
    "alerts of cases with a verdict whose whole evidence plan ran in the look that stands: no question failed, and the budget did not end the asking before the plan was through / accepted; a source that says that it holds nothing of the kind has answered",
  ),
  hostileText: define(
    "alerts with at least one mark of hostile text in what they say or in the record behind them (hidden letters, terminal controls, active markup, images from outside, words to a model or to the reader) / accepted; the marks are a floor: text that asks politely bears none",
  ),
  falseContainment: define(
    "actions that a person had taken back within seven days of their taking hold, and whose case is no true positive as it stands / actions that took hold, in the period in which they did; the last seven days are not over for all of them",
  ),
  alarms: define(
    "a source: the records of a window (1, 4, 24 hours) beside the same window of the weeks before, at most 8, by the exact test of two Poisson rates, counts divided by how much they scatter from week to week; a share: settled cases of the last day beside the 28 days before, by Fisher's exact test after the same; told where chance makes it less often than the false alarms a month that are asked for, spread over every hour, window and direction; as usual again where chance makes it as often as 1 in 100",
    "our own clock; hours of the week are those of UTC",
  ),
  hours: define(
    "(alerts closed by the agent x minutes per closed alert + cases handed to people x minutes per prepared case - cases overruled x minutes per overruled case) / 60; the minutes are assumptions, not measurements",
  ),
  models: define(
    "tokens and money of answers in the period, as their servers count where their bytes allow it and else as we do; per day: by the days of the period; what people asked in their own words, or had drafted, is in these; per case: what was asked about cases alone, by the cases that a model was first asked about in the period; per alert: what was asked about cases, by the alerts accepted",
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
