import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ingestBody } from "../../engine/ingest-body.ts";
import { type Delivery, deliveryBytesMax, recordBytesMax } from "../../ports/intake.ts";
import { openApiScene } from "../../testing/api-scene.ts";

const sensor = { rights: ["ingest"], token: "t-1" } as const;
const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst" } as const;
const octets = { "content-type": "application/octet-stream" };

describe("POST /api/v1/ingest/{source}", () => {
  const ingest = (scene: Awaited<ReturnType<typeof openApiScene>>, payload: Buffer, as: object = sensor) =>
    scene.ask({ method: "POST", url: "/api/v1/ingest/sensor", payload, headers: octets }, as);

  test("202 once it is durable, with what was taken; the same body again is a repeat and is kept once", async () => {
    const scene = await openApiScene();
    const body = Buffer.from('{"alert":1,"time":"2026-01-20T10:11:12Z","source":"x","title":"y"}\n');
    const first = await ingest(scene, body);
    assert.deepEqual([first.statusCode, first.json()], [202, { records: 1, accepted: 1, repeated: 0 }]);
    assert.deepEqual((await ingest(scene, body)).json(), { records: 1, accepted: 0, repeated: 1 });
    assert.deepEqual(Buffer.from((await scene.tenant().intake.one(1))!.bytes), body);
    assert.equal(await scene.tenant().intake.one(2), undefined);
  });

  test("403: no role of a person carries the right; 400: a name that is none; 429: full, and when to come again", async () => {
    const scene = await openApiScene({ waitingMax: 1 });
    assert.equal((await ingest(scene, Buffer.from("x"), { role: "admin" })).statusCode, 403);
    const bad = await scene.ask({ method: "POST", url: "/api/v1/ingest/..%2fedge", payload: Buffer.from("x"), headers: octets }, sensor);
    assert.equal(bad.statusCode, 400);
    assert.equal((await ingest(scene, Buffer.from("a"))).statusCode, 202);
    const full = await ingest(scene, Buffer.from("b"));
    assert.equal(full.statusCode, 429);
    assert.ok(Number(full.headers["retry-after"]) >= 1);
    assert.equal(await scene.tenant().intake.one(2), undefined, "nothing of it was kept");
  });

  test("409: nobody speaks under the name of a connector; 200: who has spoken is said to run", async () => {
    const scene = await openApiScene();
    const taken = await scene.ask({ method: "POST", url: "/api/v1/ingest/edge", payload: Buffer.from("x"), headers: octets }, sensor);
    assert.deepEqual([taken.statusCode, (taken.json() as { code: string }).code], [409, "server/source-taken"]);
    assert.equal(await scene.tenant().intake.one(1), undefined);
    await ingest(scene, Buffer.from("x"));
    const { sources } = (await scene.ask({ url: "/api/v1/sources" }, viewer)).json() as { sources: { source: string; state: string }[] };
    assert.deepEqual(
      sources.map(({ source, state }) => [source, state]),
      [["sensor", "running"]],
    );
  });

  test("413: what is larger than one delivery may be", async () => {
    const answer = await ingest(await openApiScene(), Buffer.alloc(deliveryBytesMax + 1, 10));
    assert.equal(answer.statusCode, 413);
  });
});

describe("a body that is larger than one record", () => {
  const taken = async (body: Uint8Array) => {
    const deliveries: Delivery[] = [];
    const found = await ingestBody(
      async (delivery) => {
        deliveries.push(delivery);
        return { accepted: delivery.records.length, repeated: 0 };
      },
      "edge",
      body,
    );
    return { found, records: deliveries.flatMap(({ records }) => records) };
  };

  test("is parted at line ends: no byte is lost, no line is cut, every piece fits, every piece is led by the comment lines", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 30, maxLength: 60 }),
        fc.boolean(),
        async (lengths, headed) => {
          const head = headed ? "#separator \\x09\n#fields\tts\tuid\n" : "";
          const lines = lengths.map((length, at) => `${at}:${"x".repeat(length)}\n`);
          const body = Buffer.from(head + lines.join(""));
          fc.pre(body.byteLength > recordBytesMax);
          const { records } = await taken(body);
          const texts = records.map(({ bytes }) => Buffer.from(bytes).toString());
          assert.ok(records.length > 1 && records.every(({ bytes }) => bytes.byteLength <= recordBytesMax));
          assert.ok(texts.every((text) => text.startsWith(head) && text.endsWith("\n")));
          assert.equal(head + texts.map((text) => text.slice(head.length)).join(""), body.toString());
          assert.equal(new Set(records.map(({ id }) => id)).size, records.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("is refused where it has no lines to part at: one document, one endless line, bytes", async () => {
    const large = recordBytesMax + 10;
    for (const body of [
      Buffer.from(`[${"1,".repeat(large / 2)}1]`),
      Buffer.from(`{"Records":\n[${"1,".repeat(large / 2)}1]}`),
      Buffer.alloc(large, 120),
    ])
      await assert.rejects(taken(body), { code: "intake/too-large" });
  });
});

describe("POST /api/v1/hooks/{source}", () => {
  test("202: raw body and headers reach whoever checks the signature, byte for byte; no sign-in is asked for", async () => {
    const scene = await openApiScene();
    const payload = Buffer.from([0, 255, 123, 125]);
    const headers = { "content-type": "application/json", "x-signature": "t=1,v1=00" };
    const answer = await scene.ask({ method: "POST", url: "/api/v1/hooks/edge?tenant=a", payload, headers });
    assert.equal(answer.statusCode, 202);
    const [hook] = scene.hooks;
    assert.deepEqual(
      [hook?.tenant, hook?.source, Buffer.from(hook?.body ?? []), hook?.headers["x-signature"]],
      ["a", "edge", payload, "t=1,v1=00"],
    );
  });
});

describe("sources, dead letters, connectors, models", () => {
  test("200: how each source fares; a dead letter with its reason, and putting it back", async () => {
    const scene = await openApiScene();
    const { intake } = scene.tenant();
    await intake.handOver({
      source: "edge",
      records: [
        { id: "1", bytes: Buffer.from("?") },
        { id: "2", bytes: Buffer.from("!") },
      ],
    });
    await intake.bury([1, 2].map((position) => ({ position, reason: "unknown-format", says: "no format reads it" })));
    const { sources } = (await scene.ask({ url: "/api/v1/sources" }, viewer)).json() as {
      sources: { source: string; deadLettered: number }[];
    };
    assert.deepEqual(
      sources.map(({ source, deadLettered }) => [source, deadLettered]),
      [["edge", 2]],
    );
    const letters = async (query: string) =>
      (await scene.ask({ url: `/api/v1/sources/dead-letters${query}` }, viewer)).json() as {
        letters: { letter: number }[];
        next: string | null;
      };
    const first = await letters("?limit=1");
    assert.equal(first.letters[0]?.letter, 2);
    assert.equal((await letters(`?limit=1&after=${first.next}`)).letters[0]?.letter, 1);
    const replay = (letter: number, as: object) => scene.ask({ method: "POST", url: `/api/v1/sources/dead-letters/${letter}/replay` }, as);
    assert.equal((await replay(1, viewer)).statusCode, 403);
    assert.deepEqual((await replay(1, analyst)).json(), { accepted: 1, repeated: 0 });
    assert.equal((await replay(99, analyst)).statusCode, 404);
  });

  test("200: what is connected and whether it answers; 404: a connector that is not there", async () => {
    const scene = await openApiScene();
    const { connectors } = (await scene.ask({ url: "/api/v1/connectors" }, viewer)).json() as { connectors: { proven: string }[] };
    assert.equal(connectors[0]?.proven, "a double");
    const check = (name: string, as: object) => scene.ask({ method: "POST", url: `/api/v1/connectors/${name}/check` }, as);
    assert.deepEqual((await check("edge", { role: "admin" })).json(), { name: "edge", says: "it answers" });
    assert.equal((await check("other", { role: "admin" })).statusCode, 404);
    assert.equal((await check("edge", analyst)).statusCode, 403);
    assert.equal(((await scene.ask({ url: "/api/v1/models" }, viewer)).json() as { models: unknown[] }).models.length, 1);
  });
});
