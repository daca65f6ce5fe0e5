import assert from "node:assert/strict";
import { test } from "node:test";
import { isPageByNumber } from "./guards.ts";

// Guarantees: only a page that a browser opens at an address of numbers is sent elsewhere; what programs ask is answered where they ask it.

const asked = (host: string, more: { method?: string; url?: string; accept?: string } = {}) =>
  isPageByNumber({
    method: more.method ?? "GET",
    url: more.url ?? "/cases/case-1",
    headers: { host, accept: more.accept ?? "text/html,*/*" },
  });

test("a page at an address of numbers is told from one by name, and from what programs ask", () => {
  for (const host of ["127.0.0.1:8420", "127.0.0.1", "[::1]:8420"]) assert.equal(asked(host), true, host);
  for (const host of ["localhost:8420", "soc.example.test", ""]) assert.equal(asked(host), false, host);
  assert.equal(asked("127.0.0.1:8420", { url: "/api/v1/cases" }), false);
  assert.equal(asked("127.0.0.1:8420", { accept: "application/json" }), false);
  assert.equal(asked("127.0.0.1:8420", { method: "POST" }), false);
});
