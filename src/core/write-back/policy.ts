import { z } from "zod";

// TLP 2.0 as ports/connector.ts names it; core knows no ports.
const marking = z.enum(["clear", "green", "amber", "amber+strict", "red"]);
const severity = z.enum(["informational", "low", "medium", "high", "critical"]);

/** What is written back to other products, as watchkeeper.yaml says it. A product also gets nothing above its own `may-receive`. */
export const WriteBackPolicy = z.strictObject({
  /** Verdicts to the products that raised the alerts: of escalated cases only, of all, or none. */
  verdicts: z.enum(["all", "escalated", "none"]).default("all"),
  /** Which cases get a ticket. */
  tickets: z.enum(["escalated", "all", "none"]).default("escalated"),
  /** Whether a ticket is closed when its case is. */
  "close-tickets": z.boolean().default(true),
  /** What goes with a ticket: the report for people, as Markdown and as one page of HTML. */
  attach: z
    .array(z.enum(["report.md", "report.html"]))
    .max(2)
    .default(["report.md", "report.html"]),
  findings: z.enum(["all", "escalated", "none"]).default("all"),
  /** Whether true-positive cases are published as STIX, to connectors that may receive them. */
  publish: z.boolean().default(true),
  /** Who is told of a case: by what it takes at least. Cases that close by themselves tell nobody. */
  notify: z
    .strictObject({
      "severity-from": severity.default("high"),
      /** 1 (now) to 5: this priority, or sooner. */
      "priority-to": z.int().min(1).max(5).default(2),
      approvals: z.boolean().default(true),
    })
    .prefault({}),
  /** How confidential what we write is, by kind. */
  markings: z
    .strictObject({
      verdicts: marking.default("green"),
      tickets: marking.default("amber"),
      findings: marking.default("amber"),
      notices: marking.default("green"),
      published: marking.default("amber"),
    })
    .prefault({}),
});
/** A checked write-back policy. */
export type WriteBackPolicy = z.output<typeof WriteBackPolicy>;
