import type { Fields } from "../../core/event/event.ts";

/**
 * Who wrote a value. An event is written by the provider, but some of its values repeat what the caller sent along: the name of his program, a
 * description, tags, names that he chooses. Such text is *free*: whoever attacks can make it say anything, so what it says may raise a judgement
 * and never lower it. All else is *structural*: action, outcome, kind of identity, switches, numbers, addresses, principals and actions of a policy,
 * and words of the provider's own schema; there both directions count.
 *
 * A value is free by the name of its field, by a field around it whose keys the caller chooses, or because it is a sentence or a document. A value
 * that is free stays free whatever is appended to it.
 */
export type Origin = "structural" | "free";

type Value = string | number | boolean | null;

/** Fields whose inner names are the caller's too. */
const container =
  /(^|\.)(tags?|tag_?set|tags?_?list|tag_?specifications?(set)?|request_?tags|resource_?tags|labels?|annotations|environment|env|variables|client_?context|user_?metadata|custom_?(attributes|fields|data))\./i;
/** Whole lists of texts that the caller chooses. */
const listOfTexts = /^(tags|labels|annotations|args|arguments|command|commands|comments|notes)$/i;
/** Programs, sentences and documents. */
const sentences =
  /(user_?agent|agent_?string|^ua|description|comments?|message|reason|justification|notes?|title|subject|body|summary|details?|query|query_?text|sql|command_?line|command|arguments|referr?er|user_?data|session_?name|source_?identity|caller_?reference|client_?token|device_?name|host_?name|host)$/i;
/** Names, paths and addresses of things that the caller names himself. */
const names =
  /(^|_)(name|key|repo|repository|branch|head_branch|filename|file|path|uri|url|requesturi|request_?url|html_?url|display_?name|full_?name|nick_?name|first_?name|last_?name)$|(bucket|role|policy|group|function|instance|stack|repository|project|cluster|file|image|table|secret|parameter|alarm|topic|snapshot|volume|branch|channel|dashboard|page|folder|document|container|pod|database|device|display|key|target|object)_?name$|(file|folder|request|clientrequest)_?(path|uri|url)$/i;
/** Phrases of the provider's own schema: chosen from a list of his, though they read like sentences. */
const phrases =
  /(^|_)(setting_?name|source_?label|(activity|operation|event|method|action|rule|api)_?(display_?)?name|operation_?detail|display_?message|(event|category|resource|object|operation|action|actor|change|threat)_?type|type|category|classification|severity|status|state|result|outcome|decision|old_?value|new_?value)$/i;
/** Names that a directory gives the one who acts, which no event of his can change. */
const identity = /(^|\.)(user_?identity|authentication_?info)(\.|$)/i;
const statementId = /(^|\.)statement\.sid$/i;
const sentence = /\S\s+\S+\s+\S/;
const document = /^\s*[[{<]/;

/** Who wrote the value at a path (array positions left out). An event's own action is the provider's even where its field is called "name". */
export function originOf(path: string, value: Value, action: string): Origin {
  if (container.test(path)) return "free";
  const last = path.slice(path.lastIndexOf(".") + 1);
  if (listOfTexts.test(last)) return "free";
  if (typeof value !== "string" || value === action) return "structural";
  if (phrases.test(last) && !document.test(value)) return "structural";
  if (sentence.test(value) || document.test(value) || statementId.test(path)) return "free";
  if (sentences.test(last)) return "free";
  return names.test(last) && !identity.test(path) ? "free" : "structural";
}

/** Whether a field is one of those whose names, too, the caller chooses: a tag, a label, a variable. */
export function isContained(path: string): boolean {
  return container.test(path);
}

/** Whether a field is named as one that a caller fills. Fields that were read out of such a text (JSON in a description) are no fields of the event. */
export function isNamedFree(path: string): boolean {
  const last = path.slice(path.lastIndexOf(".") + 1);
  return container.test(path) || (!phrases.test(last) && (sentences.test(last) || (names.test(last) && !identity.test(path))));
}

/** Whether what readers took for the action is only a sentence of the event: then the action too is what somebody wrote. */
export function isSpokenAction(fields: Fields, action: string): boolean {
  let spoken = false;
  for (const path in fields) {
    const value = fields[path];
    if (typeof value !== "string" || action === "" || !value.startsWith(action)) continue;
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (phrases.test(last) || !sentences.test(last)) return false;
    spoken = true;
  }
  return spoken;
}

const roleSession = /^(arn:aws[\w-]*:sts::\d*:assumed-role\/[^/]+)\/(.+)$/s;
const principalSession = /^(A[A-Z]{2}A[A-Z0-9]{4,124}):(.+)$/s;

/** A principal without the name of its session, and that name, which whoever takes a role on chooses; undefined where there is none. */
export function sessionApart(value: Value): readonly [principal: string, session: string] | undefined {
  if (typeof value !== "string") return undefined;
  const [, principal, session] = roleSession.exec(value) ?? principalSession.exec(value) ?? [];
  return principal !== undefined && session !== undefined ? [principal, session] : undefined;
}
