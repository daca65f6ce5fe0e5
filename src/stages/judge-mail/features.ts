import type { Fields } from "../../core/event/event.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { attachmentEvidence } from "./attachments.ts";
import type { Evidence, EvidenceGroup } from "./evidence.ts";
import { headWords, type Intent, intentScores, intents, judgedWords, shareOf } from "./intent.ts";
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
  const head = intentScores(text, headWords(fields));
  const scores = intentScores(text, words).map((score, output) => Math.max(score, head[output]!));
  const bait = shareOf(scores[0]!);
  const values = new Map<string, number>();
  for (const { name, strength } of evidence) values.set(name, strength);
  const levels = new Map<Level, number>([["words", bait]]);
  for (const { group, strength } of evidence) levels.set(group, 1 - (1 - (levels.get(group) ?? 0)) * (1 - strength));
  const subject = amountOf(head[0]!, text);
  setWords(values, {
    whole: scores,
    subject,
    phrase: amountOf(intentScores(text, words, phraseWords)[0]!, text),
    sender: levels.get("sender") ?? 0,
  });
  const button = Math.max(0, ...links.map((link) => link.oddity * baitOfButton(link, text)));
  setProduct(values, "odd-button", button, 1);
  setProduct(values, "sender*odd-button", levels.get("sender") ?? 0, button);
  setProduct(values, "sender*picture", levels.get("sender") ?? 0, values.get("picture-leads-elsewhere") ?? 0);
  setStrangers(values, links);
  const strengths = evidence.reduce((sum, { strength }) => sum + strength, 0);
  setProduct(values, "total", Math.min(1, strengths / strengthMax), 1);
  for (const [level, value] of levels) values.set(`all:${level}`, value);
  // A long mail's words nearly always hold something telling; the few of its name and subject seldom do.
  for (const level of ["sender", "link", "trick"] as const) setProduct(values, `${level}*subject`, levels.get(level) ?? 0, subject);
  for (const name of besideSubject) setProduct(values, `${name}*subject`, values.get(name) ?? 0, subject);
  for (const [a, b] of pairs) setProduct(values, `${a}*${b}`, levels.get(a) ?? 0, levels.get(b) ?? 0);
  const likely = intents.map((intent, index) => [intent, shareOf(scores[index + 1]!)] as const).sort((a, b) => b[1] - a[1]);
  return { values, evidence, intents: likely, bait };
}

function setProduct(values: Map<string, number>, name: string, a: number, b: number): void {
  if (a * b > 0) values.set(name, a * b);
}

const besideSubject = [
  "total",
  "three-strangers",
  "three-strangers*picture",
  "strange-link",
  "strange-picture",
  "thing-unlike-address",
  "link-shortener",
  "link-shared-hosting",
  "odd-button",
  "picture-leads-elsewhere",
];
/** Evidence of this much strength altogether counts as all there can be. */
const strengthMax = 4;

type Words = { readonly whole: Float64Array; readonly subject: number; readonly phrase: number; readonly sender: number };

function setWords(values: Map<string, number>, { whole, subject, phrase, sender }: Words): void {
  values.set("words:logit", Math.min(1, Math.max(0, whole[0]! + 4) / 12));
  // Certainty of the words beyond nine in ten still tells mails apart.
  const sure = Math.min(1, Math.max(0, whole[0]! - sureFrom) / sureSpan);
  setProduct(values, "words:sure", sure, 1);
  setProduct(values, "sender*sure", sure, sender);
  values.set("words:phrase", phrase);
  values.set("words:subject", subject);
  for (const [index, intent] of intents.entries()) values.set(`after:${intent}`, shareOf(whole[index + 1]!));
}

/** Who a mail names, who it is from and whom it leads to are three: how little the name fits its address, times the strangest link. */
function setStrangers(values: Map<string, number>, links: readonly OddLink[]): void {
  const unlike = Math.min(1, 1.5 * Math.max(0, ...misfits.map((name) => values.get(name) ?? 0)));
  const strangest = (some: readonly OddLink[]) => Math.max(0, ...some.map(({ strange }) => strange));
  const pictures = values.has("remote-pictures") ? strangest(links.filter(({ shows }) => shows === "")) : 0;
  setProduct(values, "strange-link", strangest(links), 1);
  setProduct(values, "strange-picture", pictures, 1);
  setProduct(values, "three-strangers", unlike, strangest(links));
  setProduct(values, "three-strangers*picture", unlike, pictures);
}
const misfits = ["thing-unlike-address", "name-fits-not", "brand-name", "word-brand-name", "office-of-nobody", "advertising-name"];

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
