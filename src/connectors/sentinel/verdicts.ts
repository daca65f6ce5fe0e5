import { createHash } from "node:crypto";
import { SocError } from "../../core/soc-error.ts";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { type Closing, commentOf, halfWritten, markIn, stateFor } from "../kit/verdict-note.ts";
import type { Incident, Incidents, Place } from "./incidents.ts";

const own = "watchkeeper";
const commentLengthMax = 3_000;
/** Escaped text is up to this many times as long. */
const escapedTimes = 5;
const soonMs = 5_000;
const laterMs = 300_000;

const states = { New: "new", Active: "active", Closed: "closed" } as const;
const words = { new: "New", active: "Active", closed: "Closed" } as const;
const classes = {
  benign: { classification: "BenignPositive", classificationReason: "SuspiciousButExpected" },
  "false-positive": { classification: "FalsePositive", classificationReason: "IncorrectAlertLogic" },
} as const;

type Keyed = VerdictNote & { readonly key: string };

/** Writes our verdict on an alert to the incident that it is in: labels, its status where nobody else set that, and a comment whose id is made from our key. */
export function verdictsOf(incidents: Incidents, close: Closing): Sink<VerdictNote> {
  const { name } = incidents;
  return {
    name,
    async find({ alert, key }, signal) {
      for (const { incident } of await incidents.placesOf(alert, signal))
        if (await incidents.hasComment(incident, commentIdOf(key), signal)) return { id: incident };
      return undefined;
    },
    async write(note, signal) {
      const unasked = (cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the incident of the alert stands`, cause);
      };
      const [place] = await incidents.placesOf(note.alert, signal).catch(unasked);
      if (!place) throw noIncident(name);
      const incident = await incidents.read(place.incident, signal).catch(unasked);
      const changed = changeOf(note, incident, place, close);
      if (changed) await put(incidents, incident, changed, signal);
      await incidents.comment(place.incident, commentIdOf(note.key), messageOf(note), signal).catch((cause: unknown) => {
        throw changed ? halfWritten(name, cause) : cause;
      });
      return { id: place.incident };
    },
  };
}

async function put(incidents: Incidents, before: Incident, changed: Incident, signal: AbortSignal): Promise<void> {
  await incidents.put(changed, signal).catch(async (cause: unknown) => {
    const isTurnedDown = cause instanceof SocError && cause.code === "sink/refused" && cause.retry === "never";
    const now = isTurnedDown ? await incidents.read(before.name, signal).catch(() => before) : before;
    throw now.etag === before.etag ? cause : changedMeanwhile(incidents.name);
  });
}

/** The incident with our labels and how it shall stand; undefined where nothing changes. It is closed only where the alert is all that it holds. */
function changeOf(note: Keyed, { properties, ...incident }: Incident, { alerts }: Place, close: Closing): Incident | undefined {
  const labels = properties.labels ?? [];
  const has = (label: string) => labels.some(({ labelName }) => labelName === label);
  const state = states[properties.status];
  const isOurs = state === "closed" ? markIn(properties.classificationComment ?? "") !== undefined : has(own);
  const next = stateFor(note, { state, isOurs }, alerts === 1 ? close : []);
  const add = [own, `${own}:${note.verdict}`, ...(note.escalated ? [`${own}:escalated`] : [])].filter((each) => !has(each));
  if (add.length === 0 && next === undefined) return undefined;
  const { classification: _, classificationReason: __, classificationComment: ___, ...open } = properties;
  return {
    ...incident,
    properties: {
      ...(state === "closed" && next ? open : properties),
      labels: [...labels, ...add.map((labelName) => ({ labelName, labelType: "User" }))],
      ...(next && { status: words[next] }),
      ...(next === "closed" && { ...classes[note.verdict as keyof typeof classes], classificationComment: closingOf(note) }),
    },
  };
}

const closingOf = (note: Keyed) => shown(commentOf(note, { key: note.key, state: "closed" }, commentLengthMax / escapedTimes));
const messageOf = (note: Keyed) => shown(commentOf(note, { key: note.key }, commentLengthMax / escapedTimes));

/** Comments are shown as markup: what is in ours is text. */
const shown = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("](", "] (").replaceAll("`", "'");

/** The id of our comment: the same key has the same (RFC 9562, version 8). */
function commentIdOf(key: string): string {
  const hex = createHash("sha256").update(`watchkeeper verdict ${key}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}

const noIncident = (name: string) =>
  new SocError({
    code: "sink/refused",
    problem: `"${name}" has no incident with this alert, or not yet`,
    remedy: "nothing where incidents are made from alerts: it is tried again; where none are, take verdicts out of the connector's use",
    retry: { afterMs: laterMs },
  });

const changedMeanwhile = (name: string) =>
  new SocError({
    code: "sink/refused",
    problem: `somebody else changed the incident at "${name}" at the same time`,
    remedy: "nothing: it is tried again",
    retry: { afterMs: soonMs },
  });
