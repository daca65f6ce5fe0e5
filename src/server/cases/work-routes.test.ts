import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { casePageScene } from "../../testing/case-page-scene.ts";
import type { CaseRecord, CaseWork, HistoryLine, SimilarCases } from "../contract/case-work.ts";

// Guarantees: what a page says was done to a case is what the record holds, under the name of who did it, whole and in order.

type Line = z.infer<typeof HistoryLine>;
type History = { readonly lines: readonly Line[]; readonly next: string | null; readonly total: number };
const lines = { host: "ws-1.example.test", user: "alice", severity: "high" } as const;

async function worked() {
  const scene = await casePageScene();
  scene.hand("edr", { title: "Credential store read", ...lines });
  await scene.go();
  await scene.go();
  await scene.does({ act: "assign", assignee: "joss", caseId: "case-1" });
  await scene.does({ act: "note", text: "first line\nsecond \u202eline http://evil.example.test/x", caseId: "case-1" });
  await scene.does({ act: "add-task", text: "ask the owner", assignee: "joss", caseId: "case-1" });
  await scene.does({ act: "add-task", text: "fetch the disk", assignee: null, caseId: "case-1" });
  await scene.does({ act: "finish-task", task: "t-1", caseId: "case-1" }, "joss");
  await scene.does({ act: "overrule", verdict: "benign", because: "a drill", caseId: "case-1" });
  return scene;
}

describe("GET /api/v1/cases/{id}/history", () => {
  test("200: every act of people and the agent, with who, why and where it stands in the record", async () => {
    const { read } = await worked();
    const { lines: all, total } = await read<History>("/api/v1/cases/case-1/history?order=oldest&limit=500");
    assert.equal(all.length, total);
    const kinds = all.map(({ kind }) => kind);
    assert.equal(kinds[0], "opened");
    for (const kind of ["playbook", "verdict", "techniques", "proposed", "escalated", "told"] as const)
      assert.ok(kinds.includes(kind), `${kind}: ${kinds}`);
    const said = (kind: Line["kind"]) => all.filter((line) => line.kind === kind);
    assert.deepEqual(
      said("task-finished").map(({ by, says }) => [by, says]),
      [["person:joss", "t-1 is done"]],
    );
    assert.match(said("noted")[0]!.says, /^first line second ⟦U\+202E⟧line hxxp:\/\/evil\[\.\]example/);
    const [first, second] = [said("verdict")[0]!, said("decided")[0]!];
    assert.deepEqual([first.by, first.maliciousnessBefore], ["agent:watchkeeper", null]);
    assert.deepEqual([second.by, second.verdict, second.maliciousnessBefore], ["person:mara", "benign", first.maliciousness]);
    assert.match(second.because!, /a drill/);
    const places = all.map(({ place }) => place.sequence);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  test("200: pages together are the whole, newest first, and what is done meanwhile moves nothing", async () => {
    const scene = await worked();
    const whole = (await scene.read<History>("/api/v1/cases/case-1/history?limit=500")).lines;
    const seen: Line[] = [];
    for (let after = ""; ; ) {
      const page: History = await scene.read(`/api/v1/cases/case-1/history?limit=3${after}`);
      seen.push(...page.lines);
      await scene.does({ act: "note", text: "meanwhile", caseId: "case-1" });
      if (page.next === null) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    assert.deepEqual(seen, whole);
    const notes = await scene.read<History>("/api/v1/cases/case-1/history?kind=noted&kind=assigned&order=oldest");
    assert.ok(notes.lines.every(({ kind }) => kind === "noted" || kind === "assigned") && notes.lines[0]?.kind === "assigned");
  });

  test("200: two cases that were merged and taken apart name each other, and the merged one says where it went", async () => {
    const scene = await casePageScene();
    scene.hand("edr", { title: "Credential store read", ...lines });
    scene.hand("edr", { title: "Large upload to file sharing", host: "ws-7.example.test", user: "bob", severity: "high" });
    await scene.go();
    await scene.go();
    await scene.does({ act: "merge", into: "case-1", because: "one story", caseId: "case-2" });
    await scene.go();
    const merged = await scene.read<{ acts: string[]; mergedInto: string | null }>("/api/v1/cases/case-2");
    assert.deepEqual([merged.mergedInto, merged.acts], ["case-1", ["unmerge"]]);
    await scene.does({ act: "unmerge", because: "two stories", caseId: "case-2" });
    const others = async (id: string) => {
      const { lines: all } = await scene.read<History>(`/api/v1/cases/${id}/history?order=oldest&limit=500`);
      return all.filter(({ other }) => other !== null).map(({ kind, by, other }) => [kind, by, other]);
    };
    assert.deepEqual(await others("case-1"), [
      ["joined", "agent:watchkeeper", "case-2"],
      ["given-back", "person:mara", "case-2"],
    ]);
    assert.deepEqual(await others("case-2"), [
      ["merged", "person:mara", "case-1"],
      ["unmerged", "person:mara", "case-1"],
    ]);
  });

  test("200: history and work say how much of the record they are of", async () => {
    const { read } = await worked();
    for (const part of ["history", "work"]) {
      const { record } = await read<{ record: z.infer<typeof CaseRecord> }>(`/api/v1/cases/case-1/${part}`);
      assert.ok(record.read > 0);
      assert.deepEqual(record, { read: record.read, erased: 0, recorded: record.read, counted: true });
    }
  });

  test("404: no such case; 400: a place that no page ended with", async () => {
    const { api } = await worked();
    const ask = (url: string) => api.ask({ url }, { role: "viewer" });
    for (const id of ["case-9", "constructor", "..%2Fcase-1"]) assert.equal((await ask(`/api/v1/cases/${id}/history`)).statusCode, 404, id);
    for (const after of ["x", "watch-000001.999", "__proto__"])
      assert.equal((await ask(`/api/v1/cases/case-1/history?after=${after}`)).statusCode, 400, after);
  });
});

describe("GET /api/v1/cases/{id}/work", () => {
  test("200: whose it is, notes line by line with nothing hidden, tasks and who finished them", async () => {
    const { read } = await worked();
    const { assignee, notes, tasks } = await read<z.infer<typeof CaseWork>>("/api/v1/cases/case-1/work");
    assert.equal(assignee, "joss");
    assert.deepEqual(
      notes.map(({ text, by }) => [text, by]),
      [["first line\nsecond ⟦U+202E⟧line hxxp://evil[.]example[.]test/x", "person:mara"]],
    );
    assert.deepEqual(
      tasks.map(({ id, text, assignee: whose, finished }) => [id, text, whose, finished?.by ?? null]),
      [
        ["t-1", "ask the owner", "joss", "person:joss"],
        ["t-2", "fetch the disk", null, null],
      ],
    );
  });
});

describe("GET /api/v1/cases/{id}/similar", () => {
  test("200: the case that shares rare things, what they are, and how it ended by whose word", async () => {
    const scene = await worked();
    scene.hand("edr", { title: "Credential store read", host: "ws-7.example.test", user: "alice", severity: "high" });
    await scene.go();
    await scene.does({ act: "split", alert: "a-2", because: "another story", caseId: "case-1" }).catch(() => {});
    await scene.go();
    await scene.go();
    const ids = (await scene.read<{ cases: { id: string }[] }>("/api/v1/cases")).cases.map(({ id }) => id);
    assert.ok(ids.length >= 2, `${ids}`);
    const other = ids.find((id) => id !== "case-1") ?? "";
    const similar = () => scene.read<z.infer<typeof SimilarCases>>(`/api/v1/cases/${other}/similar`);
    const { cases, compared, casesTotal } = await similar();
    const found = cases.find(({ case: { id } }) => id === "case-1");
    assert.ok(found && compared > 0 && casesTotal >= 2);
    assert.ok(found.score > 0 && found.score <= 1);
    assert.ok(
      found.shared.some(({ kind, label }) => kind === "entity" && /alice/i.test(label)),
      JSON.stringify(found.shared),
    );
    assert.ok(found.shared.every(({ cases: holders, rarity }) => holders >= 2 && rarity < 1));
    assert.equal(found.takesIn, true);
    const third = ids.find((id) => id !== "case-1" && id !== other) ?? other;
    await scene.does({ act: "merge", into: third, because: "one story", caseId: "case-1" });
    await scene.go();
    const merged = (await similar()).cases.find(({ case: { id } }) => id === "case-1");
    assert.notEqual(merged?.takesIn, true, "nothing is merged into what was merged");
  });

  test("404: a case without a verdict has nothing to be compared by", async () => {
    const scene = await casePageScene();
    scene.hand("edr", { title: "Something", ...lines });
    await scene.go(0);
    assert.equal((await scene.api.ask({ url: "/api/v1/cases/case-1/similar" }, { role: "viewer" })).statusCode, 404);
  });
});
