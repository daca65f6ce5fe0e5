import type { TelemetryEvent } from "../../core/event/event.ts";
import { type FreeReading, freeReadingOf } from "./free.ts";
import { type CloudObject, objects, type Verb, verbs } from "./lexicon.ts";
import { isSpokenAction } from "./origin.ts";
import { isErrorName, type Outcome, outcomeOf } from "./outcome.ts";
import type { SensitiveAction } from "./sensitive/entry.ts";
import { sensitiveActionsOf } from "./sensitive/index.ts";
import { actorName, traits } from "./traits.ts";
import { type Values, valuesOf } from "./values.ts";
import { squashed, wordsOf } from "./words.ts";

/** The longest line that is looked at, in characters. */
const lineLengthMax = 240;

/** What an event means, whichever product wrote it: what is done, to what, whether it came about, and what is special about it. */
export type Reading = {
  /** As the provider names it; empty where the event only has a sentence that somebody wrote. */
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
  /** The values that all of the above is read from: what the provider wrote. */
  readonly values: Values;
  /** What the caller may have written, apart: it may raise a judgement, never lower it. */
  readonly free: FreeReading;
};

const verbEntries = Object.entries(verbs) as readonly (readonly [Verb, readonly string[]])[];
const objectEntries = Object.entries(objects) as readonly (readonly [CloudObject, RegExp])[];

/** Reads one event. Deterministic; the work is bounded by `structuralMax` and `freeMax` values of a bounded length. */
export function readingOf(event: Pick<TelemetryEvent, "action" | "dataset" | "fields">): Reading {
  const action = isSpokenAction(event.fields, event.action) ? "" : event.action;
  const { structural: values, free } = valuesOf(event.fields, action);
  const telling = tellingOf(values, action);
  const own = wordsOf(action);
  const saysLittle = own.length < 2 || vague.test(action);
  const phrase = saysLittle ? [action, ...telling.slice(0, 6)].join(" ") : action;
  const actionWords = saysLittle ? wordsOf(phrase) : own;
  const run = squashed(phrase);
  return {
    action,
    actionWords,
    verbs: verbEntries.filter(([, stems]) => actionWords.some((word) => stems.some((stem) => word.startsWith(stem)))).map(([verb]) => verb),
    objects: objectEntries.filter(([, pattern]) => pattern.test(run)).map(([object]) => object),
    outcome: outcomeOf([...values, ...free.filter(([path]) => isErrorName(path))], event.dataset),
    known: sensitiveActionsOf(action),
    told: toldBy(telling),
    traits: [...traitsOf(values), ...domainsOf(values)],
    values,
    free: freeReadingOf(free),
  };
}

/** Actions that are only a verb, a code, or a word for "something". */
const vague =
  /^(\d+|[a-z]{1,5}|create[d]?|update[d]?|delete[d]?|edit(ed)?|added|removed|opened|completed|unknown|event|alert|system[_-]?settings|\w*_?settings)$/i;

/** Names of fields in which events describe themselves beside the action. */
const tellingName =
  /(^|\.)(description|change_?description|source_?label|operation_?detail|category_type|displaymessage|display_message|title|message|summary|reason|type|operation|operationname|action|event|event_?name|event_?type|category|activity|permission|query_text|requesturi|path|commandline|command|setting_?name|application_name|method|methodname|classification|privilege|detail|details|subresource|object|resource_?type|label|tag|\.tag|service_?name|rulename|rule_?id|terminatingruleid|eventtypename|name)$/i;
const tellingMax = 24;

function tellingOf(values: Values, said: string): readonly string[] {
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

function traitsOf(values: Values): string[] {
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
function domainsOf(values: Values): string[] {
  const domains = new Set<string>();
  for (const [, value] of values) {
    const domain = typeof value === "string" && value.length < 200 ? mail.exec(value)?.[1] : undefined;
    if (domain) domains.add(domain.toLowerCase());
  }
  return domains.size === 0 ? [] : [domains.size === 1 ? "one mail domain" : "several mail domains"];
}
