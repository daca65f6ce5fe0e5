import type { EventQuery } from "../../core/query/query.ts";
import type { NewTicket, Notice } from "../../ports/connector.ts";
import type { ConnectorScene } from "../connector-contract.ts";
import { startToy } from "../doubles/toy.ts";
import { toyKind } from "./connector.ts";
import type { Defect } from "./defects.ts";

const query = (value: string): EventQuery => ({
  time: { fromMs: 0, toMs: 10_000 },
  where: { field: "process.command-line" as never, op: "eq", value },
  sort: "oldest",
  limit: 100,
});
const ticket = (key: string): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: "a case",
  body: "what happened",
  severity: "high",
  attachments: [],
});
const finding = (key: string) => ({ key, caseId: "case-1", finding: { class_uid: 2004 } });

/** The toy in a scene with everything that the suite can try. */
export async function toyScene(defect?: Defect): Promise<ConnectorScene> {
  const toy = await startToy();
  const ofKind = (kind: string) => toy.items.filter((each) => each.kind === kind);
  const notice = (key: string, text = "look"): Notice & { readonly key: string } => ({ key, title: "a case", text, severity: "high" });
  let hour = 0;
  return {
    kind: toyKind(defect),
    settings: { url: toy.double.url, internal: true },
    secrets: { "api-key": "canary-key" },
    doubles: [toy.double],
    isWrite: ({ method, path }) => method === "POST" && path !== "/rows",
    view: () => [toy.items, [...toy.tickets.values()]],
    alerts: {
      pageRecords: toy.pageRecords,
      add(count, how) {
        hour++;
        return toy.add(count, (index) => (how === "apart" ? hour * 3_600_000 + index : how === "late" ? index : hour * 3_600_000));
      },
      stuck: toy.holdStuck,
      clockOff: (offMs) => {
        hour += offMs / 3_600_000;
      },
    },
    search: {
      query: query("row"),
      rows: 3,
      literal: {
        asks: query,
        sent: ({ path, text }) => (path === "/rows" ? readBack((JSON.parse(text) as { text: string }).text) : undefined),
      },
    },
    reputation: {
      cases: [
        { observable: { type: "ip", value: "203.0.113.66" }, answer: "known-bad" },
        { observable: { type: "ip", value: "203.0.113.1" }, answer: "unknown" },
      ],
    },
    inventory: { assets: toy.assets, identities: [], stuck: toy.holdStuck },
    tickets: {
      tickets: { what: ticket("case-1.ticket"), another: ticket("case-2.ticket"), view: () => [...toy.tickets.keys()] },
      comments: (id) => toy.tickets.get(id)!.comments.filter(({ by }) => by === "watchkeeper"),
      people: { comment: toy.commentBy, close: toy.closeBy },
    },
    findings: { what: finding("case-1.finding"), another: finding("case-2.finding"), view: () => ofKind("findings") },
    notify: {
      what: notice("case-1.notice"),
      another: notice("case-2.notice"),
      view: () => ofKind("notify"),
      text: { holding: (text) => notice("case-3.notice", text), shown: () => ofKind("notify").at(-1)?.text },
    },
    close: toy.double.close,
  };
}

/** A literal as the toy's own query language has it: a JSON text. What is none ended the literal early. */
function readBack(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return `broken out of: ${literal}`;
  }
}
