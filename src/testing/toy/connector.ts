import { z } from "zod";
import { type ConnectorKind, defineConnector, type Made } from "../../connectors/kit/connector-kind.ts";
import { originOf, reachedAt } from "../../connectors/kit/define.ts";
import { everyPage } from "../../connectors/kit/pages.ts";
import { openReader } from "../../connectors/kit/reader.ts";
import { Inventory } from "../../core/asset/asset.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { SocError } from "../../core/soc-error.ts";
import { careless, carelessly, type Defect, type Toy } from "./defects.ts";
import { toySink, toyTickets } from "./sinks.ts";

const Page = z.object({ alerts: z.array(z.object({ id: z.string(), at: z.number() })), next: z.number(), more: z.boolean() });
const Rows = z.object({ rows: z.array(z.object({ at: z.number(), text: z.string() })), total: z.number() });
const Says = z.object({ says: z.enum(["bad", "nothing"]) });
const Assets = z.object({ assets: z.array(z.string()), next: z.number().nullable() });
const Settings = z.strictObject(reachedAt);

/** A connector to a product that does not exist, right as it can be or with one defect. */
export const toyKind = (defect?: Defect): ConnectorKind =>
  defineConnector({
    product: "toy",
    title: "Toy",
    provenOn: "a double",
    serves: ["alerts", "search", "reputation", "inventory", "tickets", "findings", "notify"],
    secrets: ["api-key"],
    settings: Settings,
    make({ name, settings, secrets, parts }): Made {
      const headers = () => ({ "x-api-key": secrets.get("api-key") });
      const reader = openReader({ ...originOf(name, settings), headers }, parts);
      const toy: Toy = { reader, url: settings.url, key: secrets.get("api-key"), defect };
      return {
        check: (signal) => check(toy, signal),
        alerts: { kind: "polled", guarantee: "never lost", everyMs: 1_000, page: ({ cursor, signal }) => page(toy, cursor, signal) },
        search: {
          name,
          datasets: ["syslog"],
          shown: (query) => JSON.stringify(question(toy, query)),
          search: (query, signal) => search(toy, query, signal),
        },
        reputation: { name, types: ["ip"], lookUp: ({ value }, signal) => lookUp(toy, value, signal) },
        inventory: { name, everyMs: 3_600_000, read: (signal) => inventory(toy, signal) },
        tickets: toyTickets(toy),
        findings: toySink(toy, "findings", ({ caseId, finding }) => ({ title: caseId, text: JSON.stringify(finding) })),
        notify: toySink(toy, "notify", ({ title, text }) => ({ title, text })),
      };
    },
  });

async function check({ reader, url, key, defect }: Toy, signal: AbortSignal): Promise<{ readonly says: string }> {
  if (defect === "reads without a cap" || defect === "follows a redirect") {
    const said = await carelessly(`${url}/me`, key);
    if (!z.object({ rights: z.array(z.string()) }).safeParse(said).success) throw careless("another answer");
    return { says: "it answers" };
  }
  const query = defect === "puts a secret into an address" ? { key } : {};
  const asked = reader.json({ method: "GET", path: ["me"], query }, z.object({ rights: z.array(z.string()) }), signal);
  const { rights } = await asked.catch((cause: unknown) => {
    if (defect !== "leaks a secret into an error" || !(cause instanceof SocError)) throw cause;
    throw new SocError({ code: cause.code, problem: `"${key}" is not right`, remedy: cause.remedy, retry: "never" });
  });
  return { says: `it answers, and lets us ${rights.join(" and ").slice(0, 80)}` };
}

async function page({ reader, defect }: Toy, cursor: string | undefined, signal: AbortSignal) {
  const after = /^\d{1,9}$/.test(cursor ?? "") ? cursor! : "0";
  const { alerts, next, more } = await reader.json({ method: "GET", path: ["alerts"], query: { after } }, Page, signal);
  const records = alerts.map(({ id, at }) => ({
    id: id.slice(0, 200) || "none",
    bytes: Buffer.from(JSON.stringify({ id, at })),
    sentAtMs: Math.trunc(at),
  }));
  if (defect === "loses a page" && after !== "0") return { records: records.slice(1), cursor: String(next), more };
  if (defect === "goes by time alone") {
    const times = alerts.map(({ at }) => at);
    const fresh = records.filter((_, index) => times.indexOf(times[index]!) === index);
    return { records: fresh, cursor: String(next), more };
  }
  // A page that leads to itself: there is no more to be had for now.
  return { records, cursor: String(Math.max(0, Math.trunc(next))), more: more && String(next) !== after };
}

const question = ({ defect }: Toy, { where, limit }: EventQuery): { readonly text: string; readonly limit: number } => {
  const value = where && "value" in where ? String(where.value) : "";
  return { text: defect === "pastes a text into a query" ? `"${value}"` : JSON.stringify(value), limit };
};

async function search(toy: Toy, query: EventQuery, signal: AbortSignal) {
  const asked = { method: "POST", changes: false, path: ["rows"], body: { json: question(toy, query) } } as const;
  const { rows, total } = await toy.reader.json(asked, Rows, signal);
  return { rows: rows.map(({ at }) => ({ timeMs: at }) as TelemetryEvent), total, groups: [] };
}

async function lookUp({ reader, defect }: Toy, value: string, signal: AbortSignal) {
  const path =
    defect === "pastes a text into a path"
      ? ["reputation", ...value.split("/").filter((each) => !/^\.*$/.test(each))]
      : ["reputation", value];
  // A text that no request can hold is nothing that the service knows.
  if (/^\.{0,2}$/.test(value) || value.length > 255) return { answer: "unknown", says: "the toy knows nothing of it", facts: {} } as const;
  const { says } = await reader.json({ method: "GET", path }, Says, signal);
  if (says === "bad") return { answer: "known-bad", says: "the toy calls it bad", facts: { says } } as const;
  return {
    answer: defect === "calls the unknown good" ? "known-good" : "unknown",
    says: "the toy knows nothing of it",
    facts: { says },
  } as const;
}

async function inventory({ reader, defect }: Toy, signal: AbortSignal) {
  const names: string[] = [];
  const pages = everyPage({
    name: reader.name,
    from: "0",
    read: (cursor) => reader.json({ method: "GET", path: ["assets"], query: { page: cursor ?? "0" } }, Assets, signal),
    next: ({ next }) => (next === null ? undefined : String(next)),
  });
  for await (const { assets } of pages) {
    names.push(...assets);
    if (defect === "gives a part of the inventory for the whole" && names.length >= 6) break;
  }
  return Inventory.parse({ assets: names.map((name) => ({ name })) });
}
