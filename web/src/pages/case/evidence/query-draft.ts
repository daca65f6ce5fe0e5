import { type EventQuery, evidenceOperations, searchWords, type Where } from "../../../../../src/server/contract/evidence.ts";

type Value = string | number | boolean;
/** One condition of the form: its values as lines of text, and of which kind they are. */
export type DraftCondition = {
  readonly key: number;
  readonly field: string;
  readonly op: string;
  readonly value: string;
  readonly kind: "text" | "number" | "yes-no";
};
/** Conditions that stand together: all must hold, any, or none. */
export type DraftGroup = { readonly key: number; readonly how: "all" | "any" | "none"; readonly items: readonly DraftNode[] };
export type DraftNode = DraftCondition | DraftGroup;
/** A typed query as the form holds it: every field is what somebody typed. */
export type QueryDraft = {
  readonly dataset: string;
  readonly entity: string;
  readonly from: string;
  readonly to: string;
  readonly where: DraftGroup;
  readonly by: readonly string[];
  readonly distinct: string;
  readonly sort: string;
  readonly limit: string;
};

export const isGroup = (node: DraftNode): node is DraftGroup => "items" in node;

let lastKey = 0;
const nextKey = () => ++lastKey;
/** An empty condition, to be filled in. */
export const newCondition = (): DraftCondition => ({ key: nextKey(), field: "host", op: "eq", value: "", kind: "text" });
export const newGroup = (): DraftGroup => ({ key: nextKey(), how: "any", items: [newCondition()] });

/** "2026-03-17 08:55:39.000", UTC. */
export const timeText = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
/** The moment that a text of UTC names; not a number where it names none. */
export const timeOf = (text: string) => {
  const plain = text.trim().replace(/ ?(?:UTC|Z)$/, "");
  return /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?$/.test(plain)
    ? Date.parse(`${plain.replace(" ", "T")}${plain.length > 10 ? "Z" : ""}`)
    : Number.NaN;
};

/** The form of a query that was asked. */
export function draftOf({ dataset, entity, time, where, aggregate, sort, limit }: EventQuery): QueryDraft {
  const node = where === undefined ? undefined : nodeOf(where);
  return {
    dataset: dataset ?? "",
    entity: entity ?? "",
    from: timeText(time.fromMs),
    to: timeText(time.toMs),
    where: node && isGroup(node) ? node : { key: nextKey(), how: "all", items: node ? [node] : [] },
    by: aggregate?.by ?? [],
    distinct: aggregate?.distinct ?? "",
    sort,
    limit: String(limit),
  };
}

function nodeOf(where: Where): DraftNode {
  if ("all" in where) return { key: nextKey(), how: "all", items: where.all.map(nodeOf) };
  if ("any" in where) return { key: nextKey(), how: "any", items: where.any.map(nodeOf) };
  if ("not" in where) {
    const inner = nodeOf(where.not);
    return { key: nextKey(), how: "none", items: isGroup(inner) && inner.how === "any" ? inner.items : [inner] };
  }
  const { field, op, value } = where;
  const values: readonly Value[] = Array.isArray(value) ? value : [value];
  const [first] = values;
  const kind = typeof first === "number" ? "number" : typeof first === "boolean" ? "yes-no" : "text";
  return { key: nextKey(), field, op, value: values.map(String).join("\n"), kind };
}

/** The query that the form asks, or what is wrong with it. The server checks it again. */
export function queryOf(draft: QueryDraft): { readonly query: EventQuery } | { readonly problem: string } {
  const time = { fromMs: timeOf(draft.from), toMs: timeOf(draft.to) };
  if (Number.isNaN(time.fromMs) || Number.isNaN(time.toMs)) return { problem: "A time reads like 2026-03-17 08:55:39, in UTC." };
  if (time.fromMs >= time.toMs) return { problem: "The window must begin before it ends." };
  const where = whereOf(draft.where);
  const checked = evidenceOperations.searchEvents.body.safeParse({
    ...(draft.dataset !== "" && { dataset: draft.dataset }),
    ...(draft.entity.trim() !== "" && { entity: draft.entity.trim() }),
    time,
    ...(where !== undefined && { where }),
    ...(draft.by.length > 0 && { aggregate: { by: draft.by, ...(draft.distinct !== "" && { distinct: draft.distinct }) } }),
    sort: draft.sort,
    limit: Number(draft.limit),
  });
  if (checked.success) return { query: checked.data };
  const [issue] = checked.error.issues;
  const place = String(issue?.path[0] ?? "");
  if (place === "limit") return { problem: `At most ${searchWords.limits.rowsMax} rows are read, and at least one.` };
  return {
    problem: `${place === "" ? "The query" : `"${place}"`} is not as the server takes it: ${issue?.message ?? "look at its fields"}.`,
  };
}

function whereOf(node: DraftNode): object | undefined {
  if (!isGroup(node)) return { field: node.field, op: node.op, value: typedValue(node) };
  const items = node.items.map(whereOf).filter((each): each is object => each !== undefined);
  if (items.length === 0) return undefined;
  if (node.how === "none") return { not: items.length === 1 ? items[0] : { any: items } };
  // One condition alone needs no group around it.
  return items.length === 1 && node.how === "all" ? items[0] : { [node.how]: items };
}

function typedValue({ op, value, kind }: DraftCondition): Value | Value[] {
  const typed = (text: string): Value => {
    if (op === "exists" || kind === "yes-no") return text === "true";
    const isNumber = (kind === "number" || op === "gt" || op === "lt") && text.trim() !== "" && Number.isFinite(Number(text));
    return isNumber ? Number(text) : text;
  };
  return op === "in" ? value.split("\n").map(typed) : typed(value);
}
