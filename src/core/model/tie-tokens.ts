import { visible } from "../inert/inert.ts";
import { freeWords, hedges, negations, numberWords, turns, undoing } from "./tie-words.ts";

/** How a word stands in a sentence: said, denied, left open, beside what says that it came to nothing, or too far behind a negation to know. */
export type Standing = "said" | "denied" | "open" | "undone" | "beyond";

/** One word, name or number of a text, lower-case, without the punctuation around it. */
export type Token = { readonly text: string; readonly standing: Standing };

/** A negation denies so many words that claim something; of what stands behind them in its clause nobody knows. */
const reachMax = 4;

/** A text as tokens are compared: one line, NFKC, what hides made visible, addresses live again. */
export function comparable(text: string): string {
  return visible(text.normalize("NFKC")).replace(/\[(\.|:|@|dot)\]/g, (_, inner: string) => (inner === "dot" ? "." : inner));
}

/**
 * The words, names and numbers of a text that claim something, with how each stands; and whether a negation or hedge stands there that reaches none of them. Commas keep lists
 * together: "no download, upload or deletion". What a model says may go on after ", and"; in its evidence that may be one more of the list.
 */
export function tokensIn(text: string, isEvidence: boolean): { readonly tokens: readonly Token[]; readonly reachesNothing: boolean } {
  const tokens: Token[] = [];
  let clause: Token[] = [];
  let reach: Reach | undefined;
  let reachesNothing = false;
  let afterComma = false;
  const endReach = () => {
    if (reach && !reach.reached) reachesNothing = true;
    reach = undefined;
  };
  const endClause = () => {
    tokens.push(...undone(clause));
    clause = [];
  };
  for (const chunk of text.split(/\s+/)) {
    const { core, before, after } = coreOf(chunk);
    const word = core.toLowerCase();
    const goesOn = word === "and" && !afterComma;
    if (before || (turns.has(word) && !goesOn)) endClause();
    if (before || (turns.has(word) && !goesOn && !(word === "and" && isEvidence))) endReach();
    if (negations.has(word) || hedges.has(word)) reach = reachOf(negations.has(word), reach);
    else if (word !== "" && !freeWords.has(word) && word !== "and") {
      clause.push({ text: word, standing: standingIn(reach) });
      if (reach) reach = { ...reach, left: reach.left - 1, reached: true };
    }
    if (after === "end") [endReach(), endClause()];
    if (word !== "" || after !== "none") afterComma = after === "comma";
  }
  endReach();
  endClause();
  return { tokens, reachesNothing };
}

type Reach = { readonly denies: boolean; readonly left: number; readonly reached: boolean };

/** "May not" denies; what a negation denies, a hedge behind it leaves denied. */
const reachOf = (denies: boolean, held: Reach | undefined): Reach =>
  held && (!held.reached || (held.denies && !denies))
    ? { ...held, denies: held.denies || denies }
    : { denies, left: reachMax, reached: false };

const standingIn = (reach: Reach | undefined): Standing =>
  reach === undefined ? "said" : !reach.denies ? "open" : reach.left > 0 ? "denied" : "beyond";

/** In a clause with "failed" or "blocked" nothing is simply said but the names of machines, addresses and files. */
function undone(clause: readonly Token[]): readonly Token[] {
  if (!clause.some(({ text }) => undoing.has(text) || text.split("-").some((part) => undoing.has(part)))) return clause;
  const isName = (text: string) => /[\d.\\/@:$]/.test(text) && /\p{L}/u.test(text);
  return clause.map((token) => (token.standing === "said" && !isName(token.text) ? { ...token, standing: "undone" } : token));
}

const opening = /^[("'“‘«]+/;
const closing = /[.,;:)"'”’»?!]+$/;

/** A chunk without the punctuation around it, and whether that ends a clause, or a part of one. */
function coreOf(chunk: string): { core: string; before: boolean; after: "none" | "comma" | "end" } {
  const start = opening.exec(chunk)?.[0] ?? "";
  const rest = chunk.slice(start.length);
  const stop = closing.exec(rest)?.[0] ?? "";
  const core = rest.slice(0, rest.length - stop.length).replace(/['’]s$/, "");
  return { core, before: start.includes("("), after: /[.;:)?!]/.test(stop) ? "end" : stop.includes(",") ? "comma" : "none" };
}

/** The words of a text in order, as the check of directions reads them; an empty one stands for punctuation alone. */
export const clauseWords = (text: string) =>
  text.split(/\s+/).map((chunk) => {
    const { core, before, after } = coreOf(chunk);
    return { text: core.toLowerCase(), isCapital: /^\p{Lu}\p{Ll}/u.test(core), before, after };
  });

/** Every form in which a token of the evidence may be repeated: whole, its parts, of a time its date and clock, of a machine its first label, of a word its stem. */
export function formsOf(token: string): readonly string[] {
  const time = /^(\d{4}-\d{2}-\d{2})t((\d{2}:\d{2})(?::\d{2})?)(?:\.\d+)?z?$/.exec(token);
  const parts = token.split(/[\\/@=,;"'()<>|→]+/).filter((part) => part !== "");
  const labels = [token, ...parts]
    .filter((part) => /[a-z]/.test(part) && /^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/.test(part))
    .map((part) => part.split(".")[0] ?? "");
  const all = [token, ...parts, ...labels, ...(time ? [time[1] ?? "", time[2] ?? "", time[3] ?? ""] : [])].map((form) =>
    form.replace(/[.:]+$/, ""),
  );
  return [...all, ...all.flatMap(looseForms)];
}

/** How a plain word is compared: by stem, its parts if it is joined by hyphens, a number's word by its digits. Nothing for what is no plain word. */
export function looseForms(word: string): readonly string[] {
  const number = numberWords.get(word);
  if (number !== undefined) return [number];
  return /^[a-z]+(?:-[a-z]+)*$/.test(word)
    ? [`~${word.split("-").map(stemOf).join("-")}`, ...(word.includes("-") ? word.split("-").map((part) => `~${stemOf(part)}`) : [])]
    : [];
}

/** Endings of number and tense go; nothing else, so that "successful" and "unsuccessful" stay apart. */
export function stemOf(word: string): string {
  const bare =
    word.length > 4 && word.endsWith("ies")
      ? `${word.slice(0, -3)}y`
      : word.length > 5 && word.endsWith("ing")
        ? undoubled(word.slice(0, -3))
        : word.length > 4 && word.endsWith("ied")
          ? `${word.slice(0, -3)}y`
          : word.length > 4 && word.endsWith("ed")
            ? undoubled(word.slice(0, -2))
            : word.length > 4 && word.endsWith("es")
              ? word.slice(0, -2)
              : word.length > 3 && word.endsWith("s") && !word.endsWith("ss")
                ? word.slice(0, -1)
                : word;
  return bare.length > 3 && bare.endsWith("e") ? bare.slice(0, -1) : bare;
}

const undoubled = (stem: string) => (/([bdgklmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem);
