import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { type CasePageScene, casePageScene } from "../../testing/case-page-scene.ts";
import type { CaseGraph, CaseReasoning, EvidenceWhole } from "../contract/case-reasons.ts";

// Guarantees: what a verdict rests on is shown as it is recorded; sums are the verdict's own, answers and records are held against their digests.

type Graph = z.infer<typeof CaseGraph>;
type Reasoning = z.infer<typeof CaseReasoning>;
type Whole = z.infer<typeof EvidenceWhole>;
type Case = {
  readonly case: {
    readonly maliciousness: number;
    readonly evidence: { id: string; tool: string; digest: string; source: { kind: string } }[];
  };
};

async function settled(): Promise<CasePageScene> {
  const scene = await casePageScene();
  const lines = { host: "ws-1.example.test", user: "alice", severity: "high" } as const;
  scene.hand("edr", { title: "Credential store read", ...lines });
  scene.hand("edr", { title: "Script started by an office program", ...lines });
  await scene.go();
  await scene.go();
  return scene;
}

describe("GET /api/v1/cases/{id}/reasoning", () => {
  test("200: the sum is the case's maliciousness exactly, from the prior of the playbook that it took", async () => {
    const { read } = await settled();
    const { case: each } = await read<Case>("/api/v1/cases/case-1");
    const reasoning = await read<Reasoning>("/api/v1/cases/case-1/reasoning");
    const [malicious] = reasoning.hypotheses;
    assert.equal(reasoning.priorFrom, "recorded");
    assert.equal(reasoning.decided, null);
    assert.equal(malicious?.probability, each.maliciousness);
    assert.equal(reasoning.maliciousness, each.maliciousness);
    assert.deepEqual(
      malicious?.steps.map(({ evidence }) => evidence),
      each.evidence.map(({ id }) => id),
    );
    assert.ok(reasoning.questionsKnown && reasoning.wouldChange.length > 0, "nothing answers here, so much is open");
    assert.ok(reasoning.wouldChange.every(({ up, down }) => up + down > 0));
  });

  test("200: the attack is told stage by stage, each by an item of the case", async () => {
    const { read } = await settled();
    const { case: each } = await read<Case>("/api/v1/cases/case-1");
    const { stages } = await read<Reasoning>("/api/v1/cases/case-1/reasoning");
    const ids = new Set(each.evidence.map(({ id }) => id));
    assert.ok(stages.every(({ evidence, says, tactic }) => ids.has(evidence) && says !== "" && tactic !== ""));
    assert.equal(new Set(stages.map(({ tactic }) => tactic)).size, stages.length);
  });

  test("200: a person's word stands over the sum, and the sum stays what the evidence says", async () => {
    const scene = await settled();
    const before = await scene.read<Reasoning>("/api/v1/cases/case-1/reasoning");
    await scene.does({ act: "overrule", verdict: "benign", because: "a drill", caseId: "case-1" });
    const after = await scene.read<Reasoning>("/api/v1/cases/case-1/reasoning");
    assert.deepEqual(after.hypotheses, before.hypotheses);
    assert.deepEqual([after.decided?.by, after.decided?.verdict], ["person:mara", "benign"]);
    assert.ok(after.maliciousness <= 0.01 && before.maliciousness > 0.01);
  });

  test("200: of a case that left memory the sum is told as before, and that its questions are not known", async () => {
    const scene = await settled();
    const { hypotheses } = await scene.read<Reasoning>("/api/v1/cases/case-1/reasoning");
    scene.forget("case-1");
    const after = await scene.read<Reasoning>("/api/v1/cases/case-1/reasoning");
    assert.deepEqual(after.hypotheses, hypotheses);
    assert.deepEqual([after.questionsKnown, after.wouldChange], [false, []]);
  });
});

describe("GET /api/v1/cases/{id}/evidence/{evidence}", () => {
  test("200: every item; answers hold against their digests, a search has its typed query, which searchEvents takes", async () => {
    const { read, api } = await settled();
    const { case: each } = await read<Case>("/api/v1/cases/case-1");
    let queries = 0;
    for (const { id, tool, source } of each.evidence) {
      const whole = await read<Whole>(`/api/v1/cases/case-1/evidence/${id}`);
      assert.equal(whole.item.id, id);
      assert.equal(whole.answer.digest, source.kind === "record" || tool.startsWith("correlation/") ? "none" : "holds", id);
      if (!whole.query) continue;
      queries++;
      const again = await api.ask({ method: "POST", url: "/api/v1/evidence/search", payload: whole.query }, { role: "viewer" });
      assert.equal(again.statusCode, 200);
    }
    assert.ok(queries > 0, "the playbook searches");
  });

  test("200: an alert's own record comes in base64 with its digest checked", async () => {
    const { read } = await settled();
    const { case: each } = await read<Case>("/api/v1/cases/case-1");
    const own = each.evidence.find(({ source }) => source.kind === "record")!;
    const [record] = (await read<Whole>(`/api/v1/cases/case-1/evidence/${own.id}`)).records;
    assert.equal(record?.check, "holds");
    assert.match(Buffer.from(record?.base64 ?? "", "base64").toString(), /Credential store read|Script started/);
    assert.ok(record?.whole && record.position !== null);
  });

  test("404: an item of no case, and one of another", async () => {
    const { api } = await settled();
    for (const path of ["case-1/evidence/e-999", "case-9/evidence/e-1", "case-1/evidence/constructor"])
      assert.equal((await api.ask({ url: `/api/v1/cases/${path}` }, { role: "viewer" })).statusCode, 404, path);
  });
});

describe("GET /api/v1/cases/{id}/graph", () => {
  test("200: who and what the alerts name, tied as they name it, with the evidence", async () => {
    const { read } = await settled();
    const graph = await read<Graph>("/api/v1/cases/case-1/graph");
    const node = (id: string) => graph.nodes.find((each) => each.id === id);
    assert.deepEqual([node("host:ws-1.example.test")?.kind, node("user:alice")?.kind], ["host", "account"]);
    assert.equal(node("user:alice")?.alerts, 2);
    assert.equal(new Set(node("user:alice")?.alertIds).size, 2);
    assert.deepEqual(node("user:alice")?.cases, [], "no other case holds it");
    const tie = graph.edges.find(({ from, to }) => from === "user:alice" && to === "host:ws-1.example.test");
    assert.deepEqual([tie?.relation, tie?.count], ["acts on", 2]);
    assert.ok((tie?.evidence.length ?? 0) > 0);
    assert.deepEqual([graph.alertsRead, graph.alertsTotal], [2, 2]);
  });

  test("200: around one node, no more than asked for; 404: around none", async () => {
    const { read, api } = await settled();
    const one = await read<Graph>("/api/v1/cases/case-1/graph?around=user:alice&limit=1");
    assert.deepEqual(
      one.nodes.map(({ id, degree, hidden }) => [id, degree === hidden]),
      [["user:alice", true]],
    );
    assert.equal((await api.ask({ url: "/api/v1/cases/case-1/graph?around=user:bob" }, { role: "viewer" })).statusCode, 404);
    for (const limit of ["0", "301", "x"])
      assert.equal((await api.ask({ url: `/api/v1/cases/case-1/graph?limit=${limit}` }, { role: "viewer" })).statusCode, 400);
  });
});
