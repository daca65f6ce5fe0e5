import assert from "node:assert/strict";
import { generateKeyPairSync, hash, sign as signBytes } from "node:crypto";
import { describe, test } from "node:test";
import { type ApiScene, openApiScene, type Test } from "../../testing/api-scene.ts";
import { judgedLooks, lookOf } from "../../testing/autonomy-scene.ts";

// Guarantees: what the agent may do alone is given by two leads over one text, taken back by anybody who triages, and shown with what it rests on.

const mara: Test = { role: "lead", person: "mara", steppedUp: true };
const noor: Test = { role: "lead", person: "noor", steppedUp: true };
const vic: Test = { role: "viewer", person: "vic" };
const ana: Test = { role: "analyst", person: "ana" };
const of = "edr/tool \u202eexe.txt";

async function opened() {
  const scene = await openApiScene({});
  const { autonomy } = scene.tenant("default");
  const pairs = new Map(["mara", "noor"].map((name) => [name, generateKeyPairSync("ed25519")] as const));
  for (const [name, { publicKey }] of pairs) {
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
    autonomy.keys.set(`person:${name}`, [{ key: `ed25519:${raw}`, origins: [] }]);
  }
  autonomy.looks.push(...judgedLooks(of, 300, { atMs: scene.clock.nowMs() }));
  const signedBy = async (as: Test, id = "g-1") => {
    const asked = (await post(scene, `/grants/${id}/signing`, undefined, as)).json();
    const signature = signBytes(null, Buffer.from(asked.bytes, "base64"), pairs.get(as.person ?? "")!.privateKey).toString("base64");
    return post(scene, `/grants/${id}/sign`, { digest: asked.digest, signature }, as);
  };
  return { scene, autonomy, signedBy };
}

const post = (scene: ApiScene, path: string, payload: object | undefined, as: Test) =>
  scene.ask({ method: "POST", url: `/api/v1/autonomy${path}`, ...(payload && { payload }) }, as);
const read = async (scene: ApiScene, path = "", as: Test = vic) => {
  const answer = await scene.ask({ url: `/api/v1/autonomy${path}` }, as);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};

describe("autonomy", () => {
  test("shadow mode is said in words, and what is not measured is not 0", async () => {
    const { scene, autonomy } = await opened();
    autonomy.looks.length = 0;
    autonomy.looks.push(lookOf({ caseId: "case-1", classes: ["edr/other", of], atMs: scene.clock.nowMs() }));
    const whole = await read(scene);
    assert.deepEqual([whole.mode, whole.waiting, whole.grants.length], ["shadow", 1, 0]);
    assert.match(whole.says, /^Shadow mode/);
    assert.deepEqual(
      whole.classes.map(({ waiting }: { waiting: number }) => waiting),
      [1, 1],
    );
    const line = whole.classes.find((each: { class: string }) => each.class === of);
    assert.equal(line.title, null);
    assert.deepEqual(
      [line.class, line.agreement.measured, line.maliciousRecall.measured, line.missedThreats.upperBound],
      [of, false, false, null],
    );
    assert.ok(line.lacks.close.length > 0);
    assert.ok(!line.rule.includes("\u202e"), line.rule);
  });

  test("proposed, signed by two, in force, ended by one", async () => {
    const { scene, signedBy } = await opened();
    const [ready] = (await read(scene)).classes;
    assert.deepEqual(ready.lacks.close, []);
    assert.deepEqual([ready.agreement.right, ready.agreement.of, ready.missedThreats.judged], [300, 300, 300]);
    const made = await post(scene, "/grants", { act: "close", class: of }, mara);
    assert.equal(made.statusCode, 201, made.body);
    const proposed = made.json();
    assert.deepEqual([proposed.id, proposed.status, proposed.inForce], ["g-1", "proposed", false]);
    assert.equal(proposed.digest, `sha256:${hash("sha256", proposed.canonical, "hex")}`);
    assert.equal((await signedBy(mara)).json().inForce, false);
    assert.equal((await signedBy(mara)).json().code, "autonomy/same-person");
    const given = (await signedBy(noor)).json();
    assert.deepEqual([given.status, given.inForce, given.signatures.length], ["granted", true, 2]);
    assert.ok(given.signatures.every(({ holds }: { holds: boolean }) => holds));
    const whole = await read(scene);
    assert.deepEqual([whole.mode, whole.classes[0].grants], ["granted", ["g-1"]]);
    assert.equal((await post(scene, "/grants/g-1/end", { because: "too many surprises" }, vic)).statusCode, 403);
    const ended = (await post(scene, "/grants/g-1/end", { because: "too many surprises" }, ana)).json();
    assert.deepEqual([ended.status, ended.ended.cause, ended.ended.by], ["ended", "person", "person:ana"]);
    assert.equal((await read(scene)).mode, "shadow");
    const listed = await read(scene, "/grants?status=ended");
    assert.deepEqual(
      listed.grants.map(({ id }: { id: string }) => id),
      ["g-1"],
    );
  });

  test("who only reads or triages proposes and signs nothing, and a session without a second factor signs nothing", async () => {
    const { scene, signedBy } = await opened();
    for (const as of [vic, ana]) assert.equal((await post(scene, "/grants", { act: "close", class: of }, as)).statusCode, 403);
    await post(scene, "/grants", { act: "close", class: of }, mara);
    assert.equal((await post(scene, "/grants/g-1/signing", undefined, ana)).statusCode, 403);
    assert.equal((await signedBy({ role: "lead", person: "mara" })).statusCode, 403);
    assert.equal((await post(scene, "/grants/g-9/end", { because: "x" }, mara)).statusCode, 404);
    assert.equal(
      (await post(scene, "/grants", { act: "close", class: "edr/never-seen" }, mara)).json().code,
      "autonomy/too-little-evidence",
    );
  });

  test("disagreements are one question away, and a simulation says what bounds and grants would have changed", async () => {
    const { scene, autonomy } = await opened();
    autonomy.looks.push(...judgedLooks(of, 2, { missed: 1, atMs: scene.clock.nowMs() }));
    const { cases, of: all } = await read(scene, `/cases?class=${encodeURIComponent(of)}`);
    assert.deepEqual([all, cases[0].case, cases[0].agent.end, cases[0].people.verdict], [1, `${of}-0`, "waiting", "true-positive"]);
    assert.equal((await read(scene, `/cases?class=${encodeURIComponent(of)}&which=agreed`)).of, 301);
    const tried = (await post(scene, "/simulate", { bounds: { "missed-threat-max": 0.05 } }, vic)).json();
    assert.deepEqual([tried.lookedAt, tried.differing, tried.wouldClose.errors, tried.cases[0].would], [302, 302, 1, "closed"]);
    const strict = (await post(scene, "/simulate", {}, vic)).json();
    assert.deepEqual([strict.differing, strict.classes[0].granted, strict.wouldClose.upperBound], [0, false, null]);
    assert.ok(strict.classes[0].lacks[0].length > 0);
    assert.equal((await read(scene)).mode, "shadow");
  });
});
