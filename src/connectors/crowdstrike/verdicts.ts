import { z } from "zod";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { type AlertState, type Closing, commentOf, stateFor } from "../kit/verdict-note.ts";
import { errors, withoutErrors } from "./envelope.ts";

// Falcon takes several actions on one alert in one request, and offers no token of concurrency: our key is a tag of the same request, by which it is found again.

const own = "watchkeeper";
const markOf = (key: string) => `${own}-key-${key}`;
const setBy = (state: AlertState) => `${own}-set-${state}`;
const commentLengthMax = 1_000;

const Alert = z.object({
  composite_id: z.string(),
  status: z.string().max(100),
  tags: z.array(z.string().max(1_000)).max(10_000).nullish(),
});
type Alert = z.output<typeof Alert>;
const Found = z.object({ resources: z.array(Alert).max(10), errors });
const Changed = z.object({ meta: z.object({}), errors });

const states: ReadonlyMap<string, AlertState> = new Map([
  ["new", "new"],
  ["reopened", "new"],
  ["in_progress", "active"],
  ["closed", "closed"],
]);
const words = { new: "new", active: "in_progress", closed: "closed" } as const;

/** Writes our verdict to an alert: tags, a comment, and its status where nobody else set that. */
export function verdictsOf(reader: Reader, close: Closing): Sink<VerdictNote> {
  const { name } = reader;
  const standingOf = async (alert: string, signal: AbortSignal): Promise<Alert | undefined> => {
    const body = { json: { composite_ids: [alert] } };
    const path = ["alerts", "entities", "alerts", "v2"];
    const answer = await reader.json({ method: "POST", changes: false, path, body }, Found, signal);
    const { resources } = withoutErrors(name, answer);
    // Whatever it gives more than was asked for is not ours.
    const [found, second] = resources.filter((each) => each.composite_id === alert);
    if (second || (!found && resources.length > 0)) throw unexpectedAnswer(name, "another alert than was asked for");
    return found;
  };
  return {
    name,
    async find({ alert, key }, signal) {
      const found = await standingOf(alert, signal);
      if (!found) throw unexpectedAnswer(name, "no alert of this id");
      return found.tags?.includes(markOf(key)) ? { id: alert } : undefined;
    },
    async write(note, signal) {
      const { alert } = note;
      const found = await standingOf(alert, signal).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the alert stands`, cause);
      });
      if (!found) throw sinkRefused(name, `"${name}" has no alert of this id, or the client may not see it`);
      const body = { json: { composite_ids: [alert], action_parameters: actionsFor(note, found, close) } };
      const change = { method: "PATCH", path: ["alerts", "entities", "alerts", "v3"], body } as const;
      withoutErrors(name, jsonOf(name, await reader.write(change, signal), Changed));
      return { id: alert };
    },
  };
}

/** What is done to the alert in one request; every value is a text, as Falcon wants it. */
function actionsFor(note: VerdictNote & { readonly key: string }, found: Alert, close: Closing) {
  const there = found.tags ?? [];
  const state = states.get(found.status);
  const next = state && stateFor(note, { state, isOurs: there.includes(setBy(state)) }, close);
  const keeps = next ?? (state && there.includes(setBy(state)) ? state : undefined);
  const add = [
    own,
    `${own}-${note.verdict}`,
    ...(note.escalated ? [`${own}-escalated`] : []),
    ...(keeps ? [setBy(keeps)] : []),
    markOf(note.key),
  ];
  const isReplaced = (tag: string) => tag.startsWith(`${own}-`) && !tag.startsWith(markOf("")) && !add.includes(tag);
  const action = (name: string, value: string) => ({ name, value });
  return [
    ...(next ? [action("update_status", words[next])] : []),
    ...there.filter(isReplaced).map((tag) => action("remove_tag", tag)),
    ...add.filter((tag) => !there.includes(tag)).map((tag) => action("add_tag", tag)),
    action("append_comment", commentOf(note, { key: note.key }, commentLengthMax)),
  ];
}
