import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { describe, test } from "node:test";
import type { z } from "zod";
import { Assessment } from "../../core/assessment/assessment.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import { casePageScene } from "../../testing/case-page-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { type ReportDocument, reportFormats } from "../contract/case-report.ts";

// Guarantees: what leaves is a file that nothing renders here, noted before it goes; a document holds text and nothing else, whatever the evidence says.

const viewer = { role: "viewer", person: "ines" } as const;

async function withCase() {
  const scene = await openApiScene();
  const sample = sampleAssessment();
  const [detail] = sample.cases;
  const rows = sample.alerts
    .filter((alert) => alert.case === detail!.id)
    .map((alert) =>
      exampleAlertRow(alert.id, {
        caseId: "case-1",
        title: alert.title,
        timeMs: Date.parse(alert.time),
        detail: { record: { path: "edge", record: 1 } },
      }),
    );
  const put = {
    alerts: rows,
    cases: [exampleCaseRow("case-1", { state: "escalated", ...(detail && { detail }) }), exampleCaseRow("case-2")],
  };
  await scene.tenant().views.put({ ...put, world: "watch-000001", sequence: 1 });
  return { scene, detail: detail! };
}

describe("GET /api/v1/cases/{id}/report", () => {
  test("200: each format as an attachment under a name of ours, and who took it is on the record by its digest", async () => {
    const { scene, detail } = await withCase();
    for (const format of reportFormats) {
      const answer = await scene.ask({ url: `/api/v1/cases/case-1/report?format=${format}` }, viewer);
      assert.equal(answer.statusCode, 200, `${format}: ${answer.body.slice(0, 300)}`);
      assert.match(String(answer.headers["content-disposition"]), /^attachment; filename="case-1-[a-z.-]+"$/);
      assert.match(String(answer.headers["content-security-policy"]), /sandbox/);
      assert.deepEqual(scene.tenant().notes.at(-1), {
        by: "person:ines",
        what: "export",
        of: `report of case-1 as ${format}`,
        digest: `sha256:${hash("sha256", answer.rawPayload, "hex")}`,
      });
      if (format === "html" || format === "md") assert.ok(!/<script|<img/i.test(answer.body), format);
    }
    const json = Assessment.parse(JSON.parse((await scene.ask({ url: "/api/v1/cases/case-1/report?format=json" }, viewer)).body));
    assert.equal(json.cases[0]?.id, detail.id);
  });

  test("a document of which a file is made is noted by its digest; a look at it is not", async () => {
    const { scene } = await withCase();
    await scene.ask({ url: "/api/v1/cases/case-1/report-document" }, viewer);
    assert.deepEqual(scene.tenant().notes, []);
    for (const as of ["pdf", "docx"]) {
      const answer = await scene.ask({ url: `/api/v1/cases/case-1/report-document?as=${as}` }, viewer);
      assert.deepEqual(scene.tenant().notes.at(-1), {
        by: "person:ines",
        what: "export",
        of: `report of case-1 as ${as}, made of this document`,
        digest: `sha256:${hash("sha256", answer.rawPayload, "hex")}`,
      });
    }
    assert.equal((await scene.ask({ url: "/api/v1/cases/case-1/report-document?as=exe" }, viewer)).statusCode, 400);
  });

  test("404: no verdict yet, and nothing is noted; 400: a format that is none", async () => {
    const { scene } = await withCase();
    assert.equal((await scene.ask({ url: "/api/v1/cases/case-2/report" }, viewer)).statusCode, 404);
    assert.equal((await scene.ask({ url: "/api/v1/cases/case-1/report?format=exe" }, viewer)).statusCode, 400);
    assert.deepEqual(scene.tenant().notes, []);
  });
});

describe("a case of more alerts than are read", () => {
  test("has them all counted in every format, and each says that the newest are listed", async () => {
    const scene = await openApiScene();
    const [sample] = sampleAssessment().cases;
    const total = 7_000;
    const alerts = Array.from({ length: total }, (_, at) =>
      exampleAlertRow(`a-${String(at).padStart(4, "0")}`, { caseId: "case-1", title: "Repeats", timeMs: (total - at) * 60_000 }),
    );
    const detail = { ...sample!, escalated: true, alerts: alerts.slice(0, 100).map(({ id }) => id) };
    await scene.tenant().views.put({
      alerts,
      cases: [exampleCaseRow("case-1", { state: "escalated", alerts: total, detail })],
      world: "w",
      sequence: 1,
    });
    const report = async (format: string) => (await scene.ask({ url: `/api/v1/cases/case-1/report?format=${format}` }, viewer)).body;
    const told = /7,000 alerts, the newest 5,000 of them listed/;
    for (const format of ["html", "md"]) {
      const body = await report(format);
      assert.ok(told.test(body), format);
      assert.ok(/7,000 alerts → 1 case/.test(body), format);
      assert.ok(!/(?<!newest )5,000/.test(body), format);
    }
    const document = (await scene.ask({ url: "/api/v1/cases/case-1/report-document" }, viewer)).json() as z.infer<typeof ReportDocument>;
    assert.match(document.subtitle, told);
    const json = Assessment.parse(JSON.parse(await report("json")));
    assert.deepEqual([json.alerts.length, json.cases[0]?.alerts.length, json.cases[0]?.alertsTotal], [5_000, 5_000, total]);
    assert.deepEqual([json.accounting.accepted, json.accounting.escalated], [total, total]);
    assert.equal(json.alerts[0]?.id, "a-0000");
    const found = (await report("ocsf")).trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one reading
    const incident = found.find(({ class_uid }) => class_uid === 2005);
    assert.deepEqual([incident.unmapped.alerts_count, incident.unmapped.alerts_listed], [total, 5_000]);
    assert.equal(found.find(({ class_uid }) => class_uid === 2004).finding_info.related_events_count, total - 1);
    const observed = JSON.parse(await report("stix")).objects.filter(({ type }: { type: string }) => type === "observed-data");
    assert.ok(observed.some(({ number_observed }: { number_observed: number }) => number_observed === total));
  });
});

/** What text from outside must not become: something hidden, or a link that a viewer would make live. */
const live = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|https?:\/\/|javascript:/iu;

describe("GET /api/v1/cases/{id}/report-document", () => {
  test("200: the sample, whose names are as nasty as they get, as text alone; its evidence is the case's", async () => {
    const { scene, detail } = await withCase();
    const answer = (await scene.ask({ url: "/api/v1/cases/case-1/report-document" }, viewer)).json() as z.infer<typeof ReportDocument>;
    assert.deepEqual(answer.sections.map(({ heading }) => heading).slice(0, 3), ["Verdict", "What to do now", "What is unknown"]);
    const ids = new Set(detail.evidence.map(({ id }) => id));
    const texts: string[] = [];
    const walk = (value: unknown, name: string): void => {
      if (typeof value === "string") texts.push(value);
      else if (name === "evidence") for (const id of value as string[]) assert.ok(ids.has(id), id);
      else if (typeof value === "object" && value !== null) for (const [inner, each] of Object.entries(value)) walk(each, inner);
    };
    walk(answer, "");
    assert.ok(texts.length > 100);
    for (const text of texts) assert.ok(!live.test(text), JSON.stringify(text.slice(0, 200)));
  });
});

describe("text from outside in every field", () => {
  test("history, work, similar, graph, reasoning, evidence and document show nothing hidden and nothing live", async () => {
    const scene = await casePageScene();
    const nasty = [
      "<img src=x onerror=alert(1)>",
      "\u202eexe.fdp",
      "http://evil.example.test/?a=1",
      "a\u0000b\u001b[31m",
      "javascript:alert(1)",
      "__proto__",
      "\ud800",
      "💥".repeat(300),
    ];
    for (const text of nasty)
      scene.hand(`edr`, {
        title: `${text} seen`,
        description: text,
        rule: text,
        host: "ws-1.example.test",
        user: `u${text}`,
        severity: "high",
      });
    await scene.go();
    await scene.go();
    for (const text of nasty) await scene.does({ act: "note", text, caseId: "case-1" });
    for (const text of nasty) await scene.does({ act: "add-task", text, assignee: text, caseId: "case-1" });
    await scene.does({ act: "escalate", because: nasty.join(" ").slice(0, 400), caseId: "case-1" });
    for (const path of ["history?limit=500", "work", "similar", "graph?limit=300", "reasoning", "report-document"]) {
      const answer = await scene.api.ask({ url: `/api/v1/cases/case-1/${path}` }, viewer);
      assert.equal(answer.statusCode, 200, `${path}: ${answer.body.slice(0, 300)}`);
      const walk = (value: unknown, name: string): void => {
        // Identities and values are data, to ask by; what is there to be read is inert.
        if (typeof value === "string" && !["id", "from", "to", "value", "key", "title", "name", "assignee"].includes(name))
          assert.ok(!live.test(value.replaceAll("\n", "")), `${path} ${name}: ${JSON.stringify(value.slice(0, 200))}`);
        else if (typeof value === "object" && value !== null) for (const [inner, each] of Object.entries(value)) walk(each, inner);
      };
      walk(answer.json(), "");
    }
    const { case: each } = await scene.read<{ case: { evidence: { id: string }[] } }>("/api/v1/cases/case-1");
    for (const { id } of each.evidence) {
      const { answer } = await scene.read<{ answer: { rows: { name: string; value: string }[] } }>(`/api/v1/cases/case-1/evidence/${id}`);
      for (const { name, value } of answer.rows)
        assert.ok(!live.test(name) && !live.test(value), `${id} ${name}: ${JSON.stringify(value)}`);
    }
  });
});
