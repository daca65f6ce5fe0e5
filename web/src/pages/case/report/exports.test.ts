import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { columnShares } from "./column-shares.ts";
import { coveredBy } from "./covered.ts";
import { makeDocx } from "./make-docx.ts";
import { pdfDefinition } from "./pdf-definition.ts";
import type { Report } from "./queries.ts";

// Guarantees: PDF and DOCX are made of the same document as the preview, say all that it says, and take any text for text.

const hostile = "</w:t><script>alert(1)</script> \u0000\u0007 中 ]]>";
const report: Report = {
  title: "case-1: a test",
  subtitle: "▲ True positive · Critical",
  sections: [
    {
      heading: "Verdict",
      blocks: [
        { kind: "paragraph", strong: true, text: "It is an attack.", evidence: ["e-1"] },
        { kind: "list", ordered: true, items: [{ text: hostile, evidence: [] }] },
        { kind: "facts", facts: [{ name: "Severity", text: "Critical", evidence: [] }] },
        { kind: "table", columns: ["Do", "Target"], rows: [{ cells: ["Isolate", "ws-1"], evidence: ["e-2"] }], rowsLeftOut: 3 },
      ],
    },
  ],
};

describe("pdfDefinition", () => {
  const font = join(createRequire(import.meta.url).resolve("pdfmake/package.json"), "../build/fonts/Roboto/Roboto-Regular.ttf");
  const definition = JSON.stringify(pdfDefinition(report, coveredBy(new Uint8Array(readFileSync(font))), "made"));

  test("it says all, and names what the font lacks", () => {
    for (const said of ["case-1: a test", "Verdict", "It is an attack.", "[e-1]", "Severity", "Isolate", "[e-2]", "3 rows more"])
      assert.ok(definition.includes(said), said);
    assert.ok(definition.includes('"U+4E2D"') && definition.includes('"U+0007"'));
    assert.ok(!definition.includes("中") && !definition.includes("▲"));
  });

  test("no text of a report can name a picture, a link or a file", () => {
    assert.doesNotMatch(definition, /"(?:image|svg|link|linkToPage|attachment|qr)":/);
  });
});

describe("makeDocx", () => {
  test("a package of Office Open XML comes out, whatever the texts hold", async () => {
    const bytes = new Uint8Array(await (await makeDocx(report, "made")).arrayBuffer());
    assert.deepEqual([...bytes.subarray(0, 4)], [0x50, 0x4b, 0x03, 0x04], "a zip");
    const names = Buffer.from(bytes).toString("latin1");
    for (const part of ["[Content_Types].xml", "word/document.xml", "word/footer1.xml"]) assert.ok(names.includes(part), part);
  });
});

describe("columnShares", () => {
  test("they are the whole width, and a long column does not crush a short one", () => {
    const shares = columnShares({
      columns: ["UTC", "What happened"],
      rows: [{ cells: ["2026-03-17 08:55:39", "x".repeat(500)], evidence: [] }],
    });
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    assert.ok((shares[0] ?? 0) > 0.1 && (shares[0] ?? 1) < 0.2);
  });
});
