import type { z } from "zod";
import { probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import { benignFloor, benignThreshold } from "../../core/playbook/law.ts";
import { categoriesOf, type LookFor, type Playbook, type PlaybookQuestion, whereOf } from "../../core/playbook/playbook.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import type { Condition, Where } from "../../core/query/query.ts";
import type { PlaybookLine, PlaybookSteps } from "../contract/playbooks.ts";
import type { KnownPlaybook } from "../desk.ts";

/** A playbook in one line of the list. */
export const lineOf = ({ playbook, digest, inUse }: KnownPlaybook): z.infer<typeof PlaybookLine> => ({
  name: playbook.playbook,
  digest,
  purpose: playbook.purpose,
  questions: playbook.investigate.length,
  inUse,
});

/** A playbook as it is read aloud and drawn: what it is for, what it asks of whom, what each answer does to the odds, what may follow. */
export function stepsOf(playbook: Playbook): z.infer<typeof PlaybookSteps> {
  const start = playbook["starts-on"];
  return {
    startsOn: {
      any: start === "any",
      categories: start === "any" ? [] : [...categoriesOf(playbook)],
      dataset: start === "any" ? null : (start.dataset ?? null),
    },
    claims: playbook.claims,
    prior: share(playbook.prior),
    questions: playbook.investigate.map(questionOf),
    contain: playbook.contain.map(({ action, on, "undone-by": undoneBy }) => ({ action, on, undoneBy })),
    questionsMax: playbook.stop["questions-max"],
    attackerFloor: { reaches: share(benignFloor(playbook)), benignBelow: share(benignThreshold) },
  };
}

function questionOf(question: PlaybookQuestion) {
  const weights = Object.values(question.answers);
  return {
    id: question.id,
    asks: question.asks,
    tool: question.tool,
    about: question.about,
    attackerCanWrite: (playbookTools.get(question.tool)?.trust ?? "attacker-writable") === "attacker-writable",
    window: question.window ?? null,
    lookFor: question["look-for"] ? lookForSays(question["look-for"]) : null,
    answers: Object.entries(question.answers)
      .map(([answer, weight]) => ({ answer, weight, oddsTimes: Math.round(Math.exp(weight) * 100) / 100 }))
      .toSorted((a, b) => b.weight - a.weight),
    up: Math.max(0, ...weights),
    down: Math.min(0, ...weights),
    cost: question.cost,
    group: question.group,
    shows: question.shows ?? null,
    pressing: question.pressing ?? false,
    ownKindOnly: question["named-by"] === "own-kind",
  };
}

const share = (logOdds: number) => Math.round(probabilityOf(logOdds) * 10_000) / 10_000;

function lookForSays(sought: LookFor): string {
  const { dataset } = sought;
  return `${dataset === undefined ? "events" : `${dataset} events`} where ${whereSays(whereOf(sought))}`;
}

const comparisons: Readonly<Record<Condition["op"], string>> = {
  eq: "is",
  in: "is one of",
  contains: "contains",
  startsWith: "starts with",
  endsWith: "ends with",
  regex: "matches",
  cidr: "is within",
  gt: "is more than",
  lt: "is less than",
  exists: "is there",
};

/** Conditions as a clause; what stands inside another stands in brackets. The schema bounds how many there are, the law how deep they lie. */
function whereSays(where: Where, inside = false): string {
  if ("field" in where) return conditionSays(where);
  if ("not" in where) return `not ${"field" in where.not ? `(${whereSays(where.not)})` : whereSays(where.not, true)}`;
  const [parts, word] = "all" in where ? [where.all, "and"] : [where.any, "or"];
  if (parts.length === 0) return word === "and" ? "anything" : "nothing";
  const said = parts.map((part) => whereSays(part, parts.length > 1)).join(` ${word} `);
  return inside && parts.length > 1 ? `(${said})` : said;
}

function conditionSays({ field, op, value }: Condition): string {
  if (op === "exists") return `${field} is ${value === false ? "not there" : "there"}`;
  return `${field} ${comparisons[op]} ${[value].flat().map(String).join(", ")}`;
}
