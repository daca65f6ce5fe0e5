import assert from "node:assert/strict";
import { test } from "node:test";
import type { Who } from "../../core/access/who.ts";
import type { RequestFacts } from "../route.ts";
import { authenticateDemo } from "./demo-routes.ts";

// Guarantees: what the demo lets through for want of a second factor says so, and a second factor that was shown is one.

const nowMs = 1_000_000;
const request = { method: "GET", headers: {} } as RequestFacts;
const asWho = (who: Partial<Who>) => {
  const whole: Who = { tenant: "default", person: "person:demo", rights: new Set(["read"]), ...who };
  return authenticateDemo(async () => whole, { tenant: "default", nowMs: () => nowMs })(request);
};

test("a session of the demo passes for one with a second factor, and is marked as none", async () => {
  const who = await asWho({ session: "s-1" });
  assert.deepEqual([who?.steppedUpAtMs, who?.inDemo], [nowMs, true]);
  const stale = await asWho({ session: "s-1", steppedUpAtMs: 1 });
  assert.deepEqual([stale?.steppedUpAtMs, stale?.inDemo], [nowMs, true]);
});

test("a second factor that was shown just now stands, and a token is never raised", async () => {
  const shown = await asWho({ session: "s-1", steppedUpAtMs: nowMs - 1_000 });
  assert.deepEqual([shown?.steppedUpAtMs, shown?.inDemo], [nowMs - 1_000, undefined]);
  const token = await asWho({ token: "t-1" });
  assert.deepEqual([token?.steppedUpAtMs, token?.inDemo], [undefined, undefined]);
});
