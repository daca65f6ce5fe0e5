import type { Question, Steps } from "./queries.ts";

/** "case.source-addresses" as "the source addresses of the case". */
export const aboutSays = (about: string) =>
  about === "case" ? "the case as a whole" : `the ${about.slice("case.".length).replaceAll("-", " ")} of the case`;

/** "30m around case" as "from 30 minutes before the case until 30 minutes after it". */
export function windowSays(window: string): string {
  const [, number = "", unit = "", side = ""] = /^(\d+)([mhd]) (before|after|around) case$/.exec(window) ?? [];
  if (number === "") return window;
  const length = `${number} ${{ m: "minute", h: "hour", d: "day" }[unit as "m" | "h" | "d"]}${number === "1" ? "" : "s"}`;
  return side === "around" ? `${length} before and after the case` : `${length} ${side} the case`;
}

/** For which cases a playbook is taken. */
export function startsOnSays({ any, categories, dataset }: Steps["startsOn"]): string {
  if (any) return "every case that no other playbook is for";
  return `cases of ${categories.join(", ")}${dataset === null ? "" : ` whose every alert comes from ${dataset}`}`;
}

/** Of whom, about what, over which time: the rest of the sentence that a question begins. */
export function askedOf({ tool, about, window, lookFor, ownKindOnly }: Question): string {
  const where = ownKindOnly ? `${aboutSays(about)}, and only such as alerts of the playbook's own kind name` : aboutSays(about);
  return [
    `Asked of ${tool} about ${where}`,
    ...(window === null ? [] : [`over ${windowSays(window)}`]),
    ...(lookFor === null ? [] : [`looking for ${lookFor}`]),
  ].join(", ");
}

/** What an answer does to the odds, in words: "odds × 3.0". */
export const oddsSays = (times: number) => `odds × ${times >= 10 ? times.toFixed(0) : times.toFixed(times < 1 ? 2 : 1)}`;

/** "+2.8", "−0.9", "0" */
export const weightSays = (weight: number) => (weight === 0 ? "0" : `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(1)}`);
