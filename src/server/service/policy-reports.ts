import { z } from "zod";

/** What a browser refused: the directive of the policy, and which page of ours it was; both are words of ours. */
export type Refused = { readonly directive: string; readonly page: string };

/** Takes what browsers report of the console's content security policy, and counts it by directive. */
export type PolicyReports = {
  /** Never throws: what is no report counts as "unreadable". */
  readonly take: (body: Uint8Array) => void;
  readonly counts: () => ReadonlyMap<string, number>;
};

/** Directives that our policy has, or that a browser names instead of them (CSP 3, section 6); anything else is "other". */
const directives: ReadonlySet<string> = new Set([
  ...["default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "font-src"],
  ...["img-src", "connect-src", "worker-src", "child-src", "frame-src", "media-src", "object-src", "manifest-src", "base-uri"],
  ...["form-action", "frame-ancestors", "require-trusted-types-for", "trusted-types"],
]);
/** First parts of the addresses of the console's pages; ids behind them are left out. */
const pages: ReadonlySet<string> = new Set([
  ...["", "cases", "containment", "handover", "lead", "playbooks", "policies", "connectors", "journal", "settings", "first-run"],
  ...["sign-in", "setup"],
]);
/** Reports in one body that are looked at; the rest of them is not counted. */
const reportsMax = 20;
const wordLengthMax = 100;
const addressLengthMax = 4_096;

const word = z.string().max(addressLengthMax);
/** As `report-uri` sends it. */
const Old = z.object({
  "csp-report": z.object({
    "effective-directive": word.optional(),
    "violated-directive": word.optional(),
    "document-uri": word.optional(),
  }),
});
/** As the Reporting API sends it. */
const New = z.array(
  z.object({ type: z.string(), body: z.object({ effectiveDirective: word.optional(), documentURL: word.optional() }).optional() }),
);

/** Opens the count; `told` hears of each report in words of ours alone. */
export function openPolicyReports(told: (refused: Refused) => void): PolicyReports {
  const counts = new Map<string, number>();
  return {
    counts: () => counts,
    take(body) {
      for (const refused of refusedIn(body)) {
        counts.set(refused.directive, (counts.get(refused.directive) ?? 0) + 1);
        told(refused);
      }
    },
  };
}

/** What a body reports; the report's own text goes nowhere. */
export function refusedIn(body: Uint8Array): readonly Refused[] {
  const given = jsonIn(body);
  const old = Old.safeParse(given);
  if (old.success) {
    const { "effective-directive": effective, "violated-directive": violated, "document-uri": address } = old.data["csp-report"];
    return [{ directive: directiveOf(effective ?? violated), page: pageOf(address) }];
  }
  const several = New.safeParse(given);
  const reports = several.success ? several.data.filter(({ type }) => type === "csp-violation").slice(0, reportsMax) : [];
  if (reports.length === 0) return [{ directive: "unreadable", page: "unknown" }];
  return reports.map(({ body: { effectiveDirective, documentURL } = {} }) => ({
    directive: directiveOf(effectiveDirective),
    page: pageOf(documentURL),
  }));
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function directiveOf(said: string | undefined): string {
  const [name = ""] = (said ?? "").slice(0, wordLengthMax).trim().toLowerCase().split(/\s/, 1);
  return directives.has(name) ? name : "other";
}

/** "/cases/…" for a page below it; "elsewhere" for what is no page of the console. */
function pageOf(address: string | undefined): string {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  if (!url) return "unknown";
  const [first = "", ...rest] = url.pathname.slice(1).split("/");
  if (!pages.has(first)) return "elsewhere";
  return rest.length > 0 ? `/${first}/…` : `/${first}`;
}
