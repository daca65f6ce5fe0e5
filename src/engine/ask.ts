import canonicalize from "canonicalize";
import { answerDigest, answerText } from "../core/evidence/answer.ts";
import type { Evidence } from "../core/evidence/evidence.ts";
import { weightOf } from "../core/playbook/playbook.ts";
import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { InvestigatorTool, ToolAnswer } from "../ports/tool.ts";
import { type Question, sentenceOf } from "../stages/investigate/question.ts";

/** A tool that has not answered by then has failed; its late answer is ignored. */
export const askTimeoutMs = 30_000;
/** Records that one answer names. */
const recordsMax = 20;
/** What is recorded where a tool gave no answer: no tool may say it, and it weighs nothing. */
const noAnswer = "failed";

/** The tools by name, and the clock that says when one is too late. */
export type Toolbox = { readonly tools: ReadonlyMap<string, InvestigatorTool>; readonly clock: Clock };

/** What a question became: evidence either way, and the text that its digest is over. `failed` says that the tool gave no answer we understand. */
export type Asked = { readonly evidence: Evidence; readonly failed: boolean; readonly kept: string };

/** Puts one question to one tool, checks both directions at the border, and turns whatever came into an evidence item. Never throws. */
export async function ask(question: Question, input: unknown, { tools, clock }: Toolbox, id: string): Promise<Asked> {
  const tool = tools.get(question.from.tool);
  const query = queryText(input);
  try {
    if (!tool) throw unknownTool(question.from.tool);
    const checked = tool.input.safeParse(input);
    if (!checked.success) throw malformedQuestion(question.from.tool, checked.error.message);
    if (query === undefined) throw malformedQuestion(question.from.tool, "it cannot be written as JSON");
    const answer = await withinTime(tool.ask(checked.data), clock);
    if (!tool.answers.includes(answer.answer) || answer.answer === noAnswer) throw unexpectedAnswer(tool.name);
    return evidenceOf(question, query, answer, tool, id);
  } catch (error) {
    return failureOf(question, query ?? "null", error, tool, id);
  }
}

function evidenceOf(question: Question, query: string, answer: ToolAnswer, tool: InvestigatorTool, id: string): Asked {
  const records = answer.records.slice(0, recordsMax);
  const kept = answerText({ tool: tool.name, query, answer: answer.answer, facts: answer.facts, records }, canonicalize);
  const evidence: Evidence = {
    id,
    question: sentenceOf(question),
    tool: tool.name,
    source: { kind: "answer", query, records, recordsTotal: answer.recordsTotal },
    digest: answerDigest(kept),
    says: inline(answer.says, 400),
    answer: answer.answer,
    weight: weightOf(question.from, answer.answer),
    ...(question.from.pressing ? { pressing: true as const } : {}),
    group: question.from.group,
    trust: tool.trust,
    ...(answer.marking && { marking: answer.marking }),
  };
  return { evidence, failed: false, kept };
}

function failureOf(question: Question, query: string, error: unknown, tool: InvestigatorTool | undefined, id: string): Asked {
  const says = error instanceof SocError ? error.problem : "the tool failed without saying why";
  const kept = answerText({ tool: question.from.tool, query, answer: noAnswer, facts: { says }, records: [] }, canonicalize);
  const evidence: Evidence = {
    id,
    question: sentenceOf(question),
    tool: question.from.tool,
    source: { kind: "answer", query, records: [], recordsTotal: 0 },
    digest: answerDigest(kept),
    says: inline(says, 400),
    answer: noAnswer,
    weight: 0,
    ...(question.from.pressing ? { pressing: true as const } : {}),
    group: question.from.group,
    trust: tool?.trust ?? "attacker-writable",
  };
  return { evidence, failed: true, kept };
}

/** What is asked, as RFC 8785 writes it; undefined for what cannot be written so. */
function queryText(input: unknown): string | undefined {
  try {
    return canonicalize(input);
  } catch {
    return undefined;
  }
}

async function withinTime<Answer>(answer: Promise<Answer>, clock: Clock): Promise<Answer> {
  const answered = new AbortController();
  const late = clock.sleep(askTimeoutMs, answered.signal).then(() => Promise.reject(tooLate()));
  // Once an answer has won the race, the cut-short sleep is nobody's business.
  late.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    answered.abort();
  }
}

const unknownTool = (name: string) =>
  new SocError({
    code: "connector/unknown-tool",
    problem: `no tool "${inline(name, 80)}" is connected`,
    remedy: "name a tool that docs/guides/writing-playbooks.md lists, and check the playbook with `watchkeeper playbook lint FILE`",
    retry: "never",
  });

const malformedQuestion = (name: string, detail: string) =>
  new SocError({
    code: "connector/malformed-question",
    problem: `the question does not fit "${inline(name, 80)}"`,
    remedy: "check the playbook with `watchkeeper playbook lint FILE`",
    retry: "never",
    detail,
  });

const unexpectedAnswer = (name: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `"${inline(name, 80)}" gave an answer that we do not understand`,
    remedy: "update the connector",
    retry: "never",
  });

const tooLate = () =>
  new SocError({
    code: "connector/too-late",
    problem: `the tool did not answer within ${askTimeoutMs / 1000} s`,
    remedy: "ask again when its source is less busy",
    retry: { afterMs: 60_000 },
  });
