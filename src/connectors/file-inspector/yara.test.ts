import assert from "node:assert/strict";
import { test } from "node:test";
import { oleFile, vbaModule } from "../../testing/ole-file.ts";
import { builtinYaraRules, yaraLimits, yaraScanner } from "./yara.ts";

const never = () => new Promise<void>(() => {});
const scan = async (bytes: Uint8Array) =>
  ((await (await yaraScanner(builtinYaraRules(), never)).scan(bytes)) ?? []).map(({ rule }) => rule);

/** A Windows program with one executable section of the given bytes. */
function program(section: Uint8Array, name = ".text"): Buffer {
  const header = Buffer.alloc(1_024);
  header.write("MZ", 0, "latin1");
  header.writeUInt32LE(0x80, 0x3c);
  header.write("PE\0\0", 0x80, "latin1");
  header.writeUInt16LE(0x14c, 0x84);
  header.writeUInt16LE(1, 0x86);
  header.writeUInt16LE(0xe0, 0x94);
  header.writeUInt16LE(0x102, 0x96);
  header.writeUInt16LE(0x10b, 0x98);
  header.writeUInt32LE(0x1000, 0xa8);
  header.writeUInt32LE(0x1000, 0xb8);
  header.writeUInt32LE(0x200, 0xbc);
  header.writeUInt32LE(16, 0x98 + 92);
  const at = 0x98 + 0xe0;
  header.write(name, at, "latin1");
  header.writeUInt32LE(section.length, at + 8);
  header.writeUInt32LE(0x1000, at + 12);
  header.writeUInt32LE(section.length, at + 16);
  header.writeUInt32LE(1_024, at + 20);
  header.writeUInt32LE(0x60000020, at + 36);
  return Buffer.concat([header, section]);
}

// Every byte value equally often, in an order that a small generator gives: as near to random as a fixed test may be.
const noise = Uint8Array.from({ length: 8_192 }, (_, index) => (Math.imul(index ^ (index >> 3), 2_654_435_761) >>> 13) & 255);
const shortcut = (text: string) =>
  Buffer.concat([Buffer.from("4c0000000114020000000000c000000000000046", "hex"), Buffer.alloc(56), Buffer.from(text, "utf16le")]);

const examples: Record<string, { fires: Uint8Array; rests: Uint8Array }> = {
  macro_runs_by_itself_and_starts_a_program: {
    fires: Buffer.from('Sub AutoOpen()\r\nCreateObject("WScript.Shell").Run "x"\r\nEnd Sub'),
    rests: Buffer.from("Sub AutoOpen()\r\nMsgBox 1\r\nEnd Sub"),
  },
  program_packed_or_encrypted: { fires: program(noise), rests: program(new Uint8Array(8_192).fill(0x90)) },
  html_builds_a_file_in_the_browser: {
    fires: Buffer.from("<script>var b=new Blob([atob(x)]);a.href=URL.createObjectURL(b);a.click()</script>"),
    rests: Buffer.from("<script>var b=new Blob([text]);send(b)</script>"),
  },
  shortcut_starts_a_script_host: {
    fires: shortcut("C:\\Windows\\powershell.exe -w hidden"),
    rests: shortcut("C:\\Program Files\\Editor\\editor.exe"),
  },
  html_form_asks_for_a_password: {
    fires: Buffer.from('<form method=post action="https://x.example.test/p"><input name=p type="password"></form>'),
    rests: Buffer.from('<form action="/search"><input name=q type="text"></form>'),
  },
};

test("every built-in rule has a file that fires it and one that does not", async () => {
  const rules = builtinYaraRules().flatMap(({ text }) => [...text.matchAll(/^rule (\w+)/gm)].map((match) => match[1]!));
  assert.deepEqual(rules.toSorted(), Object.keys(examples).toSorted());
  for (const [rule, { fires, rests }] of Object.entries(examples)) {
    assert.ok((await scan(fires)).includes(rule), `${rule} must match`);
    assert.ok(!(await scan(rests)).includes(rule), `${rule} must not match`);
  }
});

test("a packer's section name is enough", async () => {
  assert.deepEqual(await scan(program(new Uint8Array(512), "UPX0")), ["program_packed_or_encrypted"]);
});

test("ordinary files match nothing", async () => {
  for (const bytes of [
    Buffer.from("hello"),
    new Uint8Array(),
    oleFile([{ path: "WordDocument", content: Buffer.from("text") }]),
    Buffer.from("%PDF-1.7"),
  ])
    assert.deepEqual(await scan(bytes), []);
  assert.deepEqual(await scan(vbaModule("Sub Main()\r\nEnd Sub")), []);
});

test("a rule that includes, logs, loops without end or does not compile is refused by name", async () => {
  const bad = [
    'include "other.yar"',
    'import "console"\nrule a { condition: console.log("x") }',
    "rule a { condition: for all i in (0..filesize) : (uint8(i) == 1) }",
    "rule a { condition: }",
    "x".repeat(yaraLimits.textLengthMax + 1),
  ];
  for (const text of bad)
    await assert.rejects(
      yaraScanner([{ path: "mine.yar", text }], never),
      (error: Error & { code?: string }) => error.code === "yara/bad-rule" && error.message.includes("mine.yar"),
      text.slice(0, 60),
    );
});

test("a scan that does not end in time is given up", async () => {
  const scanner = await yaraScanner(builtinYaraRules(), async () => {});
  assert.equal(await scanner.scan(new Uint8Array(8 * 1_048_576)), undefined);
});
