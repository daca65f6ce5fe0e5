import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { commitmentOf, macOf } from "../../core/quality-sample/draw.ts";
import { type ApiScene, openApiScene } from "../../testing/api-scene.ts";
import { closedCase } from "../../testing/quality-scene.ts";
import type { Figures } from "../contract/measures.ts";
import type { BlindSample, JudgedSample, QualityFigures } from "../contract/quality-samples.ts";
import type { SimulatedQuality } from "../contract/quality-simulation.ts";

// Guarantees: whoever judges sees nothing of what the agent said before they have; who worked on a case does not judge it; a rate is shown with its bound.

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const analyst = (person: string) => ({ role: "analyst", person }) as const;
const url = "/api/v1/quality-samples";
const word = { verdict: "benign", because: "a planned scan" };

async function scenes(caseIds: readonly string[] = ["case-1"]): Promise<ApiScene> {
  const scene = await openApiScene();
  const { quality } = scene.tenant();
  await quality.desk.begin();
  for (const caseId of caseIds) await quality.close(caseId);
  return scene;
}

const next = async (scene: ApiScene, person: string) =>
  (await scene.ask({ url }, analyst(person))).json() as { sample: z.output<typeof BlindSample> | null; waiting: number; yours: number };
const judge = (scene: ApiScene, id: string, person: string, payload: object = word) =>
  scene.ask({ method: "POST", url: `${url}/${id}/judgements`, payload }, analyst(person));

describe("GET /api/v1/quality-samples", () => {
  test("200: a sample holds no verdict, severity, category, reason, weight, state, and no id of its case or alerts", async () => {
    const scene = await openApiScene();
    const { quality } = scene.tenant();
    await quality.desk.begin();
    const canary = "CanaryOfTheAgent";
    const told = closedCase("case-4711", { because: `${canary} because` });
    const marked = {
      ...told,
      case: {
        ...told.case,
        title: `${canary} title`,
        playbook: `${canary} playbook`,
        unknowns: [`${canary} unknown`],
        correlation: [{ alert: "a-4711", because: `${canary} joined` }],
        hypotheses: [{ claim: `${canary} claim`, maliciousness: 0.123_456, for: [], against: [] }],
        maliciousness: 0.654_321,
        evidence: [
          ...told.case.evidence.map((each) => ({ ...each, answer: `${canary} answer`, weight: -2.71329, group: `${canary} group` })),
          { ...told.case.evidence[0]!, id: "e-99", tool: "person/verdict", says: `${canary} said by a person`, group: "person" },
        ],
      },
    };
    await quality.watch.record([{ type: "CaseClosed", caseId: "case-4711" }]);
    await quality.desk.sink.settled(marked as typeof told);
    const answer = await scene.ask({ url }, analyst("wim"));
    const { sample } = answer.json() as { sample: z.output<typeof BlindSample> };
    assert.ok(sample.case.found.length > 0 && sample.case.alerts.length > 0);
    for (const telling of [
      canary,
      "4711",
      "2.71329",
      "0.65",
      "0.12",
      "verdict",
      "benign",
      "severity",
      "category",
      "escalat",
      "closed",
      "maliciousness",
      "hypothes",
      "weight",
      "playbook",
      "recommend",
    ])
      assert.ok(!answer.body.toLowerCase().includes(telling.toLowerCase()), telling);
    assert.deepEqual(Object.keys(sample.case).toSorted(), ["alerts", "alertsTotal", "assets", "found", "from", "observables", "to"]);
    // Afterwards all of it is shown.
    const judged = (await judge(scene, sample.id, "wim")).json() as z.output<typeof JudgedSample>;
    assert.deepEqual([judged.caseId, judged.agent.because, judged.agreed], ["case-4711", `${canary} because`, true]);
  });

  test("200: nothing where none waits, 401 and 403 for whoever may not", async () => {
    const scene = await openApiScene();
    assert.deepEqual(await next(scene, "wim"), { sample: null, waiting: 0, overdue: 0, yours: 0 } as never);
    assert.equal((await scene.ask({ url })).statusCode, 401);
    assert.equal((await scene.ask({ url }, { role: "viewer" })).statusCode, 403);
  });
});

describe("POST /api/v1/quality-samples/{id}/judgements", () => {
  test("403 for whoever judged it or worked on it, 404 for what is not there, 409 for what is done", async () => {
    const scene = await openApiScene();
    const { quality } = scene.tenant();
    await quality.desk.begin();
    const worked = { type: "CaseNoted", caseId: "case-1", text: "mine", by: "person:mara", atMs: 1 };
    await quality.close("case-1", { facts: [worked, { type: "CaseClosed", caseId: "case-1" }] as never });
    const code = async (answer: ReturnType<typeof judge>) => ((await answer).json() as { code: string }).code;
    assert.equal((await next(scene, "mara")).sample, null);
    assert.equal(await code(judge(scene, "qs-1", "mara")), "quality/worked-on");
    assert.equal((await scene.ask({ url: `${url}/qs-1` }, analyst("wim"))).statusCode, 403);
    assert.equal((await judge(scene, "qs-1", "wim", { verdict: "perhaps", because: "x" })).statusCode, 400);
    assert.deepEqual([(await next(scene, "wim")).yours, (await next(scene, "ute")).waiting], [1, 1]);
    assert.equal((await judge(scene, "qs-1", "wim")).statusCode, 200);
    assert.equal((await next(scene, "wim")).yours, 0);
    assert.equal(await code(judge(scene, "qs-1", "wim")), "quality/judged-already");
    assert.equal((await judge(scene, "qs-1", "ute")).statusCode, 409);
    assert.equal((await judge(scene, "qs-7", "ute")).statusCode, 404);
    assert.equal((await scene.ask({ url: `${url}/qs-1` }, analyst("ute"))).statusCode, 200);
    assert.equal((await scene.ask({ method: "POST", url: `${url}/qs-1/judgements`, payload: word }, { role: "viewer" })).statusCode, 403);
  });
});

describe("GET /api/v1/quality-samples/figures", () => {
  test("200: the rate with its bound, whole, by class and stratum; the same bound stands beside the escalation rate", async () => {
    const scene = await scenes(["case-1", "case-2", "case-3"]);
    const read = async () => (await scene.ask({ url: `${url}/figures` }, { role: "viewer" })).json() as z.output<typeof QualityFigures>;
    const measures = async () => (await scene.ask({ url: "/api/v1/measures" }, { role: "viewer" })).json() as z.output<typeof Figures>;
    scene.clock.pass(1_000);
    assert.equal((await read()).all.measured, false);
    assert.equal((await measures()).escalation.all.missedThreat.measured, false);
    await judge(scene, "qs-1", "wim");
    await judge(scene, "qs-2", "wim", { verdict: "true-positive", because: "an attack" });
    scene.clock.pass(20 * 60_000);
    const { all, classes, strata, waiting } = await read();
    assert.ok(all.measured);
    assert.deepEqual([all.closed, all.drawn, all.judged, all.missed, all.estimate], [3, 3, 2, 1, 0.5]);
    assert.ok(all.upperBound > 0.9 && all.upperBound <= 1 && all.correctedBy === null);
    assert.deepEqual([classes.map((each) => each.class), strata.length, waiting.samples], [["wazuh/5710"], 1, 1]);
    assert.ok((classes[0]?.test.score ?? 0) > 1.5 && classes[0]?.stopped === null);
    const { missedThreat } = (await measures()).escalation.all;
    assert.deepEqual(missedThreat, { measured: true, judged: 2, missed: 1, cover: all.cover, upperBound: all.upperBound });
    assert.equal(
      (await scene.ask({ url: `${url}/figures?from=2026-05-05T00:00:00Z&to=2026-05-04T00:00:00Z` }, { role: "viewer" })).statusCode,
      400,
    );
  });
});

describe("epochs and classes", () => {
  test("an epoch is shown without its secret until it is over; then anybody draws again", async () => {
    const scene = await scenes(["case-1", "case-2"]);
    const { quality } = scene.tenant();
    assert.equal((await scene.ask({ url: `${url}/epochs/1/draw` }, { role: "auditor" })).statusCode, 403);
    const secret = await quality.secrets.reveal(1);
    assert.ok(!(await scene.ask({ url: `${url}/epochs` }, { role: "auditor" })).body.includes(secret));
    scene.clock.pass(8 * 86_400_000);
    await quality.desk.round();
    const { epochs } = (await scene.ask({ url: `${url}/epochs` }, { role: "auditor" })).json() as {
      epochs: { secret: string | null; commitment: string }[];
    };
    assert.deepEqual(
      epochs.map((each) => each.secret),
      [null, secret],
    );
    assert.equal(epochs[1]?.commitment, commitmentOf(Buffer.from(secret, "hex")));
    const lines = (await scene.ask({ url: `${url}/epochs/1/draw` }, { role: "auditor" })).body.split("\n");
    assert.deepEqual(lines.slice(0, 3), ["epoch 1", `commitment ${epochs[1]?.commitment}`, `secret ${secret}`]);
    assert.deepEqual(lines.slice(3), ["case-1 281474976710656 yes", "case-2 281474976710656 yes", ""]);
    assert.equal(macOf(Buffer.from(secret, "hex"), "case-1").length, 32);
    assert.equal((await scene.ask({ url: `${url}/epochs/9/draw` }, { role: "auditor" })).statusCode, 404);
  });

  test("an outsider draws again with openssl, and finds a secret or a draw that was changed", { skip: !hasOpenssl }, async () => {
    const scene = await openApiScene();
    const { quality } = scene.tenant();
    Object.assign(quality.parts.settings, { share: 0.3, "rare-share": 0.3 });
    await quality.desk.begin();
    for (let each = 1; each <= 25; each++) await quality.close(`case-${each}`);
    scene.clock.pass(8 * 86_400_000);
    await quality.desk.round();
    const told = (await scene.ask({ url: `${url}/epochs/1/draw` }, { role: "auditor" })).body;
    const folder = mkdtempSync(join(tmpdir(), "draw-again-"));
    const script = fileURLToPath(new URL("../../../docs/guides/draw-again.sh", import.meta.url));
    const again = (text: string) => {
      writeFileSync(join(folder, "epoch.txt"), text);
      const { status, stdout } = spawnSync("sh", [script, join(folder, "epoch.txt")], { encoding: "utf8" });
      return [status, stdout.trim()];
    };
    assert.deepEqual(again(told), [0, "holds: 25 closed cases"]);
    assert.equal(again(told.replace(" no\n", " yes\n"))[0], 1);
    assert.equal(again(told.replace(" yes\n", " no\n"))[0], 1);
    assert.equal(again(told.replace(/secret ../, "secret 00"))[0], 1);
    rmSync(folder, { recursive: true });
  });

  test("a stopped class is shown with what is done about it, and a lead lets its test begin anew", async () => {
    const scene = await scenes(["case-1", "case-2", "case-3"]);
    const bad = { verdict: "true-positive", because: "an attack" };
    for (const id of ["qs-1", "qs-2"]) assert.equal((await judge(scene, id, "wim", bad)).statusCode, 200);
    assert.deepEqual(scene.tenant().quality.demoted, ["wazuh/5710"]);
    const payload = { class: "wazuh/5710", because: "the rule was mended" };
    const reset = (as: object) => scene.ask({ method: "POST", url: `${url}/resets`, payload }, as);
    assert.equal((await reset(analyst("wim"))).statusCode, 403);
    assert.equal((await reset({ role: "lead", person: "lea", steppedUp: true })).statusCode, 200);
    assert.equal((await reset({ role: "lead", person: "lea", steppedUp: true })).statusCode, 409);
    const judged = (await scene.ask({ url: `${url}/judged?outcome=missed` }, { role: "lead", person: "lea" })).json() as {
      samples: { id: string }[];
    };
    assert.deepEqual(
      judged.samples.map(({ id }) => id),
      ["qs-2", "qs-1"],
    );
  });
});

describe("GET /api/v1/quality-samples/simulation", () => {
  test("200: what other settings would have made of the last closings, without naming a case; nothing changes", async () => {
    const scene = await scenes(["case-1", "case-2"]);
    const simulate = async (query: string, status = 200) => {
      const answer = await scene.ask({ url: `${url}/simulation${query}` }, { role: "viewer" });
      assert.equal(answer.statusCode, status, answer.body);
      assert.ok(!answer.body.includes("case-"), answer.body);
      return answer.json() as z.output<typeof SimulatedQuality>;
    };
    const before = JSON.stringify([...(await scene.tenant().quality.state()).samples.keys()]);
    const same = await simulate("");
    assert.deepEqual([same.closings, same.changed, same.settings.other], [2, 0, same.settings.now]);
    assert.deepEqual(same.now, same.other);
    const more = await simulate("?rare-share=1&due-days=3");
    assert.deepEqual([more.changed, more.other.samples, more.strata[0]?.other], [2, 2, 2]);
    assert.deepEqual([more.settings.other["due-days"], more.settings.now["due-days"]], [3, 7]);
    await simulate("?share=2", 400);
    await simulate("?epoch-days=0", 400);
    assert.equal(JSON.stringify([...(await scene.tenant().quality.state()).samples.keys()]), before);
  });
});
