import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EvalReport, mergedReport } from "../src/quality/eval-report.ts";
import { qualityPage } from "../src/quality/page.ts";
import { suites } from "../src/quality/suites.ts";

/**
 * `node tools/write-quality.ts [EVAL.json]…`: takes what `watchkeeper eval --json` printed into docs/quality.json, suite by suite, and writes
 * docs/quality.md from it. Suites that were not measured keep what was stored; without a file the page alone is written anew.
 */
const docs = join(dirname(fileURLToPath(import.meta.url)), "..", "docs");
const storedPath = join(docs, "quality.json");
const names = suites.map(({ name }) => name);
const read = (path: string) => EvalReport.parse(JSON.parse(readFileSync(path, "utf8")));

let report = existsSync(storedPath) ? read(storedPath) : undefined;
for (const path of process.argv.slice(2)) report = mergedReport(report, read(path), names);
if (!report) throw new Error("nothing was measured yet: name a file that `watchkeeper eval --json` printed");
writeFileSync(storedPath, `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(join(docs, "quality.md"), qualityPage(report));
console.log(`docs/quality.md: ${report.figures.length} figures of ${report.suites.length} suites`);
