import { type HeldType, startKeyed, wordOf } from "./reputation.ts";

// VirusTotal's API v3, from its published reference (paths and the ids of links READ in domain.md 3.5; fields of the answer from memory of the reference, MEM).

const types: Readonly<Record<string, HeldType>> = { ip_addresses: "ip", domains: "domain", urls: "url", files: "hash" };
const stats = {
  bad: { malicious: 40, suspicious: 2, undetected: 20, harmless: 8, timeout: 0 },
  odd: { malicious: 1, suspicious: 1, undetected: 60, harmless: 8, timeout: 0 },
  good: { malicious: 0, suspicious: 0, undetected: 10, harmless: 60, timeout: 0 },
};

export const startVirustotal = () =>
  startKeyed(
    "x-apikey",
    "canary-key",
    ({ path }) => {
      const [, , , kind = "", id = ""] = path.split("/").map(decodeURIComponent);
      const type = Object.hasOwn(types, kind) ? types[kind] : undefined;
      if (kind === "domains" && id === "example.com") return { status: 200, json: { data: { id, type: "domain", attributes: {} } } };
      const word = type ? wordOf(type, type === "url" ? Buffer.from(id, "base64url").toString() : id) : "unknown";
      if (!type || word === "unknown") return { status: 404, json: { error: { code: "NotFoundError", message: "no such thing" } } };
      const attributes = { last_analysis_stats: stats[word], last_analysis_date: 1_772_000_000, reputation: -5, tags: ["tag"] };
      return { status: 200, json: { data: { id, type, attributes } } };
    },
    { status: 401, json: { error: { code: "WrongCredentialsError", message: "Wrong API key" } } },
  );
