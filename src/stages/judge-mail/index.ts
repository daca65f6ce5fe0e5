import type { Severity } from "../../core/alert/severity.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { EventJudge, EventJudgement } from "../../ports/judge.ts";
import { listOf } from "./evidence.ts";
import type { Intent } from "./intent.ts";
import type { MailModel } from "./model.ts";
import { type MailScore, scoreMail } from "./score.ts";

const reasonsMax = 6;
/** From here on an alert is high: so sure that waiting for a second opinion costs more than looking. */
const highFrom = 0.97;

/** Judges mail by who it says it is from, where it leads, how it is written and what its words are after. Header fields of the way it took only add to that. */
export function openMailJudge({ model }: { readonly model: MailModel }): EventJudge {
  const name = `mail-${model.version}`;
  return {
    name,
    datasets: new Set(["mail"] as const),
    alertsFrom: model.alertsFrom,
    judge: (event) => (event.dataset === "mail" ? judgementOf(name, event, scoreMail(event.fields, model)) : undefined),
  };
}

const titles: Readonly<Record<Intent, string>> = {
  account: "Mail that is after a password or an account",
  money: "Mail that is after a payment by a false bill or refund",
  parcel: "Mail that poses as a delivery notice",
  authority: "Mail that poses as an authority",
  prize: "Mail that promises a prize",
  wallet: "Mail that is after crypto money",
  document: "Mail that lures with a document or a message",
  fortune: "Mail that promises a fortune or a loan",
  threat: "Mail that blackmails its reader",
  offer: "Mail that lures with an offer",
  boss: "Mail that poses as a superior or colleague",
};

function judgementOf(judge: string, event: TelemetryEvent, score: MailScore): EventJudgement {
  const [intent, share] = score.features.intents[0]!;
  const isAttached = score.features.evidence.some(({ group, strength }) => group === "attachment" && strength >= attachmentMin);
  const hasLink = listOf(event.fields, "links").length + listOf(event.fields, "qr.urls").length > 0;
  return {
    judge,
    maliciousness: score.probability,
    reasons: reasonsOf(score),
    title: share >= titleShareMin ? titles[intent] : "Mail with the marks of phishing",
    category: "phishing",
    severity: severityOf(score, isAttached),
    // ATT&CK 18.1: spearphishing attachment, spearphishing link, phishing.
    techniques: [isAttached ? "T1566.001" : hasLink ? "T1566.002" : "T1566"],
    tactics: ["TA0001"],
  };
}

const attachmentMin = 0.5;
const titleShareMin = 0.35;

function severityOf({ probability }: MailScore, isAttached: boolean): Severity {
  return probability >= highFrom || (isAttached && probability >= 0.5) ? "high" : probability >= 0.5 ? "medium" : "low";
}

/** Each piece of evidence with what it added, by itself and in its group and pairs; the words with theirs. The heaviest first. */
function reasonsOf({ contributions, features, authentication }: MailScore): EventJudgement["reasons"] {
  const added = new Map(contributions.map(({ name, logOdds }) => [name, logOdds]));
  const reasons = [...features.evidence, ...authentication].map(({ name, group, strength, says }) => ({
    says,
    // What a group adds as a whole is shared out by strength.
    logOdds: (added.get(name) ?? 0) + ((added.get(`all:${group}`) ?? 0) * strength) / totalStrength(features.evidence, group),
  }));
  const words = contributions.filter(
    ({ name }) => name === "all:words" || name.startsWith("words:") || name.startsWith("after:") || name.includes("*words"),
  );
  const ofWords = words.reduce((sum, { logOdds }) => sum + logOdds, 0);
  if (ofWords > 0) reasons.push({ says: wordsSay(features.intents[0]!), logOdds: ofWords });
  return reasons
    .filter(({ logOdds }) => logOdds >= reasonMin)
    .sort((a, b) => b.logOdds - a.logOdds || (a.says < b.says ? -1 : 1))
    .slice(0, reasonsMax);
}

const reasonMin = 0.05;

function totalStrength(evidence: MailScore["features"]["evidence"], group: string): number {
  return Math.max(
    1,
    evidence.filter((one) => one.group === group).reduce((sum, { strength }) => sum + strength, 0),
  );
}

const phrases: Readonly<Record<Intent, string>> = {
  account: "the words ask for access to an account, or threaten its loss",
  money: "the words speak of a bill, a renewal or a refund",
  parcel: "the words speak of a parcel that waits for something",
  authority: "the words speak of a fine, a tax or a court",
  prize: "the words promise a prize or a reward",
  wallet: "the words are about crypto money and its keys",
  document: "the words lure with a document or a message",
  fortune: "the words promise money out of the blue",
  threat: "the words blackmail their reader",
  offer: "the words advertise what sounds too good",
  boss: "the words ask for a favour in a hurry",
};

function wordsSay([intent, share]: readonly [Intent, number]): string {
  return share >= titleShareMin ? phrases[intent] : "the words resemble those of phishing";
}
