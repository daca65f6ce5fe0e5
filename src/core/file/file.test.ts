import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { oleFile, vbaModule } from "../../testing/ole-file.ts";
import { zipFile } from "../../testing/zip-file.ts";
import { entropyBitsOf } from "./entropy.ts";
import { kindOf } from "./kind.ts";
import { extensionOf, nameTraits } from "./name.ts";
import { openOle } from "./ole-directory.ts";
import { traitsOf } from "./traits.ts";
import { decompress, macrosOf } from "./vba.ts";
import { zipDirectory } from "./zip-directory.ts";

const inflate = (packed: Uint8Array, bytesMax: number) => {
  try {
    return inflateRawSync(packed, { maxOutputLength: bytesMax });
  } catch {
    return undefined;
  }
};
const look = (name: string, bytes: Uint8Array) => traitsOf({ name, bytes, inflate });
const harmless = Buffer.from("%PDF-1.4 nothing more");
const program = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from("PE\0\0"), Buffer.alloc(200)]);
const launcher = 'Sub AutoOpen()\r\n  CreateObject("WScript.Shell").Run "calc"\r\nEnd Sub\r\n';

test("a program is a program whatever its name says", () => {
  assert.equal(kindOf(program), "pe");
  assert.deepEqual(look("invoice.pdf", program).flags, ["executable", "mismatched-type"]);
  assert.deepEqual(look("invoice.pdf.exe", program).flags, ["executable", "double-extension"]);
  assert.deepEqual(look("invoice.pdf .exe  ", program).flags, ["executable", "double-extension"]);
});

test("an ordinary document raises no flag", () => {
  assert.deepEqual(look("report.pdf", harmless), { kind: "pdf", flags: [], inside: [], macroWords: [], macroSource: "" });
  assert.deepEqual(look("notes.txt", Buffer.from("see you at ten")).flags, []);
  assert.deepEqual(nameTraits("version-1.2.tar.gz"), []);
  assert.deepEqual(look("photo.JPG", Buffer.from("ffd8ffe000104a464946", "hex")).flags, []);
});

test("a name that reads backwards is reported", () => {
  assert.ok(look("annual\u202efdp.exe", program).flags.includes("direction-override"));
});

test("a macro that runs by itself and starts a program is found in an old document and in a new one", () => {
  const project = oleFile([
    { path: "VBA/ThisDocument", content: vbaModule(launcher) },
    { path: "VBA/dir", content: Buffer.from("x") },
  ]);
  const old = oleFile([{ path: "VBA/ThisDocument", content: vbaModule(launcher) }]);
  const modern = zipFile([
    { name: "[Content_Types].xml", content: "<Types/>" },
    { name: "word/vbaProject.bin", content: project },
  ]);
  for (const bytes of [old, modern]) {
    const traits = look("plan.docm", bytes);
    assert.deepEqual(traits.flags, ["macro", "auto-exec-macro"]);
    assert.deepEqual(traits.macroWords, ["autoopen", "createobject", "shell", "wscript.shell"]);
  }
  const quiet = oleFile([{ path: "VBA/Module1", content: vbaModule("Function Twice(x)\r\nTwice = 2 * x\r\nEnd Function\r\n") }]);
  assert.deepEqual(look("sum.xls", quiet).flags, ["macro"]);
});

test("streams short and long are read back as they were written", () => {
  const streams = [10, 64, 65, 700, 4_095, 4_096, 9_000].map((length, index) => ({
    path: `S${index % 2}/stream${index}`,
    content: Uint8Array.from({ length }, (_, at) => (at * 7 + index) % 251),
  }));
  const ole = openOle(oleFile(streams));
  assert.ok(ole);
  assert.deepEqual(ole.streams.map(({ path }) => path).toSorted(), streams.map(({ path }) => path).toSorted());
  for (const { path, content } of streams)
    assert.deepEqual(Uint8Array.from(ole.read(ole.streams.find((stream) => stream.path === path)!, 100_000)), content, path);
});

test("packed macro text with copies unpacks to what it says", () => {
  // The example of [MS-OVBA] 3.2.2: "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa".
  const packed = Buffer.from(
    "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c",
    "hex",
  );
  assert.equal(decompress(packed, 1_000), "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
  assert.equal(decompress(packed, 5), "#aaab");
});

test("what an archive holds, and hides, is told from its directory", () => {
  const bytes = zipFile([
    { name: "docs/readme.txt", content: "hi" },
    { name: "run.js", content: "1" },
    { name: "more.zip", content: "x" },
  ]);
  assert.deepEqual(look("a.zip", bytes), {
    kind: "zip",
    flags: ["archive-with-executable", "nested-archive"],
    inside: ["docs/readme.txt", "run.js", "more.zip"],
    macroWords: [],
    macroSource: "",
  });
  assert.deepEqual(look("a.zip", zipFile([{ name: "a.txt", content: "hi", encrypted: true }])).flags, ["encrypted-archive"]);
});

test("a document that fetches its template from elsewhere is found, one with its own template is not", () => {
  const withTemplate = (target: string) =>
    zipFile([
      { name: "[Content_Types].xml", content: "<Types/>" },
      {
        name: "word/_rels/settings.xml.rels",
        content: `<Relationship Type="x/attachedTemplate" Target="${target}" TargetMode="External"/>`,
      },
    ]);
  assert.deepEqual(look("a.docx", withTemplate("https://files.example.test/t.dotm")).flags, ["remote-template"]);
  assert.deepEqual(look("a.docx", withTemplate("Normal.dotm")).flags, []);
});

test("markup that rebuilds a file in the reader's browser is told from a plain form", () => {
  const smuggling = "<html><script>var b=new Blob([atob('aGk=')]);a.href=URL.createObjectURL(b);a.download='x.iso'</script></html>";
  assert.deepEqual(look("a.html", Buffer.from(smuggling)).flags, ["html", "html-smuggling"]);
  assert.deepEqual(look("a.html", Buffer.from("<html><form action='https://example.test'><input type='password'></form></html>")).flags, [
    "html",
    "html-form",
    "html-password",
  ]);
  assert.deepEqual(look("a.html", Buffer.from("<html><p>a download link</p></html>")).flags, ["html"]);
});

test("each kind of file has its own mark", () => {
  const kinds: readonly [string, string][] = [
    ["7f454c46020101", "elf"],
    ["4c0000000114020000000000c000000000000046", "lnk"],
    ["e4525c7b8cd8a74daeb15378d02996d3", "onenote"],
    ["526172211a070100", "rar"],
    ["377abcaf271c0004", "7z"],
    ["7b5c727466315c616e7369", "rtf"],
    ["1f8b0800000000", "gzip"],
    ["89504e470d0a1a0a", "image"],
  ];
  for (const [hex, kind] of kinds) assert.equal(kindOf(Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(64)])), kind, hex);
  assert.equal(kindOf(Buffer.concat([Buffer.alloc(0x8001), Buffer.from("CD001"), Buffer.alloc(64)])), "iso");
  assert.equal(kindOf(Buffer.from("#!/bin/sh\necho hi\n")), "script");
  assert.equal(kindOf(new Uint8Array()), "empty");
});

test("the last extension counts, as the reader's computer takes it", () => {
  assert.equal(extensionOf("a/b.c/invoice.PDF. "), "pdf");
  assert.equal(extensionOf(".profile"), "");
});

test("entropy is 0 for one value, 8 for all alike", () => {
  assert.equal(entropyBitsOf(Buffer.alloc(100, 7)), 0);
  assert.equal(entropyBitsOf(Uint8Array.from({ length: 512 }, (_, index) => index % 256)), 8);
});

// Guarantees that no bytes, however they are bent, make the readers throw or go on for ever.
test("bent files are looked at without throwing", () => {
  const seeds = [
    oleFile([{ path: "VBA/M", content: vbaModule(launcher) }]),
    zipFile([
      { name: "[Content_Types].xml", content: "<T/>" },
      { name: "word/vbaProject.bin", content: oleFile([{ path: "VBA/M", content: vbaModule(launcher) }]) },
    ]),
    program,
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(255)), { maxLength: 40 }),
      fc.nat(5_000),
      (seed, edits, cut) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of edits) bytes[at % Math.min(bytes.length, 1_200)] = value;
        const bent = bytes.subarray(0, Math.max(1, bytes.length - cut));
        look("x.docm", bent);
        zipDirectory(bent);
        const ole = openOle(bent);
        if (ole) macrosOf(ole);
      },
    ),
    { numRuns: 400 },
  );
});
