import { z } from "zod";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { type AlertState, type Closing, commentOf, halfWritten, type Mark, markIn, stateFor } from "../kit/verdict-note.ts";
import { Threats, threats } from "./threat.ts";

// The body of a change is a filter: a loose or empty one would hit other threats, so it always holds exactly one id, and the answer has to count one.

const threatId = /^\d{1,24}$/;
const noteLengthMax = 1_000;
const notesMax = 1_000;

const Notes = z.object({
  data: z.array(z.object({ text: z.string().max(65_536).nullish() })).max(notesMax),
  pagination: z.object({ nextCursor: z.string().nullish() }),
});
const Affected = z.object({ data: z.object({ affected: z.int() }) });

const states: ReadonlyMap<string, AlertState> = new Map([
  ["unresolved", "new"],
  ["in_progress", "active"],
  ["resolved", "closed"],
]);
const words = { new: "unresolved", active: "in_progress", closed: "resolved" } as const;
/** "benign" is a detection that was right about something harmless, for which the console has no word. */
const classes = {
  "true-positive": "true_positive",
  "false-positive": "false_positive",
  benign: undefined,
  "insufficient-data": undefined,
} as const;
/** A mark holds letters only. */
const marked: ReadonlyMap<string, string> = new Map([
  ["true_positive", "truePositive"],
  ["false_positive", "falsePositive"],
]);

/** Writes our verdict to a threat: the analyst's verdict and the status where nobody else set them, and a note. */
export function verdictsOf(reader: Reader, close: Closing): Sink<VerdictNote> {
  const { name } = reader;
  const marksOf = async (id: string, signal: AbortSignal): Promise<readonly Mark[]> => {
    const question = {
      method: "GET",
      path: [...threats, id, "notes"],
      query: { limit: String(notesMax), sortBy: "createdAt", sortOrder: "asc" },
    } as const;
    const { data, pagination } = await reader.json(question, Notes, signal);
    if (pagination.nextCursor) throw unexpectedAnswer(name, "more notes than one threat may have");
    return data.flatMap(({ text }) => markIn(text ?? "") ?? []);
  };
  const standingOf = async (id: string, signal: AbortSignal) => {
    const { data } = await reader.json({ method: "GET", path: threats, query: { ids: id } }, Threats, signal);
    if (data.length > 1 || (data[0] && data[0].id !== id)) throw unexpectedAnswer(name, "another threat than was asked for");
    return data[0]?.threatInfo;
  };
  const change = async (word: string, id: string, data: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const body = { json: { filter: { ids: [id] }, data } };
    const answer = await reader.write({ method: "POST", path: [...threats, word], body }, signal);
    if (jsonOf(name, answer, Affected).data.affected !== 1) throw unexpectedAnswer(name, "not one threat was changed");
  };
  return {
    name,
    async find({ alert, key }, signal) {
      if (!threatId.test(alert)) throw unexpectedAnswer(name, "no id of a threat");
      return (await marksOf(alert, signal)).some((mark) => mark.key === key) ? { id: alert } : undefined;
    },
    async write(note, signal) {
      const { alert, key } = note;
      if (!threatId.test(alert)) throw sinkRefused(name, `"${name}" has no threat of this id`);
      const [standing, marks] = await Promise.all([standingOf(alert, signal), marksOf(alert, signal)]).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the threat stands`, cause);
      });
      if (!standing) throw sinkRefused(name, `"${name}" has no threat of this id, or the token may not see it`);
      const { classed, state, set } = changesFor(note, standing, marks, close);
      let isHalf = false;
      const step = async (word: string, data: Readonly<Record<string, string>>) => {
        await change(word, alert, data, signal).catch((cause: unknown) => {
          throw isHalf ? halfWritten(name, cause) : cause;
        });
        isHalf = true;
      };
      if (classed) await step("analyst-verdict", { analystVerdict: classed });
      if (state) await step("incident", { incidentStatus: words[state] });
      await step("notes", { text: commentOf(note, { key, ...set }, noteLengthMax) });
      return { id: alert };
    },
  };
}

type Standing = { readonly analystVerdict?: string | null | undefined; readonly incidentStatus?: string | null | undefined };

/** What changes, and what our mark says that we set: what stands there by another hand is left as it is. */
function changesFor(note: VerdictNote, standing: Standing, marks: readonly Mark[], close: Closing) {
  const last = { state: marks.findLast(({ state }) => state)?.state, classed: marks.findLast(({ classed }) => classed)?.classed };
  const now = states.get(standing.incidentStatus ?? "");
  const state = now && stateFor(note, { state: now, isOurs: now === last.state }, close);
  const there = standing.analystVerdict ?? "undefined";
  const isFree = there === "undefined" || (last.classed !== undefined && marked.get(there) === last.classed);
  const wanted = isFree ? classes[note.verdict] : undefined;
  const set: Omit<Mark, "key"> = { state: state ?? (now === last.state ? now : undefined), classed: wanted && marked.get(wanted) };
  return { classed: wanted === there ? undefined : wanted, state, set };
}
