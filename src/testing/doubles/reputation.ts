import { type Said, type Seen, startDouble } from "./double.ts";

/** What services of reputation hold in tests: a bad, an odd and an ordinary one of each kind. All other things they do not know. */
export const held = {
  ip: { bad: "203.0.113.66", odd: "203.0.113.67", good: "203.0.113.68", unknown: "198.51.100.1" },
  domain: { bad: "bad.example.test", odd: "odd.example.test", good: "good.example.test", unknown: "new.example.test" },
  url: {
    bad: "https://bad.example.test/x?a=1",
    odd: "https://odd.example.test/",
    good: "https://good.example.test/",
    unknown: "https://new.example.test/",
  },
  hash: { bad: "aa".repeat(32), odd: "bb".repeat(32), good: "cc".repeat(32), unknown: "dd".repeat(32) },
} as const;

export type HeldType = keyof typeof held;
export type HeldWord = "bad" | "odd" | "good" | "unknown";

/** What a service holds of a value. */
export function wordOf(type: HeldType, value: string): HeldWord {
  const words = held[type];
  return (["bad", "odd", "good"] as const).find((word) => words[word] === value) ?? "unknown";
}

/** A service with one secret in one header. */
export function startKeyed(header: string, value: string, answer: (seen: Seen) => Said, refused: Said = { status: 401, json: {} }) {
  return startDouble((seen) => (seen.header(header) === value ? answer(seen) : refused));
}
