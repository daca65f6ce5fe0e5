import { visible } from "../inert/inert.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { ProseSentence } from "./prose.ts";
import { keepsDirections } from "./tie-order.ts";
import { comparable, formsOf, looseForms, type Standing, type Token, tokensIn } from "./tie-tokens.ts";
import { harmlessWords, maliceWords } from "./tie-words.ts";

/** What a model's prose may rest on. */
export type ProseGround = {
  /** What each item that the writer was shown says, by its id: its sentence and its answer, never its question, which claims nothing. */
  readonly evidence: ReadonlyMap<string, string>;
  /** Our own words about the case: category, severity, verdict, times. Nothing that anybody from outside may have written, such as a title: a word of it bears out a sentence. */
  readonly caseText: string;
  /** Names of the case, lower-case: who did what to whom is held to its items. What has the shape of a name is one without. */
  readonly names?: ReadonlySet<string>;
  readonly verdict: Verdict;
  /** The way back from stand-ins, where the writer saw some. */
  readonly restore?: (text: string) => string;
};

/** Why a sentence is dropped. */
export const looseReasons = [
  "cites-nothing-known",
  "hides-something",
  "has-markup",
  "has-a-link",
  "quotes-nothing-said",
  "judges",
  "says-what-is-not-there",
  "turns-it-round",
  "says-nothing",
] as const;
/** One word of `looseReasons`. */
export type LooseReason = (typeof looseReasons)[number];

/**
 * Whether a sentence is tied to the evidence that it cites: undefined, or the reason why not. Each of its words joins and points only, or stands in a cited
 * item (in another number or tense at most) or in our words about the case, and stands there as it does here: said, denied, left open or undone. Where
 * something is done between two names, or one stands behind "to", "from" or "by", one cited item says so of these two.
 */
export function looseBecause({ text, evidence }: ProseSentence, ground: ProseGround): LooseReason | undefined {
  const cited = evidence.flatMap((id) => ground.evidence.get(id) ?? []).map(comparable);
  if (cited.length !== evidence.length || cited.length === 0) return "cites-nothing-known";
  if (text.normalize("NFKC") !== text || visible(text) !== text) return "hides-something";
  if (link.test(text)) return "has-a-link";
  if (/[<>[\]`*|~#{}⟦⟧^]/.test(text) || /^(?:[-–+•_]|\d+[.)]\s)/.test(text) || /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u.test(text))
    return "has-markup";
  if (!quotesHold(text, cited)) return "quotes-nothing-said";
  const { tokens, reachesNothing } = tokensIn(text, false);
  if (tokens.some((token) => isTooStrong(token, ground.verdict))) return "judges";
  return (
    looseWords(tokens, reachesNothing, cited, ground.caseText) ??
    (keepsDirections(text, cited, ground.names ?? noNames) ? undefined : "turns-it-round")
  );
}

const noNames: ReadonlySet<string> = new Set();

const link =
  /[a-z][a-z0-9+.-]*:\/\/|(?<![\p{L}\p{N}])www\d*\.|(?<![\p{L}\p{N}])(?:javascript|vbscript|data|mailto|file|tel|blob|hxxps?|fxps?):\S/iu;

/** What stands in quotation marks stands so in one item. A mark that closes nothing is no quote of anybody's. */
function quotesHold(text: string, cited: readonly string[]): boolean {
  const quotes = [...text.matchAll(/"([^"]*)"|“([^”]*)”|«([^»]*)»|(?<![\p{L}\p{N}])['‘]([^'’]*)['’](?![\p{L}\p{N}])/gu)];
  const left = quotes.reduce((rest, [quote]) => rest.replace(quote, ""), text);
  if (/["“”«»‘]|(?<![\p{L}\p{N}])['’]|['’](?!\p{L})/u.test(left)) return false;
  return quotes.every(([, ...inner]) => {
    const said = inner.find((each) => each !== undefined) ?? "";
    return said !== "" && cited.some((item) => item.includes(said));
  });
}

/** A word of judgement says no more than the verdict, whoever else says it. */
function isTooStrong({ text }: Token, verdict: Verdict): boolean {
  const words = [text, ...text.split("-")];
  if (words.some((word) => maliceWords.has(word))) return verdict !== "true-positive";
  return words.some((word) => harmlessWords.has(word)) && verdict !== "benign" && verdict !== "false-positive";
}

type Said = ReadonlyMap<string, ReadonlySet<Standing>>;

function saidIn(texts: readonly string[]): Said {
  const said = new Map<string, Set<Standing>>();
  for (const { text, standing } of texts.flatMap((each) => tokensIn(each, true).tokens))
    for (const form of formsOf(text)) said.set(form, (said.get(form) ?? new Set()).add(standing));
  return said;
}

function looseWords(
  tokens: readonly Token[],
  reachesNothing: boolean,
  cited: readonly string[],
  caseText: string,
): LooseReason | undefined {
  const byItems = saidIn(cited);
  const byCase = saidIn(caseText.split("\n").map(comparable));
  let fromItems = 0;
  for (const { text, standing } of tokens) {
    const inItems = standingsOf(text, byItems);
    const inCase = standingsOf(text, byCase);
    if (!inItems && !inCase) return "says-what-is-not-there";
    if (![inItems, inCase].some((standings) => standings && isBorneOut(standing, standings))) return "turns-it-round";
    if (inItems) fromItems++;
  }
  if (reachesNothing) return "turns-it-round";
  return fromItems === 0 ? "says-nothing" : undefined;
}

/** How a word stands in a text: as it is, or as a plain word by stem or, where it is joined by hyphens, by all its parts. */
function standingsOf(text: string, said: Said): ReadonlySet<Standing> | undefined {
  const exact = said.get(text);
  if (exact) return exact;
  const [whole, ...parts] = looseForms(text);
  if (whole === undefined) return undefined;
  const asOne = said.get(whole);
  if (asOne || parts.length === 0) return asOne;
  const each = parts.map((part) => said.get(part));
  return each.every((standings) => standings !== undefined) ? new Set(each.flatMap((standings) => [...standings])) : undefined;
}

/** What was said may be said, and may be left open; what was denied, undone or left open is that and nothing else. Far behind a negation only what was denied stands. */
const isBorneOut = (standing: Standing, standings: ReadonlySet<Standing>) =>
  standings.has(standing) || (standing === "open" && standings.has("said")) || (standing === "beyond" && standings.has("denied"));
