import { createHash } from "node:crypto";
import { oleFile, vbaModule } from "../../../src/testing/ole-file.ts";
import { zipOf } from "../../../src/testing/zip-writer.ts";

const contentTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`;

const relations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;

const body = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>This statement is protected. Enable editing and content to view it.</w:t></w:r></w:p></w:body></w:document>`;

// The shape of a macro that runs by itself. All that it holds is a comment with the words that a scanner looks for.
const macro = [
  "Sub AutoOpen()",
  "' A demonstration. The words Shell, CreateObject and powershell stand here in a comment, and nothing follows.",
  "End Sub",
  "",
].join("\r\n");

/** A file that looks like a Word document with a macro and does nothing. */
export function macroDocument(): Uint8Array {
  const project = oleFile([
    { path: "VBA/ThisDocument", content: vbaModule(macro) },
    { path: "VBA/dir", content: Buffer.from("a demonstration") },
  ]);
  return zipOf([
    { name: "[Content_Types].xml", bytes: Buffer.from(contentTypes), stored: true },
    { name: "_rels/.rels", bytes: Buffer.from(relations), stored: true },
    { name: "word/document.xml", bytes: Buffer.from(body), stored: true },
    { name: "word/vbaProject.bin", bytes: project, stored: true },
  ]);
}

/** The hashes of these very bytes, in Sysmon's notation. */
export function documentHashes(bytes: Uint8Array): string {
  const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest("hex").toUpperCase();
  return `MD5=${hash("md5")},SHA256=${hash("sha256")},IMPHASH=00000000000000000000000000000000`;
}
