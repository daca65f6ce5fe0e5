import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openApiScene } from "../../testing/api-scene.ts";
import { policyReportBytesMax } from "../contract/service.ts";
import { openPolicyReports, refusedIn } from "./policy-reports.ts";

const bytes = (given: unknown) => Buffer.from(JSON.stringify(given));
const report = { "csp-report": { "effective-directive": "script-src-elem", "document-uri": "http://127.0.0.1:8420/cases/case-1?part=x" } };
const url = "/api/v1/policy-reports";
const post = { method: "POST", url, headers: { "content-type": "application/csp-report", origin: "null" } } as const;

describe("what a browser refused", () => {
  test("is known by its directive and our page, in either form of a report, and by nothing else", () => {
    assert.deepEqual(refusedIn(bytes(report)), [{ directive: "script-src-elem", page: "/cases/…" }]);
    const reports = [
      { type: "csp-violation", body: { effectiveDirective: "img-src", documentURL: "https://soc.example.test/journal" } },
      { type: "deprecation" },
    ];
    assert.deepEqual(refusedIn(bytes(reports)), [{ directive: "img-src", page: "/journal" }]);
    const hostile = { "csp-report": { "violated-directive": "<img src=x>", "document-uri": "https://evil.example/%0aforged" } };
    assert.deepEqual(refusedIn(bytes(hostile)), [{ directive: "other", page: "elsewhere" }]);
  });

  // Guarantees that no report, whatever it is, throws, or puts a word of its own into a log or a metric.
  test("never speaks for itself", () => {
    const told: string[] = [];
    const reports = openPolicyReports(({ directive, page }) => told.push(directive, page));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.jsonValue().map(bytes)), (body) => {
        reports.take(body);
      }),
    );
    assert.deepEqual([...new Set(told)].toSorted(), ["unknown", "unreadable"]);
  });

  test("is taken from whoever shows a page of ours, counted, and logged as an operation alone", async () => {
    const scene = await openApiScene();
    assert.equal((await scene.ask({ ...post, payload: bytes(report) })).statusCode, 204);
    const metrics = await scene.ask({ url: "/metrics" }, { role: "viewer" });
    assert.match(metrics.body, /watchkeeper_policy_reports_total\{directive="script-src-elem"\} 1\n/);
    assert.ok(!JSON.stringify(scene.log).includes("case-1"));
  });

  test("is held to a size and a pace", async () => {
    const scene = await openApiScene();
    assert.equal((await scene.ask({ ...post, payload: Buffer.alloc(policyReportBytesMax + 1, 32) })).statusCode, 413);
    const answers = [];
    for (let at = 0; at < 25; at++) answers.push((await scene.ask({ ...post, payload: bytes(report) })).statusCode);
    assert.equal(answers.at(0), 204);
    assert.equal(answers.at(-1), 429);
    assert.equal((await scene.ask({ url: "/health" })).statusCode, 200);
  });
});
