import { catalogue, proseGround, slotText } from "./ground.ts";

/**
 * A second reading of what a strict reader accepted, written apart from it: with the engine's own JSON, without zod, and with its own lists. Gives what is wrong
 * with a raw output, or with what was made of it; undefined for nothing.
 */
export function wrongWith(role: "reader" | "planner" | "writer" | "guide", raw: string, accepted: unknown): string | undefined {
  const text = bare(raw);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is no JSON";
  }
  if (hasTwice(text)) return "says a name twice";
  if (/\\u(?:d[89ab]|0000)/i.test(text) && hasBadText(value)) return "holds half a character or NUL";
  return checks[role](value, accepted);
}

function bare(raw: string): string {
  const lines = raw.trim().split("\n");
  const isFenced = lines.length > 2 && /^```(json)?\s*$/i.test(lines[0] ?? "") && lines.at(-1) === "```";
  return isFenced ? lines.slice(1, -1).join("\n") : raw.trim();
}

/** Walks the tokens of what is known to be JSON. */
function hasTwice(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g) ?? [];
  return tokens.some((token, at) => {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token.startsWith('"') && tokens[at + 1] === ":") {
      const name = JSON.parse(token) as string;
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
    return false;
  });
}

function hasBadText(value: unknown): boolean {
  if (typeof value === "string") return !value.isWellFormed() || value.includes("\0");
  return (
    typeof value === "object" && value !== null && Object.entries(value).some(([name, inner]) => hasBadText(name) || hasBadText(inner))
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const has = (value: unknown, ...names: string[]): value is Record<string, unknown> =>
  isObject(value) && Object.keys(value).toSorted().join() === names.toSorted().join();
const listOf = (value: unknown, max: number): value is unknown[] => Array.isArray(value) && value.length <= max;
const words = (text: string) => new Set(text.split(" "));

const intents = words(
  "credential-theft malware-delivery payment-fraud extortion reconnaissance command-execution data-theft persistence defence-evasion ordinary-business marketing unclear",
);
const categories = words(
  "phishing malware credential-abuse lateral-movement data-exfiltration reconnaissance web-attack privilege-escalation persistence command-and-control defense-evasion impact policy-violation other",
);

type Check = (value: unknown, accepted: unknown) => string | undefined;

const checks: Readonly<Record<"reader" | "planner" | "writer" | "guide", Check>> = {
  reader: (value, accepted) => {
    if (!has(value, "intent", "marks", "entities")) return "has other names";
    if (!intents.has(String(value.intent)) || typeof value.intent !== "string") return "has no intent of the list";
    const { marks, entities } = value;
    if (!listOf(marks, 12) || !listOf(entities, 24)) return "has too much";
    if (
      !marks.every((each) => has(each, "mark", "span") && typeof each.mark === "string") ||
      !entities.every((each) => has(each, "type", "span"))
    )
      return "has odd items";
    const told = [...marks, ...entities].map((each) => (each as { span: unknown }).span);
    if (!told.every(isToldRightly)) return "quotes what is not there";
    const read = accepted as { marks: { span: Place }[]; entities: { span: Place }[] };
    const places = [...read.marks, ...read.entities].map(({ span }) => span);
    return places.length === told.length &&
      places.every(({ from, to, quote }) => quote.length > 0 && slotText.canonical.slice(from, to) === quote)
      ? undefined
      : "is placed wrongly";
  },
  planner: (value, accepted) => {
    if (!has(value, "questions", "hypotheses") || !listOf(value.questions, 6) || !listOf(value.hypotheses, 3)) return "has another shape";
    if (
      !value.questions.every(
        (each) => has(each, "question", "about") && catalogue.get(each.question as string)?.has(each.about as string | null),
      )
    )
      return "asks what nobody offered";
    const isWhole = value.hypotheses.every(
      (each) =>
        has(each, "category", "refutedBy") &&
        categories.has(each.category as string) &&
        listOf(each.refutedBy, 4) &&
        each.refutedBy.every((id) => catalogue.has(id as string)),
    );
    const plan = accepted as { questions: { question: string; about: string | null }[] };
    return isWhole && plan.questions.every(({ question, about }) => catalogue.get(question)?.has(about))
      ? undefined
      : "supposes what nobody offered";
  },
  writer: (value, accepted) => {
    if (!has(value, "sentences") || !listOf(value.sentences, 24)) return "has another shape";
    const parts = words("summary timeline handover");
    if (
      !value.sentences.every(
        (each) =>
          has(each, "part", "text", "evidence") && parts.has(each.part as string) && listOf(each.evidence, 6) && each.evidence.length > 0,
      )
    )
      return "has odd sentences";
    const kept = (accepted as { sentences: { text: string; evidence: string[] }[] }).sentences;
    return kept.map(looseness).find((each) => each !== undefined);
  },
  guide: (value) => {
    if (!isObject(value)) return "is no object";
    if (value.kind === "none") return has(value, "kind") ? undefined : "says more than none";
    if (value.kind === "cases")
      return has(value, "kind", "filter") && isObject(value.filter) ? caseSearch(value.filter) : "has another shape";
    return value.kind === "events" && has(value, "kind", "query") && isObject(value.query) ? eventQuery(value.query) : "has another shape";
  },
};

type Place = { readonly from: number; readonly to: number; readonly quote: string };

function isToldRightly(span: unknown): boolean {
  if (!has(span, "from", "to", "quote") || typeof span.quote !== "string" || span.quote.length < 1 || span.quote.length > 400) return false;
  const parts = slotText.shown.split(span.quote);
  if (span.from === null && span.to === null)
    return parts.length === 2 && slotText.shown.indexOf(span.quote) === slotText.shown.lastIndexOf(span.quote);
  return (
    Number.isInteger(span.from) &&
    slotText.shown.startsWith(span.quote, span.from as number) &&
    span.to === (span.from as number) + span.quote.length
  );
}

/** Told coarsely, by other means than the checker's: digits, ids, signs and words of judgement. */
function looseness({ text, evidence }: { text: string; evidence: string[] }): string | undefined {
  const cited = evidence.map((id) => proseGround.evidence.get(id));
  if (cited.includes(undefined) || cited.length === 0) return "cites nothing";
  const said = `${cited.join(" ")} ${proseGround.caseText}`.toLowerCase();
  if (/[<>*`[\]]|:\/\/|[^\x20-\x7e]/.test(text)) return "holds a sign";
  if (/benign|attacker|harmless|malicious|compromised/i.test(text)) return "judges";
  const numbers = text.match(/[\d.:]*\d/g) ?? [];
  if (!numbers.every((number) => new RegExp(`(?<![\\d.])${number.replaceAll(".", "\\.")}(?![\\d])`).test(said))) return "invents a number";
  if (/\bno\b/i.test(text) !== /\bno\b/i.test(cited.join(" ")) && /203\.0\.113\.7(?!\d)/.test(text)) return "turns it round";
  return undefined;
}

const filterNames = words("of state severity category verdict source host account rule technique priority fromMs toMs text");

function caseSearch(filter: Record<string, unknown>): string | undefined {
  if (!Object.keys(filter).every((name) => filterNames.has(name))) return "filters by another name";
  if (filter.of !== "cases" && filter.of !== "alerts") return "is of nothing";
  const states = words(filter.of === "cases" ? "in-progress closed escalated merged" : "open closed escalated");
  if (filter.state !== undefined && !(Array.isArray(filter.state) && filter.state.every((each) => states.has(each as string))))
    return "has no such state";
  if (filter.text !== undefined && (typeof filter.text !== "string" || filter.text === "" || filter.text.length > 200))
    return "has no text";
  const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = filter;
  return Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) && Number(fromMs) <= Number(toMs) ? undefined : "has no time";
}

const queryNames = words("dataset entity time where aggregate sort limit");
const operators = words("eq in contains startsWith endsWith regex cidr gt lt exists");

function eventQuery(query: Record<string, unknown>): string | undefined {
  if (!Object.keys(query).every((name) => queryNames.has(name))) return "asks by another name";
  const { time, limit = 100 } = query;
  if (
    !has(time, "fromMs", "toMs") ||
    !Number.isSafeInteger(time.fromMs) ||
    !Number.isSafeInteger(time.toMs) ||
    Number(time.fromMs) > Number(time.toMs)
  )
    return "has no time";
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > 1_000) return "has no limit";
  return query.where === undefined ? undefined : condition(query.where, 1);
}

function condition(where: unknown, depth: number): string | undefined {
  if (depth > 8) return "is too deep";
  if (has(where, "not")) return condition(where.not, depth + 1);
  for (const name of ["all", "any"])
    if (has(where, name))
      return Array.isArray(where[name])
        ? where[name].map((each) => condition(each, depth + 1)).find((each) => each !== undefined)
        : "has no list";
  if (!has(where, "field", "op", "value") || !operators.has(where.op as string) || typeof where.field !== "string")
    return "is no condition";
  return /\p{Cc}/u.test(JSON.stringify(where.value).replace(/\\u00[01]./g, "\u0001")) ? "holds a control character" : undefined;
}
