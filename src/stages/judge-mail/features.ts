import type { Fields } from "../../core/event/event.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { attachmentEvidence } from "./attachments.ts";
import { type Evidence, type EvidenceGroup, textOf } from "./evidence.ts";
import { type Intent, intentScores, intents, judgedWords, shareOf } from "./intent.ts";
import { linkEvidence, type OddLink } from "./links.ts";
import { senderEvidence } from "./sender.ts";
import { trickEvidence } from "./tricks.ts";
import { wordsOfMail } from "./words.ts";

/** A mail as the model weighs it: named values from 0 to 1, none of which falls when something is added to the mail, and what they rest on. */
export type MailFeatures = {
  readonly values: ReadonlyMap<string, number>;
  readonly evidence: readonly Evidence[];
  /** What the words are after, the likeliest first, with its probability among the text model's outputs. */
  readonly intents: readonly (readonly [Intent, number])[];
  /** The probability that the words are after anything. */
  readonly bait: number;
};

/** Level of a group that counts as one in pairs. */
export type Level = EvidenceGroup | "words";

const pairs: readonly (readonly [Level, Level])[] = [
  ["sender", "link"],
  ["sender", "words"],
  ["link", "words"],
  ["trick", "words"],
  ["sender", "trick"],
  ["link", "trick"],
  ["attachment", "words"],
  ["sender", "attachment"],
];

/** Everything that the model weighs of one mail, but for authentication, which is weighed beside it (score.ts). */
export function featuresOf(fields: Fields, text: LogisticModel): MailFeatures {
  const { evidence: ofLinks, links } = linkEvidence(fields);
  const evidence = [...senderEvidence(fields), ...ofLinks, ...trickEvidence(fields), ...attachmentEvidence(fields)];
  const words = judgedWords(fields);
  const scores = intentScores(text, words);
  const bait = shareOf(scores[0]!);
  const values = new Map<string, number>();
  for (const { name, strength } of evidence) values.set(name, strength);
  const levels = new Map<Level, number>([["words", bait]]);
  for (const { group, strength } of evidence) levels.set(group, 1 - (1 - (levels.get(group) ?? 0)) * (1 - strength));
  const button = Math.max(0, ...links.map((link) => link.oddity * baitOfButton(link, text)));
  if (button > 0) {
    values.set("odd-button", button);
    const sender = (levels.get("sender") ?? 0) * button;
    if (sender > 0) values.set("sender*odd-button", sender);
  }
  const picture = (levels.get("sender") ?? 0) * (values.get("picture-leads-elsewhere") ?? 0);
  if (picture > 0) values.set("sender*picture", picture);
  for (const [level, value] of levels) values.set(`all:${level}`, value);
  // Certainty of the words beyond nine in ten still tells mails apart.
  values.set("words:logit", Math.min(1, Math.max(0, scores[0]! + 4) / 12));
  const sure = Math.min(1, Math.max(0, scores[0]! - sureFrom) / sureSpan);
  if (sure > 0) {
    values.set("words:sure", sure);
    values.set("sender*sure", sure * (levels.get("sender") ?? 0));
  }
  values.set("words:phrase", amountOf(intentScores(text, words, phraseWords)[0]!, text));
  values.set(
    "words:subject",
    amountOf(intentScores(text, wordsOfMail(`${textOf(fields, "from.name")} . ${textOf(fields, "subject")}`))[0]!, text),
  );
  for (const [index, intent] of intents.entries()) values.set(`after:${intent}`, shareOf(scores[index + 1]!));
  for (const [a, b] of pairs) {
    const value = (levels.get(a) ?? 0) * (levels.get(b) ?? 0);
    if (value > 0) values.set(`${a}*${b}`, value);
  }
  const likely = intents.map((intent, index) => [intent, shareOf(scores[index + 1]!)] as const).sort((a, b) => b[1] - a[1]);
  return { values, evidence, intents: likely, bait };
}

/** Words of a button that speak for bait, above what a text without any word has; a picture says as much as a weak word. */
function baitOfButton({ shows }: OddLink, text: LogisticModel): number {
  if (shows === "") return pictureBait;
  return amountOf(intentScores(text, wordsOfMail(shows))[0]!, text);
}
/** Log-odds of the words from which they are hardly an ordinary mail's, and the span to certainty. */
const sureFrom = 1;
const sureSpan = 5;
const pictureBait = 0.2;

/** How much a short text speaks for bait above what no text at all does: 0 to 1. */
function amountOf(logOdds: number, text: LogisticModel): number {
  return Math.min(1, Math.max(0, logOdds - text.bias[0]!) / shortLogOddsMax);
}
const shortLogOddsMax = 6;
/** Words of a single phrase. */
const phraseWords = 10;
