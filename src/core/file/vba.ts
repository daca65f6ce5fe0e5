import { latinOf } from "./kind.ts";
import type { OleFile } from "./ole-directory.ts";

/** Bounds on how much macro source is unpacked from one file. */
export const vbaLimits = { streamsMax: 64, streamBytesMax: 1_048_576, sourceCharactersMax: 262_144 } as const;

/** What a file's macros look like: their readable source (bounded), and the telling words found in it. */
export type Macros = { readonly source: string; readonly autoExec: readonly string[]; readonly suspicious: readonly string[] };

// Names that Office runs by itself ([MS-OFFMACRO2], and the object models of Word and Excel), and what a macro needs to do harm.
const autoExecWords = [
  "autoopen",
  "auto_open",
  "autoexec",
  "autoclose",
  "auto_close",
  "autonew",
  "document_open",
  "document_close",
  "document_new",
  "workbook_open",
  "workbook_activate",
  "workbook_beforeclose",
  "presentation_open",
  "documentbeforesave",
];
const suspiciousWords = [
  "shell",
  "wscript.shell",
  "shell.application",
  "createobject",
  "getobject",
  "powershell",
  "cmd.exe",
  "cmd /c",
  "mshta",
  "rundll32",
  "regsvr32",
  "urldownloadtofile",
  "xmlhttp",
  "winhttprequest",
  "adodb.stream",
  "scripting.filesystemobject",
  "environ",
  "callbyname",
  "virtualalloc",
  "createthread",
  "rtlmovememory",
  "win32_process",
  "frombase64string",
  "chrw",
  "strreverse",
];

/** The macros of a compound file (a `vbaProject.bin` or an old Office document); undefined when it holds no VBA storage. */
export function macrosOf(ole: OleFile): Macros | undefined {
  const inVba = ole.streams.filter(({ path }) => /(?:^|\/)(?:vba|_vba_project_cur)\//i.test(`${path}`));
  if (inVba.length === 0) return undefined;
  let source = "";
  for (const stream of inVba.slice(0, vbaLimits.streamsMax)) {
    if (source.length >= vbaLimits.sourceCharactersMax) break;
    const bytes = ole.read(stream, vbaLimits.streamBytesMax);
    // A module's source is a compressed container whose first characters are "Attribut" behind one flag byte ([MS-OVBA] 2.4.1).
    const mark = latinOf(bytes).indexOf("\0Attribut");
    if (mark >= 3) source += `${decompress(bytes.subarray(mark - 3), vbaLimits.sourceCharactersMax - source.length)}\n`;
  }
  const lower = source.toLowerCase();
  return {
    source: source.slice(0, vbaLimits.sourceCharactersMax),
    autoExec: autoExecWords.filter((word) => new RegExp(`\\b${word}\\b`).test(lower)),
    suspicious: suspiciousWords.filter((word) => lower.includes(word)),
  };
}

/** Unpacks a compressed container ([MS-OVBA] 2.4.1.3), at most `charactersMax` characters; stops at the first thing that does not fit. */
export function decompress(container: Uint8Array, charactersMax: number): string {
  if (container[0] !== 1) return "";
  const out: number[] = [];
  let at = 1;
  while (at + 2 < container.length && out.length < charactersMax) {
    const header = container[at]! | (container[at + 1]! << 8);
    if (((header >> 12) & 7) !== 3) break;
    const end = Math.min(at + (header & 0xfff) + 3, container.length);
    at += 2;
    if (header & 0x8000) unpackChunk(container.subarray(at, end), out);
    else for (const byte of container.subarray(at, end)) out.push(byte);
    at = end;
  }
  return latinOf(Uint8Array.from(out.slice(0, charactersMax)));
}

function unpackChunk(chunk: Uint8Array, out: number[]): void {
  const start = out.length;
  let at = 0;
  while (at < chunk.length) {
    const flags = chunk[at++]!;
    for (let bit = 0; bit < 8 && at < chunk.length; bit++) {
      if (!((flags >> bit) & 1)) {
        out.push(chunk[at++]!);
        continue;
      }
      if (at + 1 >= chunk.length) return;
      const token = chunk[at]! | (chunk[at + 1]! << 8);
      at += 2;
      const offsetBits = Math.max(4, Math.ceil(Math.log2(Math.max(2, out.length - start))));
      const length = (token & (0xffff >> offsetBits)) + 3;
      const back = (token >> (16 - offsetBits)) + 1;
      // 4,096 characters are all that one chunk may hold: a token cannot make it longer.
      if (back > out.length - start || out.length - start + length > 4_096) return;
      for (let copied = 0; copied < length; copied++) out.push(out[out.length - back]!);
    }
  }
}
