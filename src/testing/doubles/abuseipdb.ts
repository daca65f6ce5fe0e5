import { startKeyed, wordOf } from "./reputation.ts";

// AbuseIPDB's API v2 `check`, from its published reference (path and fields READ in domain.md 3.5 and 4.1 of the style guide; the limits of a day by memory, MEM): an address
// that nobody reported is a whole answer with a score of 0.

const scores = { bad: 97, odd: 40, good: 0, unknown: 0 };

export const startAbuseipdb = () =>
  startKeyed("key", "canary-key", ({ path, query }) => {
    if (path !== "/api/v2/check") return { status: 404, json: { errors: [{ detail: "no such thing", status: 404 }] } };
    const address = query.get("ipAddress") ?? "";
    if (!/^[0-9a-f.:]+$/.test(address))
      return { status: 422, json: { errors: [{ detail: "The ip address must be valid.", status: 422 }] } };
    const score = scores[wordOf("ip", address)];
    const data = {
      ipAddress: address,
      isPublic: true,
      isWhitelisted: wordOf("ip", address) === "good",
      abuseConfidenceScore: score,
      totalReports: score === 0 ? 0 : 42,
      numDistinctUsers: 7,
      lastReportedAt: score === 0 ? null : "2026-03-01T22:10:00+00:00",
      usageType: "Data Center/Web Hosting/Transit",
      isp: "A provider",
      countryCode: "ZZ",
      isTor: false,
    };
    return { status: 200, json: { data } };
  });
