import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { regulationWorld } from "../../core/regulation/dossier.ts";
import { eventsIn } from "../../engine/journal/read-opened.ts";
import { openRecordReplay } from "../../engine/journal/replay-record.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { type ApiScene, openApiScene, type Test } from "../../testing/api-scene.ts";
import { openTestRegulation } from "../../testing/regulation-scene.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";

// Guarantees: people and nobody else decide, sign and hand in; what they did is there after a restart, replays, and is given out for evidence.

const mara: Test = { role: "lead", person: "mara", steppedUp: true };
const joss: Test = { role: "analyst", person: "joss", steppedUp: true };
const viewer: Test = { role: "viewer", person: "vic" };
const base = "/api/v1/regulation/cases/case-1";

async function scenes() {
  const scene = await openApiScene();
  const { views, desk } = scene.tenant("default");
  const openedAtMs = scene.clock.nowMs() - 3_600_000;
  await views.put({
    alerts: [],
    cases: [exampleCaseRow("case-1", { state: "escalated", openedAtMs, firstMs: openedAtMs })],
    world: "w",
    sequence: 1,
  });
  const journal = memoryJournalStore();
  const parts = { clock: scene.clock, views, journal };
  Object.assign(desk, { regulation: await openTestRegulation(parts) });
  return { scene, journal, again: () => openTestRegulation(parts) };
}

const post = (scene: ApiScene, path: string, payload: object | undefined, as: Test) =>
  scene.ask({ method: "POST", url: `${base}${path}`, ...(payload && { payload }) }, as);
const get = (scene: ApiScene, url: string, as: Test = viewer) => scene.ask({ url }, as);

describe("what regulators are told, over the API", () => {
  test("from an escalated case to a report that was handed in; the board follows, and all of it is there after a restart", async () => {
    const { scene, journal, again } = await scenes();
    assert.equal((await get(scene, base)).json().opened, null);
    const { regulation } = scene.tenant("default").desk;
    assert.equal((await regulation.tick()).opened, 1);
    assert.deepEqual(await regulation.tick(), { opened: 0, facts: [] });
    const board = (await get(scene, "/api/v1/regulation/board")).json();
    assert.match(board.notice, /Not legal advice/);
    const first = board.clocks.find((each: { regime: string; stage: string }) => each.regime === "dora" && each.stage === "initial");
    assert.deepEqual([first.state, first.provisional, first.estimated], ["running", true, true]);
    assert.equal((await post(scene, "/values", { id: "critical-services", value: true, source: "bridge call" }, joss)).statusCode, 200);
    const classified = await post(
      scene,
      "/classifications",
      { regime: "dora", outcome: "reportable", because: "as the worksheet says" },
      mara,
    );
    assert.equal(classified.statusCode, 200, classified.body);
    const { line } = (await get(scene, `${base}/reports/dora/initial`)).json();
    const signing = (await post(scene, "/reports/dora/initial/signing", undefined, mara)).json();
    assert.equal(signing.digest, line.digest);
    assert.equal(signing.challenge, createHash("sha256").update(Buffer.from(signing.bytes, "base64")).digest("base64url"));
    assert.equal((await post(scene, "/reports/dora/initial/submissions", { digest: line.digest, reference: "A-1" }, mara)).statusCode, 409);
    assert.equal((await post(scene, "/reports/dora/initial/sign", { digest: line.digest }, mara)).statusCode, 200);
    const done = await post(scene, "/reports/dora/initial/submissions", { digest: line.digest, reference: "A-1" }, mara);
    assert.equal(done.statusCode, 200, done.body);
    for (const format of ["json", "csv", "pdf"]) {
      const file = await get(scene, `${base}/reports/dora/initial/file?format=${format}`);
      assert.equal(file.statusCode, 200);
      assert.match(String(file.headers["content-disposition"]), new RegExp(`case-1-dora-initial\\.${format}`));
    }
    const json = (await get(scene, `${base}/reports/dora/initial/file?format=json`)).json();
    assert.equal(json.digest, `sha256:${createHash("sha256").update(json.canonical).digest("hex")}`);
    assert.equal(scene.tenant("default").notes.length, 4);
    const after = (await again()).board();
    const held = (await after).clocks.find(({ regime, stage }) => regime === "dora" && stage === "initial");
    assert.deepEqual([held?.state, held?.reference], ["submitted", "A-1"]);
    const replay = openRecordReplay(regulationWorld);
    for (const text of await eventsIn(journal)) replay.take(text);
    const { entries, cut } = await regulation.recordsIn({ fromMs: 0, toMs: scene.clock.nowMs() + 1 });
    assert.equal(cut, false);
    assert.deepEqual(
      new Set(entries.map(({ type }) => type)),
      new Set([
        "DossierOpened",
        "ValueProposed",
        "ValueConfirmed",
        "IncidentClassified",
        "ReportSigned",
        "ReportSubmitted",
        "RecurrencesLookedFor",
      ]),
    );
  });

  test("who may not is refused, and changes nothing", async () => {
    const { scene } = await scenes();
    assert.equal((await post(scene, "", undefined, viewer)).statusCode, 403);
    assert.equal((await post(scene, "", undefined, joss)).statusCode, 200);
    const classify = { regime: "dora", outcome: "not-reportable", because: "x" };
    assert.equal((await post(scene, "/classifications", classify, joss)).statusCode, 403);
    assert.equal((await post(scene, "/classifications", classify, { role: "lead", person: "mara" })).statusCode, 403);
    assert.equal((await post(scene, "/waivers", { regime: "dora", stage: "initial", because: "x" }, joss)).statusCode, 403);
    assert.equal((await post(scene, "/values", { id: "clients-count", value: "many", source: "x" }, joss)).statusCode, 400);
    assert.equal((await post(scene, "/values", { id: "nothing-of-the-kind", value: 1, source: "x" }, joss)).statusCode, 404);
    assert.equal((await get(scene, `${base}/reports/dora/no-stage`)).statusCode, 404);
    assert.equal((await get(scene, "/api/v1/regulation/cases/case-9")).statusCode, 404);
    const sheet = (await get(scene, base)).json();
    assert.ok(sheet.sheets.every((each: { classified: unknown[] }) => each.classified.length === 0));
  });

  test("alarms are recorded once for each height, and a waived clock says who waived it", async () => {
    const { scene } = await scenes();
    const { regulation } = scene.tenant("default").desk;
    await regulation.tick();
    scene.clock.set(scene.clock.nowMs() + 20 * 3_600_000);
    const { facts } = await regulation.tick();
    const alarms = facts.flatMap((each) => (each.type === "ClockAlarmed" ? [`${each.regime}/${each.stage} ${each.alarm}`] : []));
    assert.ok(alarms.includes("dora/initial 75") || alarms.includes("nis2/early-warning 75"), alarms.join());
    assert.deepEqual((await regulation.tick()).facts, []);
    await post(scene, "/waivers", { regime: "nis2", stage: "early-warning", because: "reported by the group" }, mara);
    const board = (await get(scene, "/api/v1/regulation/board")).json();
    const waived = board.clocks.find((each: { stage: string }) => each.stage === "early-warning");
    assert.deepEqual([waived.state, waived.says], ["waived", "reported by the group (person:mara)"]);
  });

  test("obligations and registers say what they rest on", async () => {
    const { scene } = await scenes();
    await post(scene, "", undefined, joss);
    await post(scene, "/values", { id: "personal-data", value: true, source: "x" }, joss);
    const { rows, packs } = (await get(scene, "/api/v1/regulation/obligations")).json();
    assert.ok(rows.some((each: { regime: string; applies: boolean }) => each.regime === "gdpr" && each.applies));
    assert.ok(packs.every((each: { unverified: string[] }) => each.unverified.length > 0));
    const { breaches, incidents } = (await get(scene, "/api/v1/regulation/registers")).json();
    assert.deepEqual([breaches.length, breaches[0].because, incidents], [1, "nobody has decided yet", []]);
  });
});
