import { SocError } from "../../core/soc-error.ts";
import type { NewTicket, Sink, Ticketing, TicketState, Written } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { fenced } from "../kit/fenced.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { twoStepClosing } from "../kit/two-step-closing.ts";
import { type Alert, alertOf, asked, Commented, Created, commentsOf, Found, type Iris, idOf, OneAlert } from "./iris.ts";
import type { IrisSettings } from "./settings.ts";

type Desk = Iris & { readonly settings: IrisSettings };

const [titleLengthMax, textLengthMax] = [300, 100_000];
const [commentsMax, commentLengthMax] = [100, 16_384];
const candidatesMax = 100;
const source = "watchkeeper";
/** The tag of an alert that we closed ourselves. */
const closedByUs = "watchkeeper-closed";
const closedWord = "Closed";
const severities: Readonly<Record<NewTicket["severity"], string>> = {
  informational: "Informational",
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

/** Alerts as tickets, both ways. */
export function ticketsOf(desk: Desk): Ticketing {
  return { tickets: ticketSink(desk), ...twoStepClosing(steps(desk)), read: (ticket, signal) => read(desk, ticket, signal) };
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

function ticketSink(desk: Desk): Sink<NewTicket> {
  const { reader, settings } = desk;
  const written = (id: number): Written => ({
    id: String(id),
    url: `${settings.url.replace(/\/+$/, "")}/alerts?alert_ids=${id}`,
  });
  const find: Sink<NewTicket>["find"] = async ({ key }, signal) => {
    // The key is a tag as well: every version filters by tags, and by part of one, so what comes is looked at.
    const query = { alert_tags: key, page: "1", per_page: String(candidatesMax), sort: "asc" };
    const { alerts, total } = (await reader.json(asked(["alerts", "filter"], query), Found, signal)).data;
    const found = alerts.find((each) => each.alert_source === source && each.alert_source_ref === key);
    if (!found && total > alerts.length) throw unexpectedAnswer(reader.name, "more alerts than we can look through");
    return found && written(found.alert_id);
  };
  return {
    name: reader.name,
    find,
    async write(ticket, signal) {
      const { key, title, body, severity, url } = ticket;
      const ids = await Promise.all([idOf(desk, "status", "New", signal), idOf(desk, "severity", severities[severity], signal)]).catch(
        (cause: unknown) => {
          throw sinkRefused(reader.name, `"${reader.name}" did not say how it calls its alerts`, cause);
        },
      );
      const json = {
        alert_title: oneLine(title).slice(0, titleLengthMax).toWellFormed() || "Watchkeeper",
        alert_description: fenced(body.slice(0, textLengthMax)),
        alert_source: source,
        alert_source_ref: key,
        ...(url !== undefined && { alert_source_link: url }),
        alert_tags: `watchkeeper,${key}`,
        alert_status_id: ids[0],
        alert_severity_id: ids[1],
        alert_customer_id: settings.customer,
      };
      try {
        const answer = await reader.write({ method: "POST", path: ["alerts", "add"], body: { json } }, signal);
        return written(jsonOf(reader.name, answer, Created).data.alert_id);
      } catch (cause) {
        if (!(cause instanceof SocError) || cause.code !== "sink/refused" || cause.retry !== "never") throw cause;
        return foundOr(cause, () => find(ticket, signal));
      }
    },
  };
}

/** IRIS answers 400 also when something failed after the alert was kept: so a refusal is looked into before it is believed. */
async function foundOr(refusal: SocError, find: () => Promise<Written | undefined>): Promise<Written> {
  const found = await find().catch((cause: unknown) => {
    const isTurnedAway = cause instanceof SocError && (cause.code === "connector/credentials" || cause.code === "connector/not-allowed");
    throw isTurnedAway ? refusal : cause;
  });
  if (!found) throw refusal;
  return found;
}

/** The last line of each comment of ours. */
const markOf = (key: string) => `Watchkeeper [${key}]`;

function steps(desk: Desk): Parameters<typeof twoStepClosing>[0] {
  const { reader, settings, us } = desk;
  const { name } = reader;
  return {
    name,
    async comment({ ticket, text, key }, signal) {
      const json = { comment_text: `${fenced(text.slice(0, textLengthMax))}\n${markOf(key)}` };
      const path = ["alerts", ticket, "comments", "add"];
      const { comment_id: id } = jsonOf(name, await reader.write({ method: "POST", path, body: { json } }, signal), Commented).data;
      return { id: String(id) };
    },
    async findComment(ticket, key, signal) {
      const [me, comments] = await Promise.all([us(signal), commentsOf(desk, ticket, signal)]);
      // Anybody can write our mark; only what our account wrote is ours.
      const found = comments.find(({ user, comment_text }) => user.user_login === me && comment_text?.trimEnd().endsWith(markOf(key)));
      return found && { id: String(found.comment_id) };
    },
    isClosed: async (ticket, signal) => isOver(await alertOf(desk, ticket, signal)),
    async close(ticket, verdict, signal) {
      const codes = settings.resolutions;
      const word = Object.hasOwn(codes, verdict) ? (codes[verdict] ?? "Unknown") : "Unknown";
      const asking = [
        idOf(desk, "status", closedWord, signal),
        idOf(desk, "resolution", word, signal),
        alertOf(desk, ticket, signal),
      ] as const;
      const [status, resolution, alert] = await Promise.all(asking).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the alert stands`, cause);
      });
      const tags = [...tagsOf(alert).filter((each) => each !== closedByUs), closedByUs].join(",");
      const json = { alert_status_id: status, alert_resolution_status_id: resolution, alert_tags: tags };
      jsonOf(name, await reader.write({ method: "POST", path: ["alerts", "update", ticket], body: { json } }, signal), OneAlert);
    },
  };
}

const tagsOf = ({ alert_tags: tags }: Alert) => (tags ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
const isOver = ({ status }: Alert) => status.status_name.toLowerCase() === closedWord.toLowerCase();
const isNew = ({ status }: Alert) => /^(?:new|unspecified)$/i.test(status.status_name);

async function read(desk: Desk, ticket: string, signal: AbortSignal): Promise<TicketState> {
  const [me, alert, comments] = await Promise.all([desk.us(signal), alertOf(desk, ticket, signal), commentsOf(desk, ticket, signal)]);
  const assignee = alert.owner?.user_login ?? alert.owner?.user_name ?? undefined;
  const code = alert.resolution_status?.resolution_status_name ?? alert.status.status_name;
  const codes = desk.settings["closure-codes"];
  const verdict = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const isTheirs = isOver(alert) && !tagsOf(alert).includes(closedByUs);
  return {
    id: ticket,
    state: isOver(alert) ? "closed" : isNew(alert) && assignee === undefined ? "open" : "in-progress",
    ...(assignee !== undefined && { assignee: assignee.slice(0, 255) }),
    revision: [alert.status.status_name, code, assignee ?? "", comments.length, comments[0]?.comment_id ?? ""].join("/").slice(0, 500),
    ...(isTheirs && { closure: { code, says: "", ...(verdict && { verdict }) } }),
    comments: comments
      .filter(({ user }) => user.user_login !== me)
      .slice(0, commentsMax)
      .toReversed()
      .map(({ comment_id, comment_date, user, comment_text }) => ({
        id: String(comment_id),
        atMs: comment_date,
        by: (user.user_login ?? user.user_name ?? "").slice(0, 255),
        text: (comment_text ?? "").slice(0, commentLengthMax).toWellFormed(),
      })),
  };
}
