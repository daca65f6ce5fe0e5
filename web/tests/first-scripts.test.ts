import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

// Guarantees: whoever opens the console fetches at most 250 kB of compressed scripts before the queue is there, and nothing that only one page needs.

const bytesMax = 250_000;
const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));

/** The files that the page asks for before it shows the queue: those of the entry and of the queue's page, and what they import. */
async function firstScripts(): Promise<Rolldown.OutputChunk[]> {
  const built = (await build({ configFile, logLevel: "silent", build: { write: false } })) as Rolldown.RolldownOutput;
  const chunks = new Map(built.output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])));
  const begin = [...chunks.values()].filter(({ isEntry, facadeModuleId }) => isEntry || facadeModuleId?.endsWith("/pages/queue/page.tsx"));
  assert.equal(begin.length, 2, "the entry and the page of the queue");
  const first = new Set(begin);
  for (const { imports } of first) for (const name of imports) first.add(chunks.get(name) ?? assert.fail(name));
  return [...first];
}

describe("the first scripts of the console", () => {
  test("are at most 250 kB compressed, and hold no part of what is fetched when it is needed", async (t) => {
    const first = await firstScripts();
    const bytes = first.reduce((sum, { code }) => sum + gzipSync(code).byteLength, 0);
    t.diagnostic(`${first.length} files, ${bytes} bytes compressed`);
    assert.ok(
      bytes <= bytesMax,
      `${bytes} bytes: ${first.map(({ fileName, code }) => `${fileName} ${gzipSync(code).byteLength}`).join(", ")}`,
    );
    const held = first.flatMap(({ modules }) => Object.keys(modules));
    for (const heavy of ["cytoscape", "pdfmake", "docx", "@codemirror", "cmdk"])
      assert.deepEqual(
        held.filter((id) => id.includes(`/node_modules/${heavy}/`)),
        [],
      );
  });
});
