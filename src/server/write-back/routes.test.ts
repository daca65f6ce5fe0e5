import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Job, JobState } from "../../core/write-back/write-back.ts";
import { openApiScene } from "../../testing/api-scene.ts";

const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst", person: "joss" } as const;
const why = { code: "connector/credentials", problem: "the password is wrong", remedy: "mend it" };
const jobOf = (order: number, state: JobState): Job => ({
  key: `wk:verdict:${order}`,
  kind: "verdict",
  connector: "siem",
  caseId: `case-${order}`,
  revision: 1,
  subject: "alert-1",
  thing: "",
  marking: "green",
  digest: "sha256:x",
  content: { because: "SECRET CONTENT" },
  order,
  askedAtMs: Date.UTC(2026, 0, 5),
  tries: 2,
  looks: 0,
  state,
});

async function withJobs() {
  const scene = await openApiScene();
  const asked: unknown[] = [];
  const jobs = [
    jobOf(3, { status: "failed", why, sure: true, triedMs: 0, atMs: 0 }),
    jobOf(2, { status: "written", id: "INC-1", atMs: 0, found: false }),
    jobOf(1, { status: "asked", notBeforeMs: 0 }),
  ];
  Object.assign(scene.tenant().desk, {
    writeBack: {
      jobs: async () => jobs,
      retry: async (...each: unknown[]) => void asked.push(["retry", ...each]),
      giveUp: async (...each: unknown[]) => void asked.push(["giveUp", ...each]),
      counts: () => ({ waiting: 1, failed: 1 }),
    },
  });
  return { scene, asked };
}

describe("write-back", () => {
  test("200: jobs newest first, with what keeps them, and never what is written; by pages and status", async () => {
    const { scene } = await withJobs();
    const list = async (query: string) => scene.ask({ url: `/api/v1/write-back/jobs${query}` }, viewer);
    const all = (await list("")).json() as { jobs: { case: string; problem: string | null; written: { id: string } | null }[] };
    assert.deepEqual(
      all.jobs.map((each) => [each.case, each.problem, each.written?.id ?? null]),
      [
        ["case-3", why.problem, null],
        ["case-2", null, "INC-1"],
        ["case-1", null, null],
      ],
    );
    assert.ok(!(await list("")).body.includes("SECRET"));
    const first = (await list("?limit=1")).json() as { next: string };
    const rest = (await list(`?limit=5&after=${first.next}`)).json() as { jobs: { case: string }[]; next: string | null };
    assert.deepEqual([rest.jobs.map((each) => each.case), rest.next], [["case-2", "case-1"], null]);
    assert.equal(((await list("?status=failed")).json() as { jobs: unknown[] }).jobs.length, 1);
    assert.equal((await list("?after=x")).statusCode, 400);
    assert.match((await scene.ask({ url: "/metrics" }, viewer)).body, /\nwatchkeeper_write_back_failed 1\n/);
  });

  test("204: trying again and giving up reach the desk under the name of who asks; 403: a viewer", async () => {
    const { scene, asked } = await withJobs();
    const post = (what: string, payload: object, as: object) =>
      scene.ask({ method: "POST", url: `/api/v1/write-back/jobs/wk:verdict:3/${what}`, payload }, as);
    assert.equal((await post("retry", {}, analyst)).statusCode, 204);
    assert.equal((await post("give-up", { because: "by hand" }, analyst)).statusCode, 204);
    assert.equal((await post("retry", {}, viewer)).statusCode, 403);
    assert.deepEqual(asked, [
      ["retry", "wk:verdict:3", "person:joss", { anew: false }],
      ["giveUp", "wk:verdict:3", "person:joss", "by hand"],
    ]);
  });

  test("503: a process without it says so", async () => {
    assert.equal((await (await openApiScene()).ask({ url: "/api/v1/write-back/jobs" }, viewer)).statusCode, 503);
  });
});
