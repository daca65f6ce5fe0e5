import { type HeldType, startKeyed, wordOf } from "./reputation.ts";

// OTX's DirectConnect API v1, from memory of its published description (MEM): /indicators/{type}/{value}/general gives pulse_info and validation; what is in no pulse is a
// whole answer with a count of 0, and a value that is none of its type is a 400 or 404.

const types: Readonly<Record<string, HeldType>> = {
  IPv4: "ip",
  IPv6: "ip",
  domain: "domain",
  hostname: "domain",
  url: "url",
  file: "hash",
};
const pulse = (username: string) => ({
  id: "1",
  name: "A pulse",
  modified: "2026-03-01T00:00:00",
  author: { username, id: "1" },
  malware_families: [{ id: "A family", display_name: "A family" }],
});
const pulses = { bad: [pulse("AlienVault"), pulse("somebody")], odd: [pulse("somebody")], good: [pulse("somebody")], unknown: [] };

export const startOtx = () =>
  startKeyed(
    "x-otx-api-key",
    "canary-key",
    ({ path }) => {
      if (path === "/api/v1/users/me") return { status: 200, json: { username: "watchkeeper", member_since: "1 day ago" } };
      const [, , , indicators, kind = "", value = "", section] = path.split("/").map(decodeURIComponent);
      const type = Object.hasOwn(types, kind) ? types[kind] : undefined;
      if (indicators !== "indicators" || !type || section !== "general") return { status: 404, json: { detail: "endpoint not found" } };
      const word = wordOf(type, value);
      const validation = word === "good" ? [{ source: "whitelist", message: "Whitelisted", name: "Whitelisted domain" }] : [];
      return {
        status: 200,
        json: { indicator: value, type, pulse_info: { count: pulses[word].length, pulses: pulses[word], references: [] }, validation },
      };
    },
    { status: 403, json: { detail: "Authentication required" } },
  );
