import { startKeyed, wordOf } from "./reputation.ts";

// GreyNoise's API v3 `ip`, from its published reference (path READ in domain.md 3.5, the two parts of the answer read in its schema; their fields and `ping` from memory, MEM):
// an address that it has not seen is a 404 with a whole answer in which nothing is found.

const scanners = { bad: "malicious", odd: "suspicious", good: undefined, unknown: undefined };

export const startGreynoise = () =>
  startKeyed("key", "canary-key", ({ path }) => {
    if (path === "/ping") return { status: 200, json: { message: "pong", offering: "enterprise", expiration: "2027-01-01" } };
    const [, address] = /^\/v3\/ip\/([^/]+)$/.exec(path) ?? [];
    if (address === undefined) return { status: 404, json: { message: "no such thing" } };
    const word = wordOf("ip", address);
    const classification = scanners[word];
    const json = {
      ip: address,
      internet_scanner_intelligence: {
        found: classification !== undefined,
        classification: classification ?? "",
        actor: "",
        last_seen: "2026-03-01",
      },
      business_service_intelligence: {
        found: word === "good",
        name: word === "good" ? "A resolver" : "",
        category: "",
        trust_level: word === "good" ? "1" : "",
      },
    };
    return { status: word === "unknown" ? 404 : 200, json };
  });
