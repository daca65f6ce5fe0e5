import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf } from "../../core/assessment/case-marks.ts";
import type { CaseRow } from "../../ports/views.ts";
import { exampleCaseRow, type ViewsScene, world } from "./scene.ts";

export function testMarks(open: () => Promise<ViewsScene>): void {
  const detailOf = (hosts: readonly string[], technique = "T1059") =>
    ({
      observables: hosts.map((value) => ({ type: "host", value })),
      assets: [],
      techniques: [{ id: technique, confidence: 1, evidence: [] }],
      evidence: [],
    }) as unknown as NonNullable<CaseRow["detail"]>;
  const row = (id: string, hosts: readonly string[], technique?: string) => exampleCaseRow(id, { detail: detailOf(hosts, technique) });

  test("a mark leads to the cases that hold it as they stand now, so many of them as were asked for, and to no other tenant's", async () => {
    const { views, other } = await open();
    const nasty = "a'; DROP TABLE \u202e\0 \ud800";
    await views.put({
      alerts: [],
      cases: [row("case-1", ["ws-1", nasty]), row("case-2", ["WS-1."]), row("case-3", ["ws-3"])],
      world,
      sequence: 1,
    });
    const marks = marksOf(detailOf(["ws-1", nasty, "nowhere"])).map(({ mark }) => mark);
    const found = await other.marked(marks, 10);
    assert.equal(found.casesTotal, 3);
    assert.deepEqual(
      marks.map((mark) => found.holders.get(mark)),
      [["case-1", "case-2"], ["case-1"], undefined, ["case-1", "case-2", "case-3"]],
    );
    assert.deepEqual((await views.marked(marks, 2)).holders.get(marks[3]!), ["case-1", "case-2"]);
    await views.put({ alerts: [], cases: [row("case-1", ["ws-9"], "T1003"), exampleCaseRow("case-2")], world, sequence: 2 });
    const after = await views.marked(marks, 10);
    assert.deepEqual(after.holders.get(marks[0]!), ["case-2"], "one that is looked at again keeps what it was known by");
    assert.deepEqual(after.holders.get(marks[3]!), ["case-2", "case-3"]);
    assert.deepEqual((await views.marked([], 10)).holders.size, 0);
  });
}
