import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { guardedTerminal, paint } from "./terminal.ts";

// Guarantees: whatever a file, a path or an option is called, the terminal is told nothing by it.

const executable = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not be there.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const hostile = "a\u001b]0;title\u0007\u001b[2J\u009b31m\u202eb\n! forged: line";

function heard(colour: boolean) {
  const said: string[] = [];
  const hear = (text: string) => void said.push(text);
  const terminal = guardedTerminal({ out: hear, err: hear, input: (async function* () {})(), isInteractive: colour, colour, columns: 80 });
  return { terminal, said };
}

test("no control character but the end of a line passes, on either stream", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { terminal, said } = heard(false);
      terminal.out(text);
      terminal.err(`${text}\u001b[31m${hostile}`);
      assert.doesNotMatch(said.join(""), control);
    }),
  );
});

test("what is printed as JSON means the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { terminal, said } = heard(false);
      terminal.out(JSON.stringify({ text: `${text}\u009b\u202e` }));
      assert.deepEqual(JSON.parse(said.join("")), { text: `${text}\u009b\u202e` });
    }),
  );
});

test("our own colours pass where colour is wanted; what they surround is as harmless as the rest", () => {
  const { terminal, said } = heard(true);
  terminal.err(paint(terminal, "red", hostile));
  const [text = ""] = said;
  assert.ok(text.startsWith("\u001b[31ma") && text.endsWith("\u001b[0m"));
  assert.doesNotMatch(text.slice(5, -4), control);
  terminal.redraw(hostile);
  const erase = "\r\u001b[2K";
  const drawn = said[1] ?? "";
  assert.ok(drawn.startsWith(erase) && !drawn.includes("\n"));
  assert.doesNotMatch(drawn.slice(erase.length), control);
});

describe("the executable", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "watchkeeper-terminal-"));
    mkdirSync(join(folder, "evidence"));
    mkdirSync(join(folder, `rules${hostile.replaceAll("/", "")}`));
    writeFileSync(join(folder, `rules${hostile}`, "r.yml"), "title: [");
    writeFileSync(join(folder, "evidence", hostile), "no evidence at all, \u001b[2J\n");
    symlinkSync("nowhere", join(folder, "evidence", `gone${hostile}`));
    spawnSync("mkfifo", [join(folder, "evidence", `pipe${hostile}`)]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const commands: readonly (readonly [string, () => string[]])[] = [
    [
      "investigate",
      () => ["investigate", join(folder, "evidence"), "--rules", join(folder, `rules${hostile}`), "--out", join(folder, `out${hostile}`)],
    ],
    ["detect", () => ["detect", join(folder, "evidence"), "--rules", join(folder, `rules${hostile}`)]],
    ["a path that is not there", () => ["detect", join(folder, `no${hostile}`)]],
    ["an option", () => ["detect", `--${hostile}`]],
    ["a command", () => [hostile]],
  ];
  for (const [what, words] of commands)
    test(`${what} named with escapes prints none, and no line that was not ours`, () => {
      const { stdout, stderr } = spawnSync(process.execPath, [executable, ...words()], { encoding: "utf8", timeout: 60_000 });
      assert.notEqual(stderr, "");
      assert.doesNotMatch(`${stdout}${stderr}`, control);
      assert.doesNotMatch(`${stdout}${stderr}`, /^! forged/m);
    });
});
