import assert from "node:assert/strict";
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { describe, test } from "node:test";
import { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import type { Person } from "../../core/person/person.ts";
import { type AutonomyScene, judgedLooks, lookOf, openAutonomyScene, testBasis } from "../../testing/autonomy-scene.ts";
import { fakeClock } from "../../testing/fake-clock.ts";

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 4, 4, 8);
const of = "edr/admin-tool";
const close = { act: "close", class: of } as const;

function newPerson(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const line = `ed25519:${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
  return { by: `person:${name}` as Person, line, sign: (bytes: Uint8Array) => signBytes(null, bytes, privateKey).toString("base64") };
}
type Someone = ReturnType<typeof newPerson>;

async function opened(how: Parameters<typeof openAutonomyScene>[1] = {}) {
  const clock = fakeClock(startMs);
  const scene = await openAutonomyScene(clock, how);
  const [mara, noor] = [newPerson("mara"), newPerson("noor")];
  for (const { by, line } of [mara, noor]) scene.keys.set(by, [{ key: line, origins: [] }]);
  return { clock, scene, mara, noor };
}

async function signedBy(scene: AutonomyScene, id: string, who: Someone) {
  const { digest, bytes } = await scene.desk.toSign(id, who.by);
  return scene.desk.sign(id, who.by, { digest, signature: who.sign(bytes) });
}

/** A class with a grant that stands. */
async function granted(how: Parameters<typeof openAutonomyScene>[1] = {}) {
  const all = await opened(how);
  const { scene, clock, mara, noor } = all;
  scene.looks.push(...judgedLooks(of, 300, { atMs: clock.nowMs() }));
  const { text } = await scene.desk.propose(close, mara.by);
  await signedBy(scene, text.id, mara);
  await signedBy(scene, text.id, noor);
  return { ...all, id: text.id };
}

const standing = async ({ desk }: AutonomyScene) => (await desk.closing()).grants.map(({ id }) => id);

describe("the desk of autonomy", () => {
  test("a class is proposed from what people decided in shadow, granted by two, and told to the watch with the second signature", async () => {
    const { scene, mara, noor, clock } = await opened();
    await assert.rejects(scene.desk.propose(close, mara.by), { code: "autonomy/too-little-evidence" });
    scene.looks.push(...judgedLooks(of, 300, { atMs: clock.nowMs() }));
    const { text } = await scene.desk.propose(close, mara.by);
    assert.equal(text.evidence.wouldClose, 300);
    // 0 of 300, one-sided 95 %: 0.99 %.
    assert.equal(text.evidence.errorUpperBound?.toFixed(4), "0.0099");
    assert.deepEqual(text.basis, testBasis);
    await signedBy(scene, text.id, mara);
    assert.deepEqual(await standing(scene), []);
    await assert.rejects(signedBy(scene, text.id, mara), { code: "autonomy/same-person" });
    await signedBy(scene, text.id, noor);
    assert.deepEqual(await standing(scene), [text.id]);
    assert.deepEqual(
      scene.told.at(-1)?.grants.map(({ id }) => id),
      [text.id],
    );
    assert.ok((scene.told.at(-1)?.upTo ?? 0) > (scene.told.at(-2)?.upTo ?? 0));
  });

  test("the second signature asks for the evidence anew: a threat that came to light meanwhile keeps it from being given", async () => {
    const { scene, mara, noor, clock } = await opened();
    scene.looks.push(...judgedLooks(of, 300, { atMs: clock.nowMs() }));
    const { text } = await scene.desk.propose(close, mara.by);
    await signedBy(scene, text.id, mara);
    scene.looks.push(...judgedLooks(of, 1, { missed: 1, atMs: clock.nowMs() }));
    await assert.rejects(signedBy(scene, text.id, noor), { code: "autonomy/too-little-evidence" });
  });

  test("one person ends it, whoever granted it", async () => {
    const { scene, id } = await granted();
    const ended = await scene.desk.end(id, "person:joss", "too many surprises");
    assert.deepEqual([ended.status, ended.ended?.cause, ended.ended?.by], ["ended", "person", "person:joss"]);
    assert.deepEqual(scene.told.at(-1)?.grants, []);
    await assert.rejects(scene.desk.end(id, "person:joss", "again"), { code: "autonomy/not-as-it-stands" });
  });

  test("samples take a class back whole, with what is proposed of it; only what is seen afterwards can renew it", async () => {
    const { scene, mara, clock, id } = await granted();
    const proposal = await scene.desk.propose(close, mara.by);
    assert.deepEqual(await scene.desk.demote(of, { cause: "sample", says: "the samples crossed the stop line" }), [id, proposal.text.id]);
    assert.deepEqual(await standing(scene), []);
    await assert.rejects(scene.desk.propose(close, mara.by), { code: "autonomy/too-little-evidence" });
    clock.pass(dayMs);
    scene.looks.push(...judgedLooks(of, 299, { atMs: clock.nowMs() }));
    await assert.rejects(scene.desk.propose(close, mara.by), { code: "autonomy/too-little-evidence" });
    scene.looks.push(...judgedLooks(of, 1, { atMs: clock.nowMs() }));
    assert.equal((await scene.desk.propose(close, mara.by)).text.evidence.wouldClose, 300);
    const [line] = await scene.desk.classes(of);
    assert.equal(line?.demoted?.cause, "sample");
  });

  test("another rule, model, playbook or prompt ends it by itself, and what people said of the old one is no evidence", async () => {
    for (const name of testBasis.map((each) => each.name)) {
      const { scene, id, mara } = await granted();
      scene.basis = testBasis.map((each) => (each.name === name ? { ...each, version: "another" } : each));
      await scene.desk.tidy();
      const { ended } = await scene.desk.read(id);
      assert.equal(ended?.cause, "change", name);
      assert.ok(ended?.says.includes(name), ended?.says);
      await assert.rejects(scene.desk.propose(close, mara.by), { code: "autonomy/too-little-evidence" });
    }
  });

  test("drift beyond its grade ends it, and less does not", async () => {
    const drifted = async (bounds: object, falsePositives: number) => {
      const { scene, id, clock } = await granted({ bounds });
      clock.pass(1);
      for (let at = 0; at < 100; at++)
        scene.looks.push(
          lookOf({
            caseId: `new-${at}`,
            classes: [of],
            atMs: clock.nowMs(),
            verdict: at < falsePositives ? "insufficient-data" : "benign",
            end: at < falsePositives ? "escalated" : "closed",
          }),
        );
      await scene.desk.tidy();
      return (await scene.desk.read(id)).ended?.cause;
    };
    assert.equal(await drifted({}, 0), undefined);
    assert.equal(await drifted({}, 40), "drift");
    // An index between 0.1 and 0.25 is worth a look: "steady" does not bear it.
    assert.equal(await drifted({}, 2), undefined);
    assert.equal(await drifted({ "drift-max": "steady" }, 2), "drift");
  });

  test("it ends at its time, and a proposal lapses that nobody signs", async () => {
    const { scene, id, clock, mara } = await granted({ bounds: { "valid-days": 10, "evidence-days": 365 } });
    const proposal = await scene.desk.propose(close, mara.by);
    clock.pass(7 * dayMs);
    await scene.desk.tidy();
    assert.equal((await scene.desk.read(proposal.text.id)).ended?.cause, "lapsed");
    assert.deepEqual(await standing(scene), [id]);
    clock.pass(3 * dayMs);
    assert.deepEqual(await standing(scene), [], "over by the clock, before anybody recorded it");
    await scene.desk.tidy();
    assert.equal((await scene.desk.read(id)).ended?.cause, "expiry");
  });

  test("what one process ends, another knows at its next question; what both do at once is decided once", async () => {
    const { scene, clock, id } = await granted();
    const other = await openAutonomyScene(clock, { journal: scene.journal, looks: scene.looks });
    assert.deepEqual(await standing(other), [id]);
    const ends = await Promise.allSettled([scene.desk.end(id, "person:joss", "one"), other.desk.end(id, "person:vic", "two")]);
    assert.deepEqual(ends.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
    assert.deepEqual([await standing(scene), await standing(other)], [[], []]);
    assert.ok((await other.desk.closing()).upTo === (await scene.desk.closing()).upTo);
  });
});

describe("the settings of autonomy", () => {
  /** Whether a class with these looks could be granted under bounds. */
  async function mayBeGranted(bounds: object, looks: ReturnType<typeof judgedLooks>, act: "close" | "contain" = "close"): Promise<boolean> {
    const { scene } = await opened({ bounds, looks });
    const [line] = await scene.desk.classes(of);
    return line?.lacks[act].length === 0;
  }
  const now = fakeClock(startMs).nowMs();

  test("each bound decides what can be granted", async () => {
    const clean = (n: number) => judgedLooks(of, n, { atMs: now });
    assert.deepEqual([await mayBeGranted({}, clean(299)), await mayBeGranted({}, clean(300))], [false, true]);
    const loose = { "judged-min": 60, "missed-threat-max": 0.1 };
    assert.deepEqual([await mayBeGranted({}, clean(60)), await mayBeGranted(loose, clean(60))], [false, true]);
    assert.equal(await mayBeGranted({ ...loose, "judged-min": 61 }, clean(60)), false);
    const missed = judgedLooks(of, 100, { missed: 4, atMs: now });
    assert.equal(await mayBeGranted({ ...loose, "agreement-min": 0.95 }, missed), true);
    assert.equal(await mayBeGranted({ ...loose, "agreement-min": 0.97 }, missed), false);
    assert.equal(await mayBeGranted({ ...loose, "missed-threat-max": 0.08 }, missed), false);
    const old = judgedLooks(of, 300, { atMs: now - 40 * dayMs });
    assert.deepEqual([await mayBeGranted({}, old), await mayBeGranted({ "evidence-days": 30 }, old)], [true, false]);
    const attacks = clean(100).map((look, at) => ({
      ...look,
      end: "escalated" as const,
      verdict: "true-positive" as const,
      judged: { ...look.judged!, verdict: at < 2 ? ("benign" as const) : ("true-positive" as const) },
    }));
    const contain = { ...loose, "wrong-containment-max": 0.07 };
    assert.deepEqual(
      [
        await mayBeGranted(contain, attacks, "contain"),
        await mayBeGranted({ ...contain, "wrong-containment-max": 0.05 }, attacks, "contain"),
      ],
      [true, false],
    );
  });

  test("days valid set its end", async () => {
    const { scene, id } = await granted({ bounds: { "valid-days": 7 } });
    const { text } = await scene.desk.read(id);
    assert.equal(text.untilMs - text.proposedAtMs, 7 * dayMs);
  });

  test("every bound can be tried on the last decisions, and no other one is changed by it", async () => {
    const looks = [...judgedLooks(of, 100, { missed: 1, atMs: now }), ...judgedLooks("edr/other", 700, { atMs: now })];
    const { scene } = await opened({ looks });
    const tried = (bounds?: object, classes?: string[]) => scene.desk.simulate({ bounds, classes, last: 500 });
    const plain = await tried();
    assert.deepEqual([plain.lookedAt, plain.differing.length, plain.judged, plain.errors], [500, 500, 500, 0]);
    assert.equal((await tried({ "judged-min": 701 })).differing.length, 0);
    assert.equal((await tried({ "missed-threat-max": 0.001 })).differing.length, 0);
    const all = await scene.desk.simulate({ bounds: { "judged-min": 50, "missed-threat-max": 0.1 }, classes: undefined, last: 800 });
    assert.deepEqual([all.lookedAt, all.differing.length, all.judged, all.errors], [800, 800, 800, 1]);
    assert.equal(all.differing[0]?.look.judged?.verdict, "true-positive", "what people judged otherwise stands first");
    const one = await scene.desk.simulate({ bounds: undefined, classes: [of], last: 800 });
    assert.deepEqual([one.differing.length, one.errors], [100, 1]);
    assert.deepEqual(await standing(scene), []);
    assert.deepEqual(Object.keys(AutonomyBounds.shape).toSorted(), [
      "agreement-min",
      "drift-max",
      "evidence-days",
      "judged-min",
      "missed-threat-max",
      "valid-days",
      "wrong-containment-max",
    ]);
  });
});
