import { type FileFlag, fileFlags } from "./flag.ts";
import { type FileKind, kindOf, latinOf } from "./kind.ts";
import { nameTraits } from "./name.ts";
import { openOle } from "./ole-directory.ts";
import { macrosOf } from "./vba.ts";
import { packedMember, type ZipMember, zipDirectory } from "./zip-directory.ts";

/** Opens deflated bytes, at most `bytesMax` of them; undefined when they are longer or broken. Handed in, since opening is not ours. */
export type Inflate = (packed: Uint8Array, bytesMax: number) => Uint8Array | undefined;

/** What a file is and shows; `inside` are the names of its members (at most `insideMax`), `macroWords` the telling words of its macros. */
export type FileTraits = {
  readonly kind: FileKind;
  readonly flags: readonly FileFlag[];
  readonly inside: readonly string[];
  readonly macroWords: readonly string[];
  /** The readable source of its macros, for rules to look at; "" when it has none. */
  readonly macroSource: string;
};

/** Bounds on one look at a file: names listed from inside it, and bytes read of a member, of markup and of a PDF. */
export const traitLimits = {
  insideMax: 200,
  memberBytesMax: 4 * 1_048_576,
  markupBytesMax: 1_048_576,
  pdfBytesMax: 8 * 1_048_576,
} as const;

/** Looks at a file by name and content. Never throws on hostile bytes; flags come in the order of `fileFlags`. */
export function traitsOf({ name, bytes, inflate }: { name: string; bytes: Uint8Array; inflate: Inflate }): FileTraits {
  const members = bytes[0] === 0x50 && bytes[1] === 0x4b ? (zipDirectory(bytes) ?? []) : [];
  const inside = members.map((member) => member.name);
  const kind = kindOf(bytes, inside);
  const flags = new Set<FileFlag>(nameTraits(name, kind));
  const found: MacroFind = { words: new Set(), source: "" };
  for (const flag of flagsOfKind(kind)) flags.add(flag);
  if (members.length > 0) lookInsideZip({ bytes, members, kind, inflate, flags, found });
  if (kind === "ole") lookInsideOle(bytes, flags, found);
  if (kind === "html" || kind === "svg")
    for (const flag of markupFlags(latinOf(bytes.subarray(0, traitLimits.markupBytesMax)))) flags.add(flag);
  if (kind === "pdf") for (const flag of pdfFlags(latinOf(bytes.subarray(0, traitLimits.pdfBytesMax)))) flags.add(flag);
  if (kind === "rtf" && /\\obj(?:data|update|autlink|ocx)\b/.test(latinOf(bytes.subarray(0, traitLimits.markupBytesMax))))
    flags.add("embedded-object");
  if (kind === "rar" && isEncryptedRar(bytes)) flags.add("encrypted-archive");
  return {
    kind,
    flags: fileFlags.filter((flag) => flags.has(flag)),
    inside: inside.slice(0, traitLimits.insideMax),
    macroWords: [...found.words].sort(),
    macroSource: found.source,
  };
}

function flagsOfKind(kind: FileKind): readonly FileFlag[] {
  switch (kind) {
    case "pe":
    case "elf":
    case "mach-o":
    case "msi":
    case "java-class":
      return ["executable"];
    case "script":
      return ["script"];
    case "lnk":
      return ["shortcut"];
    case "iso":
    case "vhd":
      return ["disk-image"];
    case "onenote":
      return ["note-with-file"];
    case "html":
      return ["html"];
    default:
      return [];
  }
}

type MacroFind = { readonly words: Set<string>; source: string };

type ZipLook = {
  readonly bytes: Uint8Array;
  readonly members: readonly ZipMember[];
  readonly kind: FileKind;
  readonly inflate: Inflate;
  readonly flags: Set<FileFlag>;
  readonly found: MacroFind;
};

function lookInsideZip({ bytes, members, kind, inflate, flags, found }: ZipLook): void {
  if (members.some(({ encrypted }) => encrypted)) flags.add("encrypted-archive");
  const open = (member: ZipMember) => {
    const packed = packedMember(bytes, member);
    if (!packed || member.encrypted) return undefined;
    return member.method === 0 ? packed.subarray(0, traitLimits.memberBytesMax) : inflate(packed, traitLimits.memberBytesMax);
  };
  if (kind !== "ooxml") {
    for (const { name } of members) {
      const traits = nameTraits(name);
      if (["executable", "script", "shortcut", "disk-image"].some((flag) => traits.includes(flag as FileFlag)))
        flags.add("archive-with-executable");
      if (/\.(?:zip|rar|7z|cab|iso|img|gz|ace)$/i.test(name)) flags.add("nested-archive");
    }
    return;
  }
  for (const member of members) {
    if (/(?:^|\/)vbaproject\.bin$/i.test(member.name)) {
      flags.add("macro");
      const project = open(member);
      if (project) lookInsideOle(project, flags, found);
    }
    if (/^xl\/macrosheets\//i.test(member.name)) flags.add("excel4-macro");
    if (/\/embeddings\/.+\.bin$/i.test(member.name)) flags.add("embedded-object");
    if (/^word\/_rels\/settings\.xml\.rels$/i.test(member.name) && isRemoteTemplate(open(member))) flags.add("remote-template");
  }
}

function isRemoteTemplate(relations: Uint8Array | undefined): boolean {
  const text = relations ? latinOf(relations) : "";
  return text.includes("attachedTemplate") && /Target="(?:https?|ftp|file):|Target="\\\\/i.test(text);
}

function lookInsideOle(bytes: Uint8Array, flags: Set<FileFlag>, found: MacroFind): void {
  const ole = openOle(bytes);
  if (!ole) return;
  const names = ole.streams.map(({ path }) => path.toLowerCase());
  if (names.includes("encryptedpackage") || names.includes("encryptioninfo")) flags.add("encrypted-document");
  if (names.some((name) => name.endsWith("\u0001ole10native") || name.startsWith("objectpool/"))) flags.add("embedded-object");
  // The property table of an installer package has names that no document has ([MS-CFB] streams of MSI begin at U+4840).
  if (ole.streams.some(({ path }) => path.codePointAt(0) === 0x4840)) flags.add("executable");
  const macros = macrosOf(ole);
  if (!macros) return;
  flags.add("macro");
  for (const word of [...macros.autoExec, ...macros.suspicious]) found.words.add(word);
  if (found.source === "") found.source = macros.source;
  if (macros.autoExec.length > 0 && macros.suspicious.length > 0) flags.add("auto-exec-macro");
}

function markupFlags(text: string): FileFlag[] {
  const flags: FileFlag[] = [];
  if (/<form\b/i.test(text)) flags.push("html-form");
  if (/<input\b[^>]{0,400}\btype\s{0,4}=\s{0,4}["']?password/i.test(text)) flags.push("html-password");
  const makes = /\b(?:createObjectURL|msSaveOrOpenBlob|msSaveBlob)\b|\.download\s{0,4}=|\bdownload\s{0,4}=/i.test(text);
  const holds = /\bnew\s{1,4}Blob\s{0,4}\(|\batob\s{0,4}\(|data:application\/(?:octet-stream|zip|x-)/i.test(text);
  const writes = /document\.write\s{0,4}\(\s{0,4}(?:unescape|atob|decodeURIComponent)\s{0,4}\(/i.test(text);
  if ((makes && holds) || writes) flags.push("html-smuggling");
  return flags;
}

function pdfFlags(text: string): FileFlag[] {
  const flags: FileFlag[] = [];
  if (/\/(?:JavaScript|JS)\b/.test(text)) flags.push("pdf-script");
  if (/\/Launch\b|\/EmbeddedFile\b/.test(text)) flags.push("pdf-launch");
  if (/\/Encrypt\s{1,4}\d{1,9}\s{1,4}\d{1,9}\s{1,4}R/.test(text)) flags.push("encrypted-document");
  return flags;
}

/** RAR 4: the main header's password bit, or a file header's; RAR 5: an encryption header comes first (RAR 5.0 archive format). */
function isEncryptedRar(bytes: Uint8Array): boolean {
  if (bytes[6] === 0) return ((bytes[10] ?? 0) & 0x80) !== 0 || (bytes[22] === 0x74 && ((bytes[23] ?? 0) & 4) !== 0);
  return bytes[6] === 1 && bytes[13] === 4;
}
