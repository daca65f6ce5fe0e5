import type { AssessmentAlert, AssessmentCase } from "../../core/assessment/assessment.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import { withLiveNames } from "./outsider.ts";

/** Every recorded sentence about an alert, lower-case: its title, the evidence that stands for it with its lines of the timeline, why it joined. */
export function sentencesOf(each: AssessmentCase): (alert: AssessmentAlert) => string {
  const byRecord = new Map<string, string[]>();
  const lines = new Map<string, string[]>();
  for (const { says, evidence } of each.timeline) for (const id of evidence) lines.set(id, [...(lines.get(id) ?? []), says].slice(0, 20));
  for (const { id, source, says } of each.evidence) {
    if (source.kind !== "record") continue;
    const key = `${source.record} ${source.path}`;
    byRecord.set(key, [...(byRecord.get(key) ?? []), says, ...(lines.get(id) ?? [])]);
  }
  const joined = new Map(each.correlation.map(({ alert, because }) => [alert, because]));
  return ({ id, title, source }) =>
    withLiveNames([title, ...(byRecord.get(`${source.record} ${source.path}`) ?? []), joined.get(id) ?? ""].join("\n")).toLowerCase();
}

/** What a sentence would call it: the key without its type, in lower case. */
export const spoken = (key: string) => key.slice(key.indexOf(":") + 1).toLowerCase();

/** True when the text has the name as a whole word: `ws-1` is not in `ws-17`. */
export function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!partOfName.test(text.charAt(at - 1)) && !continues(text, at + name.length)) return true;
  }
  return false;
}

const partOfName = /[\p{L}\p{N}_-]/u;
/** A dot ends a sentence, unless a name goes on behind it. */
function continues(text: string, end: number): boolean {
  const next = text.charAt(end);
  return partOfName.test(next) || (next === "." && partOfName.test(text.charAt(end + 1)));
}

const nameLengthMin = 3;
const nameLengthMax = 400;

/** Long enough to be told from chance, short enough to stand in a sentence. */
export function mentionable({ value }: Pick<Observable, "value">): boolean {
  return value.length >= nameLengthMin && value.length <= nameLengthMax;
}

/** The observables of a case that an alert's recorded sentences name. */
export function namedBy(each: AssessmentCase): (alert: AssessmentAlert) => AssessmentCase["observables"] {
  const wordsOf = sentencesOf(each);
  const known = each.observables.filter(mentionable).map((observable) => ({ observable, name: spoken(observableKey(observable)) }));
  return (alert) => {
    const text = wordsOf(alert);
    return known.filter(({ name }) => names(text, name)).map(({ observable }) => observable);
  };
}
