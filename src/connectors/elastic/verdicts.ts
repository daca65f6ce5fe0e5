import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { whole } from "../kit/index-body.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import type { Kibana } from "./kibana.ts";
import type { ElasticSettings } from "./settings.ts";

// Kibana takes changes of alerts by ids, and has no token of concurrency for them; so every change is one that may be made twice, and the tag with our key, written last, says that all of it is there.

const own = "watchkeeper";
const markOf = (key: string) => `${own}:key/${key}`;
/** Tags of ours that a later verdict replaces; the keys of earlier ones stay. */
const isReplaced = (tag: string) => tag.startsWith(`${own}:`) && !tag.startsWith(markOf(""));
const closedByUs = `${own}:closed`;
const names = { status: "kibana.alert.workflow_status", tags: "kibana.alert.workflow_tags" } as const;

const tags = z.union([z.array(z.string()).max(1_000), z.string()]).optional();
const Nested = z.object({
  kibana: z.object({ alert: z.object({ workflow_status: z.string().optional(), workflow_tags: tags }) }),
});
const Dotted = z.object({ [names.status]: z.string().optional(), [names.tags]: tags });
const Changed = z.object({
  updated: z.int(),
  version_conflicts: z.int().default(0),
  failures: z.array(z.unknown()).default([]),
});

type Standing = { readonly status: string | undefined; readonly tags: readonly string[] };
type Status = "open" | "acknowledged" | "closed";

/** Writes our verdict to an alert: as tags, and as its status where nobody else set that. */
export function verdictsOf(kibana: Kibana, settings: ElasticSettings): Sink<VerdictNote> {
  const { reader } = kibana;
  const { name } = reader;
  const change = async (word: "status" | "tags", body: unknown, signal: AbortSignal) => {
    const answer = await reader.write({ method: "POST", path: kibana.path("signals", word), body: { json: body } }, signal);
    const { updated, version_conflicts, failures } = jsonOf(name, answer, Changed);
    if (updated === 1 && failures.length === 0) return;
    throw updated === 0 && version_conflicts > 0 ? changedMeanwhile(name) : unexpectedAnswer(name, "not one alert was changed");
  };
  return {
    name,
    async find({ alert, key }, signal) {
      const standing = await standingOf(kibana, alert, signal);
      return standing?.tags.includes(markOf(key)) ? { id: alert } : undefined;
    },
    async write(note, signal) {
      const { alert } = note;
      const standing = await standingOf(kibana, alert, signal).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the alert stands`, cause);
      });
      if (!standing) throw sinkRefused(name, `"${name}" has no alert of this id, or the key may not see it`);
      const status = statusFor(note, standing, settings);
      if (status) await change("status", { signal_ids: [alert], status, ...reasonFor(note, status, settings) }, signal);
      await change("tags", { ids: [alert], tags: tagsFor(note, standing, status) }, signal).catch((cause: unknown) => {
        // Half of it is there.
        throw status && cause instanceof SocError && cause.code === "sink/refused" ? halfWritten(name, cause) : cause;
      });
      return { id: alert };
    },
  };
}

async function standingOf(kibana: Kibana, alert: string, signal: AbortSignal): Promise<Standing | undefined> {
  const { name } = kibana.reader;
  const query = { bool: { filter: [{ ids: { values: [alert] } }] } };
  const { hits } = whole(name, await kibana.search({ query, size: 2, _source: [names.status, names.tags] }, signal)).hits;
  if (hits.length > 1) throw unexpectedAnswer(name, "several alerts of one id");
  const [hit] = hits;
  if (!hit) return undefined;
  if (hit._id !== alert) throw unexpectedAnswer(name, "another alert than was asked for");
  const nested = Nested.safeParse(hit._source);
  const dotted = Dotted.safeParse(hit._source ?? {});
  if (nested.success) return standing(nested.data.kibana.alert.workflow_status, nested.data.kibana.alert.workflow_tags);
  if (!dotted.success) throw unexpectedAnswer(name, "an alert of another shape");
  return standing(dotted.data[names.status], dotted.data[names.tags]);
}

const standing = (status: string | undefined, given: z.output<typeof tags>): Standing => ({
  status,
  tags: typeof given === "string" ? [given] : (given ?? []),
});

/** An alert that people work on stays as they left it. What we closed ourselves is opened again when we think otherwise. */
function statusFor({ verdict, escalated }: VerdictNote, { status, tags: there }: Standing, { close }: ElasticSettings): Status | undefined {
  const isOurs = there.includes(closedByUs) && status === "closed";
  const closes = !escalated && (close as readonly string[]).includes(verdict);
  if (closes) return status === "open" || (status === "acknowledged" && there.includes(own)) ? "closed" : undefined;
  if (isOurs) return "open";
  return escalated && status === "open" ? "acknowledged" : undefined;
}

function reasonFor({ verdict }: VerdictNote, status: Status, settings: ElasticSettings): { readonly reason?: string } {
  return settings["closing-reasons"] && status === "closed" && verdict === "false-positive" ? { reason: "false_positive" } : {};
}

function tagsFor(note: VerdictNote & { readonly key: string }, { tags: there, status: before }: Standing, status: Status | undefined) {
  const stillClosed = status === "closed" || (status === undefined && before === "closed" && there.includes(closedByUs));
  const add = [
    own,
    `${own}:${note.verdict}`,
    `${own}:case/${note.caseId.slice(0, 200)}`,
    ...(note.escalated ? [`${own}:escalated`] : []),
    ...(stillClosed ? [closedByUs] : []),
    markOf(note.key),
  ];
  return { tags_to_add: add, tags_to_remove: there.filter((tag) => isReplaced(tag) && !add.includes(tag)) };
}

const againMs = 5_000;
const changedMeanwhile = (name: string) =>
  new SocError({
    code: "sink/refused",
    problem: `somebody else changed the alert at "${name}" at the same time`,
    remedy: "nothing: it is tried again",
    retry: { afterMs: againMs },
  });

const halfWritten = (name: string, cause: SocError) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `"${name}" took the status of an alert, and not its tags`,
    remedy: cause.remedy,
    retry: cause.retry,
    cause,
  });
