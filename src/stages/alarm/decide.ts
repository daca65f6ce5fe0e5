import { type Alarm, type AlarmEvent, type AlarmFinding, type Alarms, alarmKey, standingAlarms } from "../../core/alarm/alarm.ts";
import type { AlarmSettings } from "../../core/alarm/settings.ts";
import { visible } from "../../core/inert/inert.ts";
import { endsAtChance, rateFindings, rateWindows, toldBelow } from "./usual.ts";

/** The chance below which a finding is told: a share has one window. */
export const limitOf = ({ about }: Pick<AlarmFinding, "about">, settings: AlarmSettings): number =>
  about.kind === "source" ? toldBelow(settings) : toldBelow(settings, 1);

/** All findings about sources at the end of the last hour that was read. */
export function findingsNow({ counts, last }: Alarms, settings: AlarmSettings): AlarmFinding[] {
  if (!last) return [];
  return [...counts].flatMap(([source, hours]) => rateFindings(source, rateWindows(hours, last.hour, settings)));
}

type Deciding = {
  readonly findings: readonly AlarmFinding[];
  readonly settings: AlarmSettings;
  /** What was changed shortly before. */
  readonly changes: readonly string[];
  readonly nowMs: number;
};

/** What is told anew and what is as usual again. One alarm for each thing and direction, by the window that chance makes least. */
export function decideAlarms(state: Alarms, { findings, settings, changes, nowMs: atMs }: Deciding): AlarmEvent[] {
  const standing = new Map(standingAlarms(state).map((alarm) => [alarmKey(alarm.finding), alarm]));
  let { numbered } = state;
  return [...Map.groupBy(findings, alarmKey)].flatMap(([key, its]): AlarmEvent[] => {
    const finding = its.reduce((least, each) => (each.chance < least.chance ? each : least));
    const held = standing.get(key);
    if (held) return finding.chance >= endsAtChance ? [{ type: "AlarmEnded", id: held.id, because: "it is as usual again", atMs }] : [];
    if (finding.chance >= limitOf(finding, settings)) return [];
    const id = `al-${++numbered}`;
    return [{ type: "AlarmRaised", id, finding, changes: finding.about.kind === "share" ? [...changes] : [], atMs }];
  });
}

const shareWords = {
  escalated: "cases handed to people",
  "closed-by-agent": "cases closed by the agent",
  "insufficient-data": "cases without enough data",
  "true-positive": "cases held to be attacks",
} as const;

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const rounded = (count: number) => (count < 10 ? count.toFixed(1) : String(Math.round(count)));
const changeWords: ReadonlyMap<string, string> = new Map([
  ["SettingsChanged", "rules, playbooks or settings"],
  ["LearnedChanged", "what analysts taught"],
  ["GrantsChanged", "what the agent may close"],
]);

/** An alarm in one sentence without a full stop; names from outside are inert. */
export function alarmSays({ finding, changes }: Pick<Alarm, "finding" | "changes">): string {
  const { about, direction, windowHours, observed, expected } = finding;
  const window = windowHours === 1 ? "in the last hour" : `in the last ${windowHours} hours`;
  if (about.kind === "source") {
    const what = observed === 0 ? "is silent" : direction === "falls" ? "hands over fewer records" : "hands over more records";
    return `The source "${visible(about.source)}" ${what}: ${observed} ${window}, usually ${rounded(expected)} at this time of the week`;
  }
  const why = changes.map((each) => changeWords.get(each) ?? each).join(" and ");
  const known = changes.length === 0 ? "nothing was changed that explains it" : `${why} changed shortly before`;
  return `The share of ${shareWords[about.share]} ${direction}: ${percent(observed)} ${window}, ${percent(expected)} in the weeks before; ${known}`;
}

/** What whoever sees an alarm does about it, without a full stop. */
export function alarmRemedy({ finding: { about, direction, observed }, changes }: Pick<Alarm, "finding" | "changes">): string {
  if (about.kind === "source") {
    if (direction === "rises")
      return "look at what the source hands over: an attack, a new rule or a loop of its own; storms stand in the queue as one case";
    const at = observed === 0 ? "whether it can be reached, its secret holds and it still sends" : "whether a part of it no longer sends";
    return `see under Connectors ${at}; while it is away nothing of it is judged`;
  }
  if (changes.length > 0) return "see in the journal what was changed, try it on past cases, and take it back where the move was not meant";
  return shareRemedies[about.share];
}

const shareRemedies = {
  escalated: "see on the lead's desk which rules and sources the cases come from; an attack, or a source that changed, looks so",
  "closed-by-agent": "see under Quality whether samples of these classes were missed, and under Autonomy which grants they rest on",
  "insufficient-data": "see under Connectors whether what is asked answers: cases stay undecided where it does not",
  "true-positive": "see in the queue what the cases have in common: a campaign, or a rule that is wrong",
} as const;
