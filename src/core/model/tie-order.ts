import { clauseWords, formsOf, stemOf } from "./tie-tokens.ts";
import { directedStems, directedWords, freeWords, numberWords, turns } from "./tie-words.ts";

/** One word of a clause: lower-case, as it was written at its beginning, and whether a comma follows. */
type Word = { readonly text: string; readonly isCapital: boolean; readonly comma: boolean; readonly forms: ReadonlySet<string> };
type Clause = readonly Word[];

/** How two names stand to each other: who did it to whom, from where to where, or at what; `said` where a text only lists one before the other. */
type Relation = {
  readonly from: number;
  readonly to: number;
  readonly kind: "does" | "done" | "to" | "at" | "said";
  readonly passive: boolean | undefined;
};

/**
 * Whether what a sentence says of two names, one doing something to, by or towards the other, stands so in one cited item: "alice sent it to bob" does not bear out
 * "bob sent it to alice". Active and passive are told apart. `names` are the lower-case names of the case; what has the shape of a name, or stands where one stands, is one too.
 */
export function keepsDirections(text: string, cited: readonly string[], names: ReadonlySet<string>): boolean {
  const items = cited.map(clausesOf);
  const parts = namesWithin(items.flat(2), names);
  return clausesOf(text).every((clause) =>
    relationsIn(clause, (at) => isName(clause, at, parts)).every((relation) => {
      if (relation.kind === "said") return true;
      const first = clause[relation.from]?.text ?? "";
      const second = clause[relation.to]?.text ?? "";
      return first === second || items.flat().some((item) => holdsSo(item, first, second, relation));
    }),
  );
}

function holdsSo(item: Clause, first: string, second: string, wanted: Relation): boolean {
  const isEither = (at: number) => item[at]?.forms.has(first) === true || item[at]?.forms.has(second) === true;
  return relationsIn(item, isEither).some(
    ({ from, to, kind, passive }) =>
      item[from]?.forms.has(first) &&
      item[to]?.forms.has(second) &&
      (kind === "said" || (kind === wanted.kind && (passive === undefined || wanted.passive === undefined || passive === wanted.passive))),
  );
}

/** Clauses end where punctuation or a turn says so, and before ", and" once something was done. */
function clausesOf(text: string): readonly Clause[] {
  const clauses: Word[][] = [[]];
  for (const { text: word, isCapital, before, after } of clauseWords(text)) {
    const clause = clauses.at(-1) ?? [];
    const goesOn = (word === "and" || word === "then") && !(clause.at(-1)?.comma && clause.some((each) => isDirected(each.text)));
    const isNew = before || (turns.has(word) && !goesOn);
    const into = isNew && clause.length > 0 ? [] : clause;
    if (into !== clause) clauses.push(into);
    if (word !== "") into.push({ text: word, isCapital, comma: after === "comma", forms: new Set(formsOf(word)) });
    if (after === "end") clauses.push([]);
  }
  return clauses.filter((clause) => clause.length > 0);
}

const isDirected = (word: string) =>
  directedWords.has(word) || directedStems.has(stemOf(word)) || (word.length > 4 && /^[a-z-]+ed$/.test(word));

/** Names of the case, and plain words that are a part of what has the shape of a name: `alice` of `CORP\alice`; or that begin with a capital within a sentence. */
function namesWithin(words: Clause, names: ReadonlySet<string>): ReadonlySet<string> {
  const parts = words.flatMap(({ text, forms }) => (hasShape(text) ? [...forms].filter((form) => !form.startsWith("~")) : []));
  return new Set([...names, ...parts]);
}

/** Of a machine, an account, a file or an address; times and numbers are none. */
const hasShape = (word: string) =>
  (/[\d.\\/@:$_]/.test(word) && /\p{L}/u.test(word) && !/^\d{4}-\d{2}-\d{2}t/.test(word)) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word);

function isName(clause: Clause, at: number, known: ReadonlySet<string>): boolean {
  const word = clause[at];
  if (!word || freeWords.has(word.text)) return false;
  if (hasShape(word.text) || known.has(word.text) || (word.isCapital && at > 0)) return true;
  if (isDirected(word.text) || numberWords.has(word.text) || !/^\p{L}+$/u.test(word.text)) return false;
  const next = clause[at + 1]?.text;
  const beforeVerb = at === 0 && next !== undefined && isDirected(next);
  const ends = next === undefined || freeWords.has(next);
  return beforeVerb || (ends && leads.has(clause[at - 1]?.text ?? ""));
}

const leads: ReadonlySet<string> = new Set(["by", "to", "from", "towards", "toward"]);
type Lead = "by" | "to" | "from" | "at" | undefined;
const leadOfWord: ReadonlyMap<string, Lead> = new Map([
  ...(["by", "via", "through"] as const).map((word) => [word, "by"] as const),
  ...(["to", "into", "onto", "toward", "towards", "for"] as const).map((word) => [word, "to"] as const),
  ["from", "from"] as const,
  ...(["on", "in", "at", "with", "within", "as", "of", "about", "over", "under", "between", "among", "per"] as const).map(
    (word) => [word, "at"] as const,
  ),
]);

/** The preposition that a name stands behind: past words that claim nothing, and past the names before it in a list. */
function leadOf(clause: Clause, at: number, isOne: (at: number) => boolean): Lead {
  let listed = false;
  for (let place = at - 1; place >= 0; place--) {
    const { text, comma } = clause[place] ?? { text: "", comma: false };
    if (isOne(place)) {
      if (!listed && !comma) return undefined;
      listed = false;
      continue;
    }
    if (leadOfWord.has(text)) return leadOfWord.get(text);
    if (!freeWords.has(text) && text !== "and") return undefined;
    if (text === "and" || text === "or") listed = true;
  }
  return undefined;
}

const being: ReadonlySet<string> = new Set(["is", "are", "was", "were", "be", "been", "being"]);

/** Whether something is done between two places: undefined where nothing is, else whether it is done to what stands before. */
function doneBetween(clause: Clause, from: number, to: number): { readonly passive: boolean } | undefined {
  const at = clause.findLastIndex(({ text }, place) => place > from && place < to && isDirected(text));
  if (at < 0) return undefined;
  const passive = clause.some(({ text }, place) => place > from && place < at && at - place <= 2 && being.has(text));
  return { passive };
}

function relationsIn(clause: Clause, isOne: (at: number) => boolean): readonly Relation[] {
  const places = clause.flatMap((_, at) => (isOne(at) ? [{ at, lead: leadOf(clause, at, isOne) }] : []));
  return places.flatMap((first, index) => places.slice(index + 1).map((second) => relationOf(clause, first, second)));
}

type Place = { readonly at: number; readonly lead: Lead };

function relationOf(clause: Clause, first: Place, second: Place): Relation {
  const done = doneBetween(clause, first.at, second.at);
  const passive = done?.passive;
  const onwards = { from: first.at, to: second.at, passive };
  const back = { from: second.at, to: first.at, passive: undefined };
  // By whom it was done, beside what it was done to, towards, from or at.
  if (second.lead === "by" && first.lead === "from") return { ...onwards, passive: undefined, kind: "to" };
  if (second.lead === "by") return { ...back, kind: first.lead === "to" || first.lead === "at" ? first.lead : "does" };
  if (second.lead === "from" && first.lead !== "from") return { ...back, kind: "to" };
  if (second.lead === "to" && first.lead !== "to") return { ...onwards, kind: "to" };
  if (done && second.lead === "at") return { ...onwards, passive: undefined, kind: "at" };
  if (done) return { ...onwards, kind: passive ? "done" : "does" };
  if (second.lead === undefined && first.lead === "to") return { ...back, kind: "to" };
  if (second.lead === undefined && first.lead === "by") return { ...onwards, kind: "does" };
  return { ...onwards, kind: "said" };
}
