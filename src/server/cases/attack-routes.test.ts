import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { openApiScene } from "../../testing/api-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import type { CaseAttack } from "../contract/attack.ts";

const viewer = { role: "viewer" } as const;
const detail = sampleAssessment().cases[0]!;

async function attackOf(claims: Partial<typeof detail>) {
  const scene = await openApiScene();
  const cases = [exampleCaseRow("case-1", { state: "escalated", detail: { ...detail, ...claims } }), exampleCaseRow("case-2")];
  await scene.tenant().views.put({ alerts: [], cases, world: "watch-000001", sequence: 1 });
  return (id: string) => scene.ask({ url: `/api/v1/cases/${id}/attack` }, viewer);
}

const techniques = [
  { id: "T1078", confidence: 0.9, evidence: ["e-1"] },
  { id: "T1059.001", confidence: 0.7, evidence: ["e-2", "e-3"] },
  { id: "T9999", confidence: 0.4, evidence: ["e-4"] },
];

describe("GET /api/v1/cases/{id}/attack", () => {
  test("200: techniques by name under the tactics that the case shows, sub-techniques under theirs, each with its evidence", async () => {
    const ask = await attackOf({ techniques, tactics: ["TA0001", "TA0002"], actors: [] });
    const { tactics, elsewhere, actors } = (await ask("case-1")).json() as z.infer<typeof CaseAttack>;
    const under = (id: string) => tactics.find((each) => each.id === id);
    assert.equal(tactics.length, 14);
    assert.deepEqual(under("TA0001")?.techniques, [
      { id: "T1078", name: "Valid Accounts", claim: { confidence: 0.9, evidence: ["e-1"] }, subTechniques: [] },
    ]);
    assert.deepEqual(under("TA0002")?.techniques, [
      {
        id: "T1059",
        name: "Command and Scripting Interpreter",
        claim: null,
        subTechniques: [{ id: "T1059.001", name: "PowerShell", claim: { confidence: 0.7, evidence: ["e-2", "e-3"] } }],
      },
    ]);
    // It serves persistence too, but the case does not show that.
    assert.deepEqual([under("TA0003")?.seen, under("TA0003")?.techniques], [false, []]);
    assert.deepEqual(elsewhere, [{ id: "T9999", name: "T9999", claim: { confidence: 0.4, evidence: ["e-4"] } }]);
    assert.deepEqual(actors, []);
  });

  test("200: a group is told with what of the case it is known to do", async () => {
    const ask = await attackOf({ techniques, tactics: [], actors: [{ id: "G0016", name: "APT29", score: 0.5, consistentWith: true }] });
    const [actor] = ((await ask("case-1")).json() as z.infer<typeof CaseAttack>).actors;
    assert.equal(actor?.score, 0.5);
    assert.ok((actor?.techniquesKnown ?? 0) > 10 && actor?.shared.includes("T1059.001") && !actor.shared.includes("T9999"));
    assert.ok(!actor.aliases.includes("APT29"));
  });

  test("404: no such case, or no verdict on it yet", async () => {
    const ask = await attackOf({});
    for (const id of ["case-2", "case-9"]) assert.equal((await ask(id)).statusCode, 404);
  });
});
