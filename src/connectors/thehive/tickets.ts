import { SocError } from "../../core/soc-error.ts";
import type { NewTicket, Sink, Ticketing, TicketState, Written } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { fenced } from "../kit/fenced.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { twoStepClosing } from "../kit/two-step-closing.ts";
import { filesOf } from "./files.ts";
import { Alerts, api, Comment, Created, commentsOf, type Hive, type Place, placesOf, query } from "./hive.ts";

const [titleLengthMax, textLengthMax, summaryLengthMax] = [500, 100_000, 1_000];
/** People's words that are read: the newest; and how much of each, in characters. */
const [commentsMax, commentLengthMax] = [100, 16_384];
const source = "watchkeeper";
/** TheHive counts from 1 to 4. */
const severities: Readonly<Record<NewTicket["severity"], number>> = { informational: 1, low: 1, medium: 2, high: 3, critical: 4 };

/** Alerts as tickets, both ways; what people do in the case that they make of an alert counts as done with it. */
export function ticketsOf(hive: Hive): Ticketing {
  return {
    tickets: ticketSink(hive),
    files: filesOf(hive),
    ...twoStepClosing(steps(hive)),
    read: (ticket, signal) => read(hive, ticket, signal),
  };
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
const urlIn = ({ settings }: Hive, id: string) => `${settings.url.replace(/\/+$/, "")}/alerts/${encodeURIComponent(id)}/details`;

function ticketSink(hive: Hive): Sink<NewTicket> {
  const { reader } = hive;
  const find: Sink<NewTicket>["find"] = async ({ key }, signal) => {
    const isOurs = { _and: [{ _eq: { _field: "source", _value: source } }, { _eq: { _field: "sourceRef", _value: key } }] };
    const steps = [{ _name: "listAlert" }, { _name: "filter", ...isOurs }, { _name: "page", from: 0, to: 10 }];
    const found = (await reader.json(query("alert-by-key", ...steps), Alerts, signal)).find((each) => each.sourceRef === key);
    return found && { id: found._id, url: urlIn(hive, found._id) };
  };
  return {
    name: reader.name,
    find,
    async write(ticket, signal) {
      const { key, title, body, severity, url } = ticket;
      const json = {
        type: "watchkeeper",
        source,
        sourceRef: key,
        title: oneLine(title).slice(0, titleLengthMax).toWellFormed() || "Watchkeeper",
        // Descriptions are Markdown, and a code block holds none.
        description: fenced(body.slice(0, textLengthMax)),
        severity: severities[severity],
        tags: ["watchkeeper"],
        ...(url !== undefined && { externalLink: url }),
      };
      try {
        const { _id: id } = jsonOf(
          reader.name,
          await reader.write({ method: "POST", path: [...api, "alert"], body: { json } }, signal),
          Created,
        );
        return { id, url: urlIn(hive, id) };
      } catch (cause) {
        // TheHive refuses a second alert with one sourceRef: then it is there already.
        if (!(cause instanceof SocError) || cause.code !== "sink/refused" || cause.retry !== "never") throw cause;
        const found = await find(ticket, signal).catch(() => undefined);
        if (!found) throw cause;
        return found;
      }
    },
  };
}

/** The last line of each comment of ours. */
const markOf = (key: string) => `Watchkeeper [${key}]`;

function steps(hive: Hive): Parameters<typeof twoStepClosing>[0] {
  const { reader, settings, us } = hive;
  const { name } = reader;
  /** The place in which people work. */
  const workplace = async (ticket: string, signal: AbortSignal): Promise<Place> => {
    const places = await placesOf(hive, ticket, signal).catch((cause: unknown) => {
      throw sinkRefused(name, `"${name}" did not say how the alert stands`, cause);
    });
    return places.at(-1) ?? places[0];
  };
  return {
    name,
    async comment({ ticket, text, key }, signal): Promise<Written> {
      const { kind, id } = await workplace(ticket, signal);
      const json = { message: `${fenced(text.slice(0, textLengthMax))}\n${markOf(key)}` };
      const path = [...api, kind, id, "comment"];
      return {
        id: jsonOf(name, await reader.write({ method: "POST", path, body: { json }, kind: `/api/v1/${kind}/*/comment` }, signal), Comment)
          ._id,
      };
    },
    async findComment(ticket, key, signal) {
      const me = await us(signal);
      for (const place of await placesOf(hive, ticket, signal)) {
        const comments = await commentsOf(hive, place, signal);
        // Anybody can write our mark; only what our account wrote is ours.
        const found = comments.find(({ createdBy, message }) => createdBy === me && message.trimEnd().endsWith(markOf(key)));
        if (found) return { id: found._id };
      }
      return undefined;
    },
    isClosed: async (ticket, signal) => isOver((await placesOf(hive, ticket, signal)).at(-1)),
    async close(ticket, verdict, signal) {
      const { kind, id } = await workplace(ticket, signal);
      const codes = settings["case-closed"];
      const status =
        kind === "alert" ? settings["alert-closed"] : Object.hasOwn(codes, verdict) ? (codes[verdict] ?? "Indeterminate") : "Indeterminate";
      const summary = `Watchkeeper: ${oneLine(verdict)}`.slice(0, summaryLengthMax);
      const json = { status, summary, ...(kind === "case" && { impactStatus: "NotApplicable" }) };
      await reader.write({ method: "PATCH", path: [...api, kind, id], body: { json }, kind: `/api/v1/${kind}/*` }, signal);
    },
  };
}

const isOver = (place: Place | undefined) => place?.standing.stage === "Closed";

async function read(hive: Hive, ticket: string, signal: AbortSignal): Promise<TicketState> {
  const [me, places] = await Promise.all([hive.us(signal), placesOf(hive, ticket, signal)]);
  const work = places.at(-1) ?? places[0];
  const comments = (await Promise.all(places.map((place) => commentsOf(hive, place, signal))))
    .flat()
    .toSorted((a, b) => b.createdAt - a.createdAt);
  const { standing } = work;
  const { stage, assignee } = standing;
  return {
    id: places[0].id,
    state: isOver(work) ? "closed" : stage === "New" && work.kind === "alert" ? "open" : "in-progress",
    ...(assignee && { assignee }),
    revision: [...places.map((each) => each.standing._updatedAt ?? each.standing._createdAt), comments[0]?._id ?? ""].join("/"),
    ...(isOver(work) && closureOf(hive, work, me)),
    comments: comments
      .filter(({ createdBy }) => createdBy !== me)
      .slice(0, commentsMax)
      .toReversed()
      .map(({ _id, createdBy, createdAt, message }) => ({
        id: _id,
        atMs: createdAt,
        by: createdBy,
        text: message.slice(0, commentLengthMax).toWellFormed(),
      })),
  };
}

/** How people ended it. What we closed ourselves is no decision of theirs. */
function closureOf({ settings }: Hive, { standing }: Place, me: string): Pick<TicketState, "closure"> {
  const { status: code, summary, _updatedBy: by } = standing;
  if (!by || by === me) return {};
  const codes = settings["closure-codes"];
  const verdict = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return { closure: { code, says: (summary ?? "").slice(0, commentLengthMax).toWellFormed(), by, ...(verdict && { verdict }) } };
}
