import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SocError } from "../../core/soc-error.ts";
import { nothingStops, testGuard } from "../../testing/guards.ts";
import type { Change, Origin, Outcome, Question } from "./http.ts";
import { leaveOf } from "./leave.ts";
import { clientCredentials, withToken } from "./token.ts";

function answer(status: number, json: unknown = {}): Outcome {
  return { kind: "answered", status, header: () => undefined, bytes: Buffer.from(JSON.stringify(json)) };
}

/** An origin that answers by a function, and remembers what it was asked. */
function originBy(say: (request: Question | Change) => Outcome) {
  const asked: (Question | Change)[] = [];
  const origin: Origin = {
    name: "edge",
    read: async (question) => {
      asked.push(question);
      return say(question);
    },
    change: async (change, leave) => {
      try {
        return await leave.change(async () => {
          asked.push(change);
          return say(change);
        });
      } catch (error) {
        return { kind: "not-sent", error: error as SocError };
      }
    },
  };
  return { origin, asked };
}

const change: Change = { method: "POST", path: ["x"] };
const never = new AbortController().signal;
const free = () => leaveOf("edge", nothingStops, never);

describe("requests with a token", () => {
  test("a token is kept as long as it lives, less a minute, and no longer than a day", async () => {
    let nowMs = 0;
    let fetched = 0;
    const { origin, asked } = originBy(() => answer(200));
    const api = withToken(origin, { nowMs: () => nowMs, sleep: async () => undefined }, async () => ({
      token: `t${++fetched}`,
      lifeMs: 1_800_000,
    }));
    for (const [atMs, wanted] of [
      [0, "t1"],
      [1_739_999, "t1"],
      [1_740_000, "t2"],
    ] as const) {
      nowMs = atMs;
      await api.change(change, free());
      assert.equal(asked.at(-1)?.headers?.authorization, `Bearer ${wanted}`);
    }
    // A clock that goes back does not lengthen its life.
    nowMs = 0;
    await api.change(change, free());
    assert.equal(fetched, 3);
  });

  // Guarantees that a change is never sent twice but for a token that was turned down, and then once more at most.
  test("only 401 is asked again, and once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(200, 202, 204, 302, 400, 401, 403, 404, 409, 500, 503), { minLength: 2, maxLength: 4 }),
        async (statuses) => {
          let turn = 0;
          const { origin, asked } = originBy(() => answer(statuses[turn++] ?? 500));
          let fetched = 0;
          const api = withToken(origin, { nowMs: () => 0, sleep: async () => undefined }, async () => ({
            token: `t${++fetched}`,
            lifeMs: 600_000,
          }));
          const outcome = await api.change(change, free());
          assert.equal(asked.length, statuses[0] === 401 ? 2 : 1);
          assert.equal(fetched, asked.length);
          assert.ok(outcome.kind === "answered" && outcome.status === statuses[asked.length - 1]);
        },
      ),
    );
  });

  // Guarantees that a stop between the first try and the second is obeyed, although the first one was let go.
  test("the second time is by leave, too", async () => {
    const { origin, asked } = originBy(() => answer(401));
    const api = withToken(origin, { nowMs: () => 0, sleep: async () => undefined }, async () => ({ token: "t", lifeMs: 600_000 }));
    const guard = testGuard({ passes: 1 });
    const outcome = await api.change(change, leaveOf("edge", guard, never));
    assert.ok(outcome.kind === "not-sent" && outcome.error.code === "effector/stopped");
    assert.deepEqual([asked.length, guard.asked()], [1, 2]);
  });

  test("without a token nothing is sent, and the outcome says that surely nothing happened", async () => {
    const { origin, asked } = originBy(() => answer(200));
    const error = new SocError({ code: "connector/credentials", problem: "no", remedy: "renew it", retry: "never" });
    const api = withToken(origin, { nowMs: () => 0, sleep: async () => undefined }, () => Promise.reject(error));
    assert.deepEqual(await api.change(change, free()), { kind: "not-sent", error });
    assert.equal(asked.length, 0);
  });
});

describe("client credentials", () => {
  const fetchFrom = (outcome: Outcome) =>
    clientCredentials(originBy(() => outcome).origin, ["token"], { client_secret: "canary" })(undefined);

  test("the secret goes into the form, and a token comes back with its life", async () => {
    const { origin, asked } = originBy(() => answer(200, { access_token: "abc", expires_in: "3599", token_type: "Bearer" }));
    assert.deepEqual(await clientCredentials(origin, ["t", "token"], { client_secret: "canary" })(undefined), {
      token: "abc",
      lifeMs: 3_599_000,
    });
    assert.deepEqual(asked, [
      {
        method: "POST",
        changes: false,
        path: ["t", "token"],
        body: { form: { client_secret: "canary" } },
        confidential: true,
        bytesMax: 65_536,
      },
    ]);
  });

  test("a client that is turned down is a matter of credentials, whatever the status", async () => {
    for (const status of [400, 401, 403])
      await assert.rejects(fetchFrom(answer(status, { error: "invalid_client" })), { code: "connector/credentials" });
  });

  test("what is no token is never used as one", async () => {
    for (const json of [
      {},
      { access_token: "", expires_in: 1 },
      { access_token: "a\r\nx: y", expires_in: 1 },
      { access_token: "a", expires_in: "soon" },
      { access_token: ["a"], expires_in: 1 },
      null,
    ]) {
      await assert.rejects(fetchFrom(answer(200, json)), { code: "connector/unexpected-answer" });
    }
  });
});
