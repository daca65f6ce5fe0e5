import type { Said, Seen } from "./double.ts";
import { type HeldType, held, startKeyed, wordOf } from "./reputation.ts";

// URLhaus' query API (/v1/url/, /v1/host/, /v1/payload/) and ThreatFox' API (/api/v1/), from abuse.ch's published descriptions (paths READ in domain.md 3.5; words of
// query_status and fields by memory and by what public clients read, MEM). ThreatFox finds parts of words where no exact match is asked for, and lists addresses with a port.

const answerOf = (json: unknown): Said => ({ status: 200, json });

function urlhaus(kind: string, form: URLSearchParams): Said {
  const asked: Readonly<Record<string, readonly [HeldType, string | null]>> = {
    url: ["url", form.get("url")],
    payload: ["hash", form.get("sha256_hash") ?? form.get("md5_hash")],
    host: ["domain", form.get("host")],
  };
  const [type, value] = (Object.hasOwn(asked, kind) ? asked[kind] : undefined) ?? ["url", null];
  if (value === null) return answerOf({ query_status: "http_post_expected" });
  const isBad = wordOf(type, value) === "bad";
  if (!isBad) return answerOf({ query_status: "no_results" });
  if (kind === "host") return answerOf({ query_status: "ok", host: value, firstseen: "2026-03-01 00:00:00 UTC", url_count: "3", urls: [] });
  if (kind === "payload")
    return answerOf({ query_status: "ok", file_type: "exe", signature: "A family", firstseen: "2026-03-01 00:00:00" });
  return answerOf({
    query_status: "ok",
    url: value,
    url_status: "online",
    threat: "malware_download",
    tags: ["exe"],
    date_added: "2026-03-01",
  });
}

const confidence = { bad: 100, odd: 50 };
/** Everything that ThreatFox lists: the bad and the odd; addresses with a port, and one that is only the beginning of another. */
const listed = (["ip", "domain", "url", "hash"] as const).flatMap((type) =>
  (["bad", "odd"] as const).map((word) => ({
    ioc: type === "ip" ? `${held.ip[word]}:443` : held[type][word],
    confidence_level: confidence[word],
  })),
);

function threatfox(text: string): Said {
  const { query, search_term: term, exact_match: exact } = JSON.parse(text) as Record<string, unknown>;
  if (query !== "search_ioc" || typeof term !== "string" || term.length < 3)
    return answerOf({ query_status: "illegal_search_term", data: "Your search_term is not valid" });
  const found = listed.filter(({ ioc }) => (exact === true ? ioc === term : ioc.includes(term)));
  if (found.length === 0) return answerOf({ query_status: "no_result", data: "Your search did not yield any results" });
  return answerOf({
    query_status: "ok",
    data: found.map((each) => ({ id: "1", threat_type: "botnet_cc", malware_printable: "A family", tags: null, ...each })),
  });
}

/** Both services at one address. */
export const startAbuseCh = () =>
  startKeyed("auth-key", "canary-key", ({ path, method, text }: Seen) => {
    if (method !== "POST") return { status: 405, json: {} };
    if (path === "/api/v1/") return threatfox(text);
    const [, kind] = /^\/v1\/([a-z]+)\/$/.exec(path) ?? [];
    return kind ? urlhaus(kind, new URLSearchParams(text)) : { status: 404, json: {} };
  });
