import type { Assessment, AssessmentCase } from "../../core/assessment/assessment.ts";

/** Names that one report makes dead in its prose. */
const namesMax = 20_000;
/** Something that a mail program or a ticket would make a link: two labels or more. */
const nameLike = /[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu;
const hostOfUrl = /^[a-z][a-z0-9+.-]{0,30}:[/\\]{2}(?:[^/\\?#@]*@)?([^/\\:?#]+)/i;

/**
 * The assessment for people: in its sentences every domain that evidence names, and every name below one, is written `evil[.]test`, because a mail
 * program or a ticket makes links of bare names. Machines of a case keep theirs. Values and paths are left to those who write them.
 */
export function withDeadNames(assessment: Assessment): Assessment {
  const names = new Set(assessment.cases.flatMap(outsidersOf).slice(0, namesMax));
  if (names.size === 0) return assessment;
  const kept = new Set(assessment.cases.flatMap(machinesOf));
  const dead = (text: string) =>
    text.replace(nameLike, (found) => (isOutsider(found.toLowerCase(), names, kept) ? found.replaceAll(".", "[.]") : found));
  return {
    ...assessment,
    cases: assessment.cases.map((each) => deadCase(each, dead)),
    alerts: assessment.alerts.map((alert) => ({
      ...alert,
      title: dead(alert.title),
      ...(alert.duplicateOf ? { duplicateOf: { ...alert.duplicateOf, because: dead(alert.duplicateOf.because) } } : {}),
    })),
  };
}

/** A sentence as it was before its names were made dead. */
export const withLiveNames = (text: string) => text.replaceAll("[.]", ".");

function outsidersOf({ observables }: AssessmentCase): string[] {
  return observables.flatMap(({ type, value, role }) => {
    const name =
      type === "domain"
        ? value
        : type === "url"
          ? hostOfUrl.exec(value)?.[1]
          : type === "email" && role !== "recipient"
            ? value.slice(value.lastIndexOf("@") + 1)
            : undefined;
    return name !== undefined && /\p{L}/u.test(name) && name.includes(".") ? [name.toLowerCase().replace(/\.$/, "")] : [];
  });
}

function machinesOf({ assets, observables }: AssessmentCase): string[] {
  return [...assets.map(({ name }) => name), ...observables.flatMap(({ type, value }) => (type === "host" ? [value] : []))].map((name) =>
    name.toLowerCase(),
  );
}

/** True for a name in the list, or below one that is: the labels in front are whatever its owner likes. */
function isOutsider(name: string, names: ReadonlySet<string>, kept: ReadonlySet<string>): boolean {
  if (kept.has(name)) return false;
  for (let rest = name; rest.includes("."); rest = rest.slice(rest.indexOf(".") + 1)) if (names.has(rest)) return true;
  return false;
}

function deadCase(each: AssessmentCase, dead: (text: string) => string): AssessmentCase {
  return {
    ...each,
    title: dead(each.title),
    because: dead(each.because),
    unknowns: each.unknowns.map(dead),
    evidence: each.evidence.map((item) => deadItem(item, dead)),
    timeline: each.timeline.map((line) => ({ ...line, says: dead(line.says) })),
    correlation: each.correlation.map(({ alert, because }) => ({ alert, because: dead(because) })),
    ...(each.model && {
      model: {
        ...each.model,
        evidence: each.model.evidence.map((item) => deadItem(item, dead)),
        prose: each.model.prose.map((sentence) => ({ ...sentence, text: dead(sentence.text) })),
      },
    }),
  };
}

function deadItem(item: AssessmentCase["evidence"][number], dead: (text: string) => string): AssessmentCase["evidence"][number] {
  const source = item.source.kind === "answer" ? { ...item.source, query: dead(item.source.query) } : item.source;
  return { ...item, says: dead(item.says), question: dead(item.question), source };
}
