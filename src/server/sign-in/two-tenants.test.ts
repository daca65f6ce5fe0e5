import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { SignInOrder } from "../../core/access/sign-in-order.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { openBrowser, sceneOrigin } from "../../testing/access-scene.ts";
import { crossingExamples, endingExamples, testedApart } from "../../testing/crossing-examples.ts";
import { type CrossingScene, openCrossingScene } from "../../testing/crossing-scene.ts";
import { askAcross, nobodys, tenantNames } from "../../testing/crossings.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { openAccess } from "../../wiring/access.ts";
import { openStore } from "../../wiring/store.ts";
import { operations } from "../contract.ts";
import type { TenantDesk } from "../desk.ts";

// Guarantees: for every operation, whoever names what another tenant holds is answered as for what is nowhere; nothing of the other tenant changes, and nothing
// of it is said. The tenant that holds it is answered otherwise, by the same request: so it was a good one.

/** An app shows a code once in 30 seconds, and nobody takes one twice. */
const takeACode: ReadonlySet<string> = new Set(["signInByFactor", "stepUp", "finishTotp"]);

describe("every operation × two tenants in one database", () => {
  let folder: string;
  let clock: FakeClock;
  let all: CrossingScene;
  let across: ReturnType<typeof askAcross>;
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "wk-tenants-"));
    clock = fakeClock(Date.UTC(2026, 4, 5, 9));
    const stores = new Map();
    for (const tenant of tenantNames) {
      const choice = { dataDir: folder, join: true, tenant };
      const store = await openStore(choice, { environment: {}, clock, witnesses: [] });
      closing.push(store.close);
      const database = await openDatabase(choice);
      closing.push(database.close);
      stores.set(tenant, { store, database });
    }
    const access = await openAccess({
      tenants: new Map(tenantNames.map((tenant) => [tenant, { store: stores.get(tenant).store, signIn: SignInOrder.parse({}) }])),
      publicUrl: sceneOrigin,
      places: { folder, environment: {} },
      clock,
      random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") },
      trouble: (error) => assert.fail(String(error)),
    });
    all = await openCrossingScene({ stores, access, clock });
    across = askAcross(all, clock);
  });
  after(async () => {
    all?.scene.server.server.closeAllConnections();
    await all?.scene.server.close();
    for (const close of closing.toReversed()) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("every operation that is served has examples, and its schemas take each of them", () => {
    const [served, further]: [string[], string[]] = [[], []];
    for (const { operation, right, answer } of all.scene.routes) {
      if (Object.hasOwn(operations, operation)) served.push(operation);
      // What is in no contract is a page that everybody sees.
      else if (right !== "public" || typeof answer !== "string") further.push(operation);
    }
    assert.deepEqual(further, []);
    const table = { ...crossingExamples, ...endingExamples };
    assert.deepEqual(
      [...Object.keys(table), ...testedApart].toSorted(),
      served.toSorted(),
      "an operation without examples, or examples of none",
    );
    for (const [operation, examples] of Object.entries(table))
      for (const tenant of tenantNames) {
        const { own, other } = across.sides(tenant);
        const route = across.routeOf(operation);
        const given = [...examples(other.held, own.held), ...examples(nobodys(other.held), own.held)];
        assert.ok(given.length > 0, operation);
        for (const { params = {}, query = "", body, bytes } of given) {
          const takes = (schema: unknown, value: unknown) => {
            if (!(schema instanceof z.ZodType)) return assert.equal(value, undefined, `${operation} takes none`);
            const { error } = schema.safeParse(value);
            assert.equal(error, undefined, `${operation} ${JSON.stringify(value)}: ${error?.message}`);
          };
          if (route.path.includes("{")) takes(route.params, params);
          if (query !== "") takes(route.query, Object.fromEntries(new URLSearchParams(query)));
          if (route.body === "bytes") assert.ok(bytes !== undefined, operation);
          else takes(route.body, body);
        }
      }
  });

  for (const tenant of tenantNames)
    test(`what is another tenant's is nowhere for "${tenant}": the same answer, nothing said, nothing changed`, async () => {
      const { found, asked, strict } = await across.crossings(tenant, crossingExamples);
      assert.deepEqual(found, []);
      assert.ok(asked >= 110 && strict >= 50, `${asked} requests, ${strict} compared`);
      assert.equal((await across.sides(tenant).own.page.ask("GET", "/api/v1/session")).statusCode, 200, "still signed in");
    });

  test("the live stream of one tells nothing of the other", async () => {
    const url = await all.scene.server.listen({ port: 0, host: "127.0.0.1" });
    for (const tenant of tenantNames) {
      const { own, other } = across.sides(tenant);
      const stop = new AbortController();
      const cookie = [...own.page.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = { cookie, "sec-fetch-site": "same-origin" };
      const answer = await fetch(`${url}/api/v1/live?after=0`, {
        headers,
        signal: AbortSignal.any([AbortSignal.timeout(20_000), stop.signal]),
      });
      assert.equal(answer.status, 200);
      await all.scene.tenant(other.held.tenant).desk.views.note({ kind: "case", id: `${other.held.word}-now` });
      await all.scene.tenant(tenant).desk.views.note({ kind: "case", id: `${own.held.word}-now` });
      let told = "";
      for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
        told += piece;
        if (told.includes(`${own.held.word}-now`)) break;
      }
      stop.abort();
      assert.ok(told.includes(own.held.caseId), told);
      for (const not of [other.held.word, other.held.caseId, other.held.alert]) assert.ok(!told.includes(not), told);
    }
  });

  test("a session of one is nobody in the other", async () => {
    const text = across.sides("default").own.page.cookies.get("wk-session")!;
    const crossed = openBrowser(all.scene.server, {});
    crossed.cookies.set("wk-session", text.replace(/^default\./, "harbour."));
    assert.equal((await crossed.ask("GET", "/api/v1/alerts")).statusCode, 401);
  });

  // Mistakes that are planted: what stays silent about these proves nothing.
  const parts: readonly (readonly [keyof TenantDesk, readonly string[]])[] = [
    ["views", ["readAlert", "readCase", "listAlerts", "listCases", "askMcp"]],
    ["watch", ["actOnCase"]],
    ["intake", ["readRecord", "listDeadLetters", "replayDeadLetter", "ingestEvidence"]],
    ["events", ["searchEvents"]],
    ["measures", ["readFigures", "readNoisyRules", "readWorkload", "downloadFigures"]],
    ["containment", ["readAction", "readWhatToSign", "rejectAction", "proposeContainment"]],
    ["journal", ["readRecordHead", "searchEntries", "makeCheckpoint"]],
    ["connectors", ["checkConnector"]],
    ["playbooks", ["readPlaybook"]],
    ["writeBack", ["listJobs", "retryJob", "giveUpJob"]],
    ["note", ["downloadRecord"]],
    ["handover", ["readHandover", "askOnHandover", "draftHandover"]],
    ["regulation", ["readRegulationWorksheet", "confirmRegulationValue"]],
  ];
  for (const [part, planted] of parts)
    test(`a desk whose ${part} is the other tenant's is caught`, async () => {
      const [own, other] = [all.scene.tenant("default").desk, all.scene.tenant("harbour").desk];
      const right = own[part];
      Object.assign(own, { [part]: other[part] });
      for (const operation of planted) {
        const { found } = await across.crossings("default", { [operation]: crossingExamples[operation]! });
        assert.ok(found.length > 0, `${operation} was not caught`);
      }
      Object.assign(own, { [part]: right });
    });

  test("a handler that reaches into the other tenant is caught", async () => {
    const { other } = across.sides("default");
    all.planted.set(
      "revokeToken",
      async () => void (await other.page.ask("POST", "/api/v1/people", { name: "planted", roles: ["viewer"] })),
    );
    const { found } = await across.crossings("default", { revokeToken: crossingExamples.revokeToken! });
    all.planted.clear();
    assert.ok(
      found.some((each) => each.includes("changes journal")),
      String(found),
    );
  });

  for (const tenant of tenantNames)
    test(`the same requests of "${tenant}" about what is its own are good ones`, async () => {
      const { other, own } = { other: all.tenants.get(tenant)!, own: across.sides(tenant).other };
      const found: string[] = [];
      for (const [operation, examples] of Object.entries(crossingExamples)) {
        if (takeACode.has(operation)) clock.pass(30_000);
        all.scene.clock.set(clock.nowMs());
        for (const [at, example] of examples(other.held, other.held).entries()) {
          if (example.free) continue;
          const answer = await across.said(other, operation, example, other.held);
          const where = `${operation} ${JSON.stringify([example.params, example.query, example.body])}`;
          if (![answer.status, answer.code].includes(example.owner)) found.push(`${where} is answered ${answer.says.slice(0, 300)}`);
          const none = await across.said(other, operation, examples(nobodys(other.held), own.held)[at]!, nobodys(other.held));
          if (none.says === answer.says) found.push(`${where} is answered as what is nowhere: ${answer.says.slice(0, 300)}`);
        }
      }
      assert.deepEqual(found, []);
    });

  for (const tenant of tenantNames)
    test(`what ends a session of "${tenant}" ends none of the other`, async () => {
      assert.deepEqual((await across.crossings(tenant, endingExamples)).found, []);
      assert.equal((await across.sides(tenant).own.page.ask("GET", "/api/v1/session")).statusCode, 401, "signed out");
    });
});
