import type { Evidence } from "../../core/evidence/evidence.ts";

/** Tools whose answer says how much was found and not of what: only with its question does a reader learn anything. */
const countingTools: ReadonlySet<string> = new Set(["events/search", "file/inspect"]);

/** What it is about, as evidence appends it to a question. */
const subject = / \([a-z-]+ [^()]*\)$/;

/** The question of an item, without what it is about where the answer names that too. */
export function askedOf({ question, says }: Pick<Evidence, "question" | "says">): string {
  const about = subject.exec(question)?.[0];
  const value = about?.slice(about.indexOf(" ", 1) + 1, -1);
  return about && value && says.includes(value) ? question.slice(0, -about.length) : question;
}

/** What an item says to somebody who has not read its question: the sentence alone, or behind the question that it answers. */
export function findingOf({ question, says, tool }: Pick<Evidence, "question" | "says" | "tool">): string {
  return countingTools.has(tool) ? `${askedOf({ question, says })} ${says}` : says;
}
