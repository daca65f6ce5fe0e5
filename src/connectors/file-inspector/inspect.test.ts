import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { emptyFields, type Fields, type TelemetryEvent } from "../../core/event/event.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import { memoryEventStore } from "../../storage/memory/memory-events.ts";
import { oleFile, vbaModule } from "../../testing/ole-file.ts";
import { zipFile } from "../../testing/zip-file.ts";
import { fileTool } from "./connector.ts";
import { builtinYaraRules, type YaraScanner, yaraLimits, yaraScanner } from "./yara.ts";

const mailWith = (record: number, more: Record<string, Fields[string]>): TelemetryEvent => ({
  timeMs: 1_000,
  dataset: "mail",
  channel: "mail",
  action: "received",
  host: undefined,
  fields: Object.assign(emptyFields(), more),
  source: { path: "box", record, digest: `sha256:${"0".repeat(64)}` },
  logSource: { product: "mail", category: "email" },
});

const builtin = () => yaraScanner(builtinYaraRules(), () => new Promise(() => {}));

async function toolOver(files: Record<string, Uint8Array>, held = true, yara: () => Promise<YaraScanner> = builtin) {
  const events = memoryEventStore();
  const list = Object.entries(files).map(([name, bytes]) => ({ name, bytes, sha256: hash("sha256", bytes, "hex") }));
  await events.append({
    inputIndex: 0,
    batch: 0,
    events: list.map(({ name, sha256 }, index) =>
      mailWith(index + 1, {
        attachments: [name],
        "attachment.sha256": [sha256],
        "attachment.types": ["pe"],
        "attachment.flags": ["executable"],
      }),
    ),
    letters: [],
  });
  await events.finishLoading();
  const bytes = { read: async (_: unknown, sha256: string) => (held ? list.find((file) => file.sha256 === sha256)?.bytes : undefined) };
  const tool = fileTool({ events, bytes, yara });
  const ask = (type: string, value: string) => tool.ask(tool.input.parse({ observable: { type, value } }));
  return { tool, ask, list };
}

const project = oleFile([{ path: "VBA/ThisDocument", content: vbaModule("Sub Count()\r\nx = 1\r\nEnd Sub\r\n") }]);
const launching = oleFile([{ path: "VBA/ThisDocument", content: vbaModule('Sub AutoOpen()\r\nShell "powershell"\r\nEnd Sub\r\n') }]);
const office = (macro: Uint8Array) =>
  zipFile([
    { name: "[Content_Types].xml", content: "<T/>" },
    { name: "word/vbaProject.bin", content: macro },
  ]);
const program = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from("PE\0\0"), Buffer.alloc(300)]);

test("each word has its file", async () => {
  const files: Record<string, [Uint8Array, string]> = {
    "a.docm": [office(launching), "yara-match"],
    "b.exe": [program, "executable"],
    "c.docm": [office(project), "macro"],
    "d.js": [Buffer.from("var a = 1;"), "script"],
    "e.zip": [zipFile([{ name: "x.txt", content: "x", encrypted: true }]), "encrypted"],
    "f.pdf": [Buffer.from("GIF89a and more than that"), "mismatched-type"],
    "g.txt": [Buffer.from("see you at ten"), "ordinary"],
  };
  const { tool, ask, list } = await toolOver(Object.fromEntries(Object.entries(files).map(([name, [bytes]]) => [name, bytes])));
  assert.deepEqual(new Set(tool.answers), new Set(playbookTools.get(tool.name)!.answers));
  for (const { name, sha256 } of list) {
    const answer = await ask("hash", sha256.toUpperCase());
    assert.equal(answer.answer, files[name]![1], `${name}: ${answer.says}`);
    assert.equal((await ask("file", name)).answer, files[name]![1], name);
    assert.deepEqual(
      answer.records.map(({ path }) => path),
      ["box"],
    );
  }
});

test("bytes that do not have the hash asked for are not believed", async () => {
  const events = memoryEventStore();
  await events.append({
    inputIndex: 0,
    batch: 0,
    events: [mailWith(1, { attachments: ["x.txt"], "attachment.sha256": ["a".repeat(64)], "attachment.types": ["text"] })],
    letters: [],
  });
  await events.finishLoading();
  const tool = fileTool({ events, bytes: { read: async () => Buffer.from("other") }, yara: () => yaraScanner([], async () => {}) });
  const answer = await tool.ask(tool.input.parse({ observable: { type: "hash", value: "a".repeat(64) } }));
  assert.match(answer.says, /not looked at again/);
});

test("without the bytes the mail's own reading answers; without either nothing is claimed", async () => {
  const { ask, list } = await toolOver({ "b.exe": program }, false);
  const answer = await ask("hash", list[0]!.sha256);
  assert.equal(answer.answer, "executable");
  assert.match(answer.says, /was pe when its mail was read/);
  assert.equal((await ask("hash", "f".repeat(64))).answer, "not-available");
  assert.equal((await ask("ip", "192.0.2.1")).answer, "not-available");
});

test("a file that was scanned in part is never ordinary; what is known of it without the scan still is", async () => {
  const unfinished = async (): Promise<YaraScanner> => ({ rules: 1, isAvailable: true, scan: async () => undefined });
  const { ask } = await toolOver({ "g.txt": Buffer.from("see you at ten"), "b.exe": program }, true, unfinished);
  const text = await ask("file", "g.txt");
  assert.equal(text.answer, "not-available");
  assert.match(text.says, /not scanned to its end/);
  assert.equal((await ask("file", "b.exe")).answer, "executable");
});

test("the scanner takes what the tool takes: the longest file is scanned to its last byte, a longer one not at all", async () => {
  const rule = { path: "end.yar", text: 'rule ends_so { strings: $a = "the very end" condition: $a }' };
  const scanner = await yaraScanner([rule], () => new Promise(() => {}));
  const bytes = Buffer.alloc(yaraLimits.bytesMax + 1);
  bytes.write("the very end", yaraLimits.bytesMax - 12);
  assert.deepEqual(
    (await scanner.scan(bytes.subarray(0, yaraLimits.bytesMax)))?.map(({ rule }) => rule),
    ["ends_so"],
  );
  assert.equal(await scanner.scan(bytes), undefined);
});
