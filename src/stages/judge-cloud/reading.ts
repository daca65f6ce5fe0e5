import type { FieldValue, TelemetryEvent } from "../../core/event/event.ts";
import { type CloudObject, objects, type Verb, verbs } from "./lexicon.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import type { SensitiveAction } from "./sensitive/entry.ts";
import { sensitiveActionsOf } from "./sensitive/index.ts";
import { actorName, traits } from "./traits.ts";
import { squashed, wordsOf } from "./words.ts";

/** The most fields of one event that are looked at, in the order of the record, and the longest line, in characters. */
export const fieldsLookedAtMax = 300;
const lineLengthMax = 240;
const listItemsMax = 12;

/** What an event means, whichever product wrote it: what is done, to what, whether it came about, and what is special about it. */
export type Reading = {
  readonly action: string;
  /** The action and, where it says little, the texts in which the event describes itself. */
  readonly actionWords: readonly string[];
  readonly verbs: readonly Verb[];
  readonly objects: readonly CloudObject[];
  readonly outcome: Outcome;
  /** What is known of the action by its name, and by the other texts in which the event describes itself. */
  readonly known: readonly SensitiveAction[];
  readonly told: readonly SensitiveAction[];
  readonly traits: readonly string[];
  /** The scalar values with the paths that they stand under, array positions left out; bounded. */
  readonly values: readonly (readonly [path: string, value: string | number | boolean | null])[];
};

const verbEntries = Object.entries(verbs) as readonly (readonly [Verb, readonly string[]])[];
const objectEntries = Object.entries(objects) as readonly (readonly [CloudObject, RegExp])[];

/** Names that a collector adds, and that say nothing about the event itself. */
const added = /^(p_(?!enrichment)|time_assumed$|at_sign_)/;

/** Reads one event. Deterministic; the work is bounded by `fieldsLookedAtMax` lines of `lineLengthMax` characters. */
export function readingOf(event: Pick<TelemetryEvent, "action" | "dataset" | "fields">): Reading {
  const values = valuesOf(event.fields);
  const telling = tellingOf(values, event.action);
  const own = wordsOf(event.action);
  const saysLittle = own.length < 2 || vague.test(event.action);
  const phrase = saysLittle ? [event.action, ...telling.slice(0, 6)].join(" ") : event.action;
  const actionWords = saysLittle ? wordsOf(phrase) : own;
  const run = squashed(phrase);
  return {
    action: event.action,
    actionWords,
    verbs: verbEntries.filter(([, stems]) => actionWords.some((word) => stems.some((stem) => word.startsWith(stem)))).map(([verb]) => verb),
    objects: objectEntries.filter(([, pattern]) => pattern.test(run)).map(([object]) => object),
    outcome: outcomeOf(values, event.dataset),
    known: sensitiveActionsOf(event.action),
    told: toldBy(telling),
    traits: [...traitsOf(values), ...domainsOf(values)],
    values,
  };
}

/** Actions that are only a verb, a code, or a word for "something". */
const vague =
  /^(\d+|[a-z]{1,5}|create[d]?|update[d]?|delete[d]?|edit(ed)?|added|removed|opened|completed|unknown|event|alert|system[_-]?settings|\w*_?settings)$/i;

/** Names of fields in which events describe themselves beside the action. */
const tellingName =
  /(^|\.)(description|change_?description|source_?label|operation_?detail|category_type|displaymessage|display_message|title|message|summary|reason|type|operation|operationname|action|event|event_?name|event_?type|category|activity|permission|query_text|requesturi|path|commandline|command|setting_?name|application_name|method|methodname|classification|privilege|detail|details|subresource|object|resource_?type|label|tag|\.tag|service_?name|rulename|rule_?id|terminatingruleid|eventtypename|name)$/i;
const tellingMax = 24;

function tellingOf(values: Reading["values"], said: string): readonly string[] {
  const texts = new Set<string>();
  for (const [path, value] of values) {
    if (typeof value !== "string" || value === said || value.length < 4 || !tellingName.test(path) || actorName.test(path.toLowerCase()))
      continue;
    if (texts.size >= tellingMax) break;
    texts.add(value.slice(0, lineLengthMax));
  }
  return [...texts];
}

function toldBy(texts: readonly string[]): readonly SensitiveAction[] {
  const found = new Map<string, SensitiveAction>();
  for (const text of texts) for (const each of sensitiveActionsOf(text)) found.set(each.says, each);
  return [...found.values()].toSorted((a, b) => b.weight - a.weight);
}

function traitsOf(values: Reading["values"]): string[] {
  const actorLines: string[] = [];
  const restLines: string[] = [];
  for (const [path, value] of values) {
    const name = path.split(".").slice(-2).join(".").toLowerCase();
    const line = `${name}=${String(value).slice(0, lineLengthMax).toLowerCase()}`;
    (actorName.test(name) ? actorLines : restLines).push(line);
  }
  const linesOf = { actor: [actorLines], rest: [restLines], any: [actorLines, restLines] };
  return traits
    .filter(({ where, pattern }) => linesOf[where].some((lines) => lines.some((line) => pattern.test(line))))
    .map(({ says }) => says);
}

const mail = /^[^\s@<>]+@([a-z0-9.-]+\.[a-z]{2,})$/i;

/** Whether the mail addresses of the event belong to one domain or several: an invitation of a stranger names two. */
function domainsOf(values: Reading["values"]): string[] {
  const domains = new Set<string>();
  for (const [, value] of values) {
    const domain = typeof value === "string" && value.length < 200 ? mail.exec(value)?.[1] : undefined;
    if (domain) domains.add(domain.toLowerCase());
  }
  return domains.size === 0 ? [] : [domains.size === 1 ? "one mail domain" : "several mail domains"];
}

function valuesOf(fields: TelemetryEvent["fields"]): Reading["values"] {
  const values: [string, string | number | boolean | null][] = [];
  for (const path in fields) {
    if (added.test(path)) continue;
    if (values.length >= fieldsLookedAtMax) break;
    const value = fields[path] as FieldValue;
    const name = path.replace(/\.\d+(?=\.|$)/g, "");
    if (value === null || typeof value !== "object") values.push([name, value]);
    else for (const item of value.slice(0, listItemsMax)) values.push([name, item]);
  }
  return values;
}
