import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { type S3Double, startS3Double } from "../../testing/doubles/s3.ts";
import { drain, keptIntake, openConnector, polledOf, readRecords } from "../../testing/source-scene.ts";
import kind from "./connector.ts";
import { signS3 } from "./signature.ts";
import { prefixesOf } from "./source.ts";

const secretsOf = ({ keys }: S3Double) => ({ "access-key-id": keys.id, "secret-access-key": keys.secret });

async function scene(t: TestContext, more: object = {}) {
  const double = await startS3Double();
  t.after(() => double.close());
  const open = () => openConnector(kind, { url: double.url, internal: true, ...more }, { secrets: secretsOf(double) });
  return { double, open, source: polledOf(open()), intake: keptIntake() };
}

const alert = (number: number) =>
  JSON.stringify({ alert: 1, id: `n-${number}`, time: "2026-11-23T09:00:00Z", source: "example", title: `alert ${number}` });
const alerts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${alert(from + index)}\n`).join("");
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const numbersOf = async (intake: ReturnType<typeof keptIntake>) =>
  (await readRecords(intake.records.values())).alerts.map(({ givenId }) => Number(givenId?.slice(2))).toSorted((a, b) => a - b);
const signal = () => new AbortController().signal;

// Oracle: the examples of Amazon's documentation ("Signature Calculations for the Authorization Header", GET Object and GET Bucket).
test("requests are signed as Amazon's examples are", () => {
  const keys = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token: undefined };
  const sign = (request: object) =>
    signS3(
      { host: "examplebucket.s3.amazonaws.com", path: "/", query: {}, headers: {}, ...request },
      keys,
      "us-east-1",
      Date.UTC(2013, 4, 24),
    ).authorization?.split("Signature=")[1];
  assert.equal(
    sign({ path: "/test.txt", headers: { range: "bytes=0-9" } }),
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  );
  assert.equal(sign({ query: { lifecycle: "" } }), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  assert.equal(sign({ query: { "max-keys": "2", prefix: "J" } }), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
});

test("objects are read once each, also across pages of the listing, restarts and objects that come late", async (t) => {
  const { double, open, intake } = await scene(t);
  double.pageObjects = 3;
  for (let file = 0; file < 8; file++) double.put(`logs/${file}.jsonl.gz`, gzipSync(alerts(file * 10, file * 10 + 10)));
  double.put("logs/odd (name)+&'=ü.jsonl", alerts(80, 90));
  double.put("empty", "");
  await drain(polledOf(open()), intake);
  assert.deepEqual([await numbersOf(intake), intake.repeated], [upTo(90), 0]);
  double.put("logs/late.jsonl", alerts(90, 95), { modifiedMs: Date.now() - 300_000 });
  await drain(polledOf(open()), intake);
  assert.deepEqual([await numbersOf(intake), intake.repeated], [upTo(95), 0]);
});

test("a file of CloudTrail events larger than a record comes apart into its events, in ranges", async (t) => {
  const { double, open, intake } = await scene(t);
  const events = Array.from({ length: 1_800 }, (_, index) => ({
    eventVersion: "1.08",
    eventTime: "2026-11-23T09:00:00Z",
    eventSource: "iam.amazonaws.com",
    eventName: "CreateUser",
    eventID: `e-${index}`,
    awsRegion: "us-east-1",
    userIdentity: { type: "IAMUser", userName: "alice" },
    requestParameters: { note: `${index}`.repeat(400) },
  }));
  double.put("AWSLogs/1/CloudTrail/a.json.gz", gzipSync(JSON.stringify({ Records: events }), { level: 0 }));
  // Each page is asked by another process.
  for (let pages = 0; pages < 5; pages++) {
    const page = await polledOf(open()).page({ cursor: intake.cursor, sinceMs: 0, signal: signal() });
    await intake.handOver(page);
  }
  const read = await readRecords(intake.records.values());
  assert.deepEqual([read.events.length, read.rejected.length, intake.repeated], [1_800, 0, 0]);
  assert.ok(double.seen.some((each) => /bytes=2097152-/.test(each)));
});

test("an object that is replaced is another one; one that goes away while it is read is left; an archived one is named", async (t) => {
  const { double, source, intake } = await scene(t);
  double.put("a.jsonl", alerts(0, 2));
  await drain(source, intake);
  double.put("a.jsonl", alerts(2, 4), { modifiedMs: Date.now() + 1_000 });
  double.put("cold.jsonl", alerts(9, 10), { storageClass: "GLACIER", modifiedMs: Date.now() + 1_000 });
  await drain(source, intake);
  assert.deepEqual([await numbersOf(intake), [...intake.refused.values()].map(({ reason }) => reason)], [upTo(4), ["not-readable"]]);
  double.put("gone.jsonl", alerts(4, 6), { modifiedMs: Date.now() + 2_000 });
  double.fault = (each) => {
    if (each === "get") double.remove("gone.jsonl");
    return undefined;
  };
  await drain(source, intake);
  assert.equal(intake.records.size, 4);
});

test("only what is newer than the first look is read, and days in prefixes are filled in", async (t) => {
  const { double, source, intake } = await scene(t);
  double.put("old.jsonl", alerts(0, 1), { modifiedMs: Date.now() - 86_400_000 });
  double.put("new.jsonl", alerts(1, 2));
  await intake.handOver(await source.page({ cursor: undefined, sinceMs: Date.now() - 60_000, signal: signal() }));
  assert.deepEqual(await numbersOf(intake), [1]);
  const nowMs = Date.UTC(2026, 2, 1, 0, 5);
  assert.deepEqual(prefixesOf(["x/{year}/{month}/{day}/", "y"], nowMs - 600_000, nowMs), [
    "x/2026/02/27/",
    "x/2026/02/28/",
    "x/2026/03/01/",
    "y",
  ]);
});

test("what goes wrong at the other side is told with what to do, and loses nothing", async (t) => {
  const { double, open, intake } = await scene(t);
  double.put("a.jsonl", alerts(0, 3));
  const wrong = { "access-key-id": double.keys.id, "secret-access-key": "canary-wrong-EXAMPLE" };
  const stranger = openConnector(kind, { url: double.url, internal: true }, { secrets: wrong });
  await assert.rejects(stranger.check(signal()), (error: Error & { code?: string; remedy?: string }) => {
    assert.equal(error.code?.startsWith("connector/"), true);
    assert.doesNotMatch(`${error.message} ${error.remedy} ${error.stack}`, /canary|a message of the vendor/);
    return true;
  });
  for (const [fault, code] of [
    ["forbidden", /^connector\//],
    ["no-listing", /unexpected-answer/],
    ["repeat", /unexpected-answer/],
  ] as const) {
    double.fault = () => fault;
    await assert.rejects(
      polledOf(open()).page({ cursor: undefined, sinceMs: 0, signal: signal() }),
      (error: Error & { code?: string }) => code.test(error.code ?? ""),
      fault,
    );
  }
  double.fault = undefined;
  await drain(polledOf(open()), intake);
  assert.deepEqual(await numbersOf(intake), upTo(3));
  assert.deepEqual(await open().check(signal()), { says: "may list the bucket" });
});
