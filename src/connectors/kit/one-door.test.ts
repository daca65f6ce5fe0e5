import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { testGuard } from "../../testing/guards.ts";
import { clock, failure, listening, origin, web } from "../../testing/http-scene.ts";
import { openOrigin } from "./http.ts";
import { leaveOf } from "./leave.ts";

describe("changes leave by one door", () => {
  test("the guard is asked once the connection stands, and what it holds back is not sent", async () => {
    let seen = 0;
    let connections = 0;
    const server = createServer((_request, response) => void response.end(String(++seen)));
    server.on("connection", () => connections++);
    const port = await listening(server);
    const never = new AbortController().signal;
    const change = { method: "DELETE", path: ["x"] } as const;
    const guard = testGuard({ passes: 1 });
    assert.equal((await origin(port).change(change, leaveOf("edge", guard, never))).kind, "answered");
    failure(await origin(port).change(change, leaveOf("edge", guard, never)), "not-sent", "effector/stopped");
    assert.deepEqual([connections, seen, guard.asked()], [2, 1, 2]);
  });

  test("a stop ends the wait for a connection, and a change that was sent is waited for", async () => {
    const never = new AbortController().signal;
    const slow = await web((_request, response) => void setTimeout(() => response.end("{}"), 200));
    const late = testGuard();
    const answer = origin(slow).change({ method: "POST", path: ["x"] }, leaveOf("edge", late, never));
    setTimeout(late.stop, 100);
    assert.equal((await answer).kind, "answered");
    const guard = testGuard();
    const stuck = openOrigin({ name: "edge", url: "https://edge.example.test" }, { clock, resolve: () => new Promise(() => undefined) });
    const waiting = stuck.change({ method: "POST", path: ["x"], timeMs: 5_000 }, leaveOf("edge", guard, never));
    guard.stop();
    assert.equal((await waiting).kind, "not-sent");
    assert.equal(guard.asked(), 0);
  });

  // Guarantees that nobody calls a change a question: each POST that says so is known here, with what it asks.
  // What a connector without containment asks so is held to it by its contract suite, which looks at the product before and after.
  test("the only questions that are put with POST beside those of reading connectors are these", () => {
    const folder = new URL("../", import.meta.url);
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .filter((path) => /^kit\/|effector/.test(path) || !existsSync(new URL(`${path.split("/")[0]}/connector.ts`, folder)))
      .flatMap((path) => [...readFileSync(new URL(path, folder), "utf8").matchAll(/changes: false,/g)].map(() => path));
    assert.deepEqual(found.toSorted(), [
      "crowdstrike/effector.ts",
      "kit/index-search.ts",
      "kit/token.ts",
      "nftables/effector.ts",
      "otlp/otlp.ts",
      "palo-alto/effector.ts",
      "time-stamp/time-stamp.ts",
      "wazuh/effector.ts",
      "witness/witness.ts",
    ]);
  });
});
