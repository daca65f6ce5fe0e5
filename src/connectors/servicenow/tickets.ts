import type { NewTicket, Sink, Ticketing, TicketState } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { twoStepClosing } from "../kit/two-step-closing.ts";
import { Incident, Keys, Written } from "./answers.ts";
import { filesOf } from "./files.ts";
import { condition, journalOf, type Now, rows } from "./now.ts";

/** ServiceNow cuts longer ones off without a word: short_description, description, notes and close_notes, in characters. */
const [titleLengthMax, bodyLengthMax, noteLengthMax] = [160, 3_900, 3_900];
const [commentsMax, commentLengthMax] = [100, 16_384];
const candidatesMax = 50;

/** Impact and urgency, of which ServiceNow makes the priority. */
const weights: Readonly<Record<NewTicket["severity"], readonly [impact: string, urgency: string]>> = {
  critical: ["1", "1"],
  high: ["1", "2"],
  medium: ["2", "2"],
  low: ["3", "2"],
  informational: ["3", "3"],
};
/** States of the table incident as it comes; others are work under way. */
const states: ReadonlyMap<string, TicketState["state"]> = new Map([
  ["1", "open"],
  ["6", "resolved"],
  ["7", "closed"],
  ["8", "closed"],
]);
const resolved = "6";

/** Incidents as tickets, both ways. */
export function ticketsOf(now: Now): Ticketing {
  return {
    tickets: ticketSink(now),
    files: filesOf(now),
    ...twoStepClosing(steps(now)),
    read: (ticket, signal) => readIncident(now, ticket, signal),
  };
}

/** In journals, what stands between these marks is shown as HTML. Ours never is. */
const noCode = (text: string) => text.replace(/\[(\s*\/?\s*code\s*)\]/gi, "($1)");
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
/** The last line of each note of ours. */
const markOf = (key: string) => `Watchkeeper [${key}]`;
const note = (text: string, key: string) => `${noCode(text).slice(0, noteLengthMax).toWellFormed()}\n${markOf(key)}`;

function ticketSink({ reader, settings }: Now): Sink<NewTicket> {
  const urlOf = (id: string) => `${settings.url.replace(/\/+$/, "")}/nav_to.do?uri=incident.do%3Fsys_id%3D${id}`;
  return {
    name: reader.name,
    async write({ key, caseId, title, body, severity, url }, signal) {
      const [impact, urgency] = weights[severity];
      const isShown = url === undefined || body.slice(0, bodyLengthMax).includes(url);
      const link = isShown ? "" : `\n\nWatchkeeper: ${oneLine(url)}`;
      const json = {
        ...settings.fields,
        short_description: oneLine(title).slice(0, titleLengthMax).toWellFormed() || "Watchkeeper",
        description: `${noCode(body)
          .slice(0, Math.max(0, bodyLengthMax - link.length))
          .toWellFormed()}${link}`,
        impact,
        urgency,
        correlation_id: key,
        correlation_display: "Watchkeeper",
        work_notes: note(`Opened for case ${oneLine(caseId)}.`, key),
      };
      const path = ["api", "now", "table", "incident"];
      const query = { sysparm_fields: "sys_id", sysparm_exclude_reference_link: "true" };
      const { sys_id: id } = jsonOf(
        reader.name,
        await reader.write({ method: "POST", path, query, body: { json } }, signal),
        Written,
      ).result;
      return { id, url: urlOf(id) };
    },
    async find({ key }, signal) {
      const query = `${condition("correlation_id", "=", key)}^ORDERBYsys_created_on`;
      const { result } = await reader.json(rows("incident", "sys_id,correlation_id", { query, limit: candidatesMax }), Keys, signal);
      // A condition that ServiceNow does not understand is left out by it, so what comes is looked at.
      const found = result.find((each) => each.correlation_id === key);
      if (!found && result.length > 0 && result.some((each) => each.correlation_id.toLowerCase() !== key.toLowerCase()))
        throw unexpectedAnswer(reader.name, "incidents that were not asked for");
      return found && { id: found.sys_id, url: urlOf(found.sys_id) };
    },
  };
}

function steps(now: Now): Parameters<typeof twoStepClosing>[0] {
  const { reader, settings } = now;
  const change = async (ticket: string, json: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const path = ["api", "now", "table", "incident", ticket];
    const query = { sysparm_fields: "sys_id", sysparm_exclude_reference_link: "true" };
    jsonOf(reader.name, await reader.write({ method: "PATCH", path, query, body: { json } }, signal), Written);
  };
  return {
    name: reader.name,
    async comment({ ticket, text, key }, signal) {
      await change(ticket, { work_notes: note(text, key) }, signal);
      return { id: key };
    },
    async findComment(ticket, key, signal) {
      const entries = await journalOf(now, ticket, signal);
      const found = entries.some((each) => each.sys_created_by === settings.user && each.value.trimEnd().endsWith(markOf(key)));
      return found ? { id: key } : undefined;
    },
    isClosed: async (ticket, signal) => isOver(await incidentOf(now, ticket, signal)),
    close: (ticket, verdict, signal) =>
      change(ticket, { state: resolved, close_code: settings["close-code"], close_notes: `Watchkeeper: ${oneLine(verdict)}` }, signal),
  };
}

const columns =
  "sys_id,state,sys_updated_on,sys_mod_count,close_code,close_notes,assigned_to.user_name,resolved_by.user_name,closed_by.user_name";
const incidentOf = async ({ reader }: Now, id: string, signal: AbortSignal) =>
  (await reader.json(rows("incident", columns, { id }), Incident, signal)).result;

const stateOf = ({ state }: Incident) => states.get(state) ?? "in-progress";
const isOver = (incident: Incident) => ["resolved", "closed"].includes(stateOf(incident));

async function readIncident(now: Now, ticket: string, signal: AbortSignal): Promise<TicketState> {
  const [incident, journal] = await Promise.all([incidentOf(now, ticket, signal), journalOf(now, ticket, signal)]);
  const assignee = incident["assigned_to.user_name"];
  const theirs = journal.filter(({ sys_created_by }) => sys_created_by !== now.settings.user).slice(0, commentsMax);
  return {
    id: incident.sys_id,
    state: stateOf(incident),
    ...(assignee !== "" && { assignee }),
    revision: `${incident.sys_updated_on}/${incident.sys_mod_count}/${journal[0]?.sys_id ?? ""}`,
    ...(isOver(incident) && closureOf(now, incident)),
    comments: theirs.toReversed().map(({ sys_id, value, sys_created_by, sys_created_on }) => ({
      id: sys_id,
      atMs: sys_created_on,
      by: sys_created_by,
      text: value.slice(0, commentLengthMax).toWellFormed(),
    })),
  };
}

/** How people ended it. What we closed ourselves is no decision of theirs, also when ServiceNow closed it for good some days later. */
function closureOf({ settings }: Now, incident: Incident): Pick<TicketState, "closure"> {
  const by = incident["resolved_by.user_name"] || incident["closed_by.user_name"];
  if (by === "" || by === settings.user) return {};
  const { close_code: code, close_notes: says } = incident;
  const codes = settings["closure-codes"];
  const verdict = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return { closure: { code, says: says.slice(0, commentLengthMax).toWellFormed(), by, ...(verdict && { verdict }) } };
}
