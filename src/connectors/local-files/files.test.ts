import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findInputs } from "./files.ts";

describe("finding what a person named", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "files-"));
    mkdirSync(join(folder, "case", "b"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "outside");
    writeFileSync(join(folder, "case", "z.log"), "z");
    writeFileSync(join(folder, "case", "b", "a.log"), "a");
    symlinkSync(join(folder, "secret.txt"), join(folder, "case", "out.log"));
    symlinkSync(join(folder, "case"), join(folder, "case", "loop"));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("the same folder gives the same order", async () => {
    const { inputs } = await findInputs([join(folder, "case")]);
    assert.deepEqual(
      inputs.map(({ path }) => path.slice(folder.length)),
      ["/case/b/a.log", "/case/z.log"],
    );
  });

  test("a link neither leads out of the folder nor round in a circle, and is named", async () => {
    const { unreadable } = await findInputs([join(folder, "case")]);
    assert.deepEqual(
      unreadable.map(({ path }) => path.slice(folder.length)),
      ["/case/loop", "/case/out.log"],
    );
  });

  test("a path that does not exist stops the run before anything is done", async () => {
    await assert.rejects(findInputs([join(folder, "nothing")]), { code: "input/not-found" });
  });

  test("an input can be opened twice and gives the same bytes", async () => {
    const { inputs } = await findInputs([join(folder, "case", "z.log")]);
    for (let times = 0; times < 2; times++) {
      const pieces = await Array.fromAsync(inputs[0]!.open());
      assert.equal(Buffer.concat(pieces).toString(), "z");
    }
  });
});
