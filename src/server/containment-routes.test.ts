import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Status, StopAnswer, type StopRequest } from "../core/status/status.ts";
import { containmentDouble, sampleStatus } from "../testing/containment-routes.ts";
import { buildApi } from "./api.ts";
import { addContainmentRoutes } from "./containment-routes.ts";
import { Problem } from "./contract.ts";

// Guarantees: whoever reaches this machine can stop containment, no page elsewhere can make a browser do it, and nothing here resumes it.

const host = "127.0.0.1:8420";
const json = { "content-type": "application/json" };

function serverWith(asked: StopRequest[] = [], fails = false) {
  const server = buildApi({
    routes: [],
    authenticate: async () => undefined,
    deskOf: () => undefined,
    nowMs: () => 0,
    random: { secret: () => "secret" },
    hosts: [],
  });
  addContainmentRoutes(server, containmentDouble(asked, fails));
  return server;
}
const stop = (server: ReturnType<typeof serverWith>, payload: string, headers: Record<string, string> = json) =>
  server.inject({ method: "POST", url: "/api/stop", payload, headers: { host, ...headers } });

describe("GET /api/status", () => {
  test("200: the ledger, the switch, containment and the record, as the status command prints them", async () => {
    const answer = await serverWith().inject({ url: "/api/status", headers: { host } });
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(Status.parse(answer.json()), sampleStatus());
  });
});

describe("POST /api/stop", () => {
  test("200: a reason is enough; a name and an effector may be said", async () => {
    const asked: StopRequest[] = [];
    const server = serverWith(asked);
    const answer = await stop(server, JSON.stringify({ because: "it blocks the wrong ones" }));
    assert.equal(answer.statusCode, 200);
    assert.equal(StopAnswer.parse(answer.json()).scope, "all");
    await stop(server, JSON.stringify({ because: "b", as: "mara", effector: "edge" }));
    assert.deepEqual(asked, [{ because: "it blocks the wrong ones" }, { because: "b", as: "mara", effector: "edge" }]);
  });

  const refusals: readonly (readonly [string, number, string, string, Record<string, string>])[] = [
    ["no reason", 400, "server/bad-stop", "{}", json],
    ["an empty reason", 400, "server/bad-stop", '{"because":""}', json],
    ["a reason that is a document", 400, "server/bad-stop", JSON.stringify({ because: "x".repeat(501) }), json],
    ["something that resumes", 400, "server/bad-stop", '{"because":"x","resume":true}', json],
    ["an effector that is a path", 400, "server/bad-stop", '{"because":"x","effector":"../all"}', json],
    ["no JSON", 400, "server/bad-stop", "{", json],
    ["text, as a form of another page sends it", 415, "server/not-json", '{"because":"x"}', { "content-type": "text/plain" }],
    ["a form", 415, "server/not-json", "because=x", { "content-type": "application/x-www-form-urlencoded" }],
    ["a page of another origin", 403, "server/other-origin", '{"because":"x"}', { ...json, origin: "http://attacker.example" }],
    ["a page of another port", 403, "server/other-origin", '{"because":"x"}', { ...json, origin: "http://127.0.0.1:9999" }],
    ["a page without an origin", 403, "server/other-origin", '{"because":"x"}', { ...json, origin: "null" }],
    [
      "a browser that says it comes from elsewhere",
      403,
      "server/other-origin",
      '{"because":"x"}',
      { ...json, "sec-fetch-site": "cross-site" },
    ],
    ["another host name", 421, "server/unknown-host", '{"because":"x"}', { ...json, host: "attacker.example" }],
    ["more than fits", 413, "server/too-large", JSON.stringify({ because: "x".repeat(70_000) }), json],
  ];
  for (const [what, status, code, payload, headers] of refusals)
    test(`${status}: ${what}, and nothing is asked of containment`, async () => {
      const asked: StopRequest[] = [];
      const answer = await stop(serverWith(asked), payload, headers);
      assert.equal(answer.statusCode, status);
      assert.equal(Problem.parse(answer.json()).code, code);
      assert.deepEqual(asked, []);
    });

  test("503: a stop that reached nothing is never told as a stop", async () => {
    const answer = await stop(serverWith([], true), '{"because":"x"}');
    assert.equal(answer.statusCode, 503);
    assert.match(Problem.parse(answer.json()).problem, /NOT stopped/);
  });

  test("there is no route that resumes or approves", async () => {
    const server = serverWith();
    for (const url of ["/api/resume", "/api/approve", "/api/contain"])
      for (const method of ["POST", "PUT", "GET"] as const)
        assert.equal(
          (await server.inject({ method, url, payload: method === "GET" ? "" : "{}", headers: { host, ...json } })).statusCode,
          404,
        );
    for (const method of ["GET", "PUT", "DELETE", "PATCH"] as const)
      assert.equal((await server.inject({ method, url: "/api/stop", headers: { host } })).statusCode, 404, method);
  });
});
