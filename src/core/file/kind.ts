/**
 * What a file is, by its first bytes (and, for a ZIP, by the names in it). The words are ours; the magics are those of the formats' own
 * specifications (PE/COFF, [MS-CFB], PKWARE APPNOTE, [MS-SHLLINK], [MS-ONESTORE], ISO 9660, PDF 1.7, RTF 1.9 …).
 */
export const fileKinds = [
  "pe",
  "elf",
  "mach-o",
  "ole",
  "ooxml",
  "opendocument",
  "zip",
  "rar",
  "7z",
  "gzip",
  "cab",
  "ace",
  "iso",
  "vhd",
  "msi",
  "java-class",
  "pdf",
  "rtf",
  "html",
  "svg",
  "xml",
  "lnk",
  "onenote",
  "script",
  "mail",
  "image",
  "audio-video",
  "font",
  "text",
  "empty",
  "other",
] as const;
/** One word of `fileKinds`: what a file's bytes say it is, whatever its name says. */
export type FileKind = (typeof fileKinds)[number];

const headBytesMax = 8_192;

type Magic = { readonly at: number; readonly hex: string; readonly kind: FileKind };
const magics: readonly Magic[] = [
  { at: 0, hex: "7f454c46", kind: "elf" },
  { at: 0, hex: "feedface", kind: "mach-o" },
  { at: 0, hex: "feedfacf", kind: "mach-o" },
  { at: 0, hex: "cefaedfe", kind: "mach-o" },
  { at: 0, hex: "cffaedfe", kind: "mach-o" },
  { at: 0, hex: "d0cf11e0a1b11ae1", kind: "ole" },
  { at: 0, hex: "504b0304", kind: "zip" },
  { at: 0, hex: "504b0506", kind: "zip" },
  { at: 0, hex: "526172211a07", kind: "rar" },
  { at: 0, hex: "377abcaf271c", kind: "7z" },
  { at: 0, hex: "1f8b08", kind: "gzip" },
  { at: 0, hex: "4d534346", kind: "cab" },
  { at: 7, hex: "2a2a4143452a2a", kind: "ace" },
  { at: 0, hex: "4c0000000114020000000000c000000000000046", kind: "lnk" },
  { at: 0, hex: "e4525c7b8cd8a74daeb15378d02996d3", kind: "onenote" },
  { at: 0, hex: "7b5c727466", kind: "rtf" },
  { at: 0, hex: "76686478", kind: "vhd" },
  { at: 0, hex: "636f6e6563746978", kind: "vhd" },
  { at: 0, hex: "cafebabe", kind: "java-class" },
  { at: 0, hex: "89504e470d0a1a0a", kind: "image" },
  { at: 0, hex: "ffd8ff", kind: "image" },
  { at: 0, hex: "47494638", kind: "image" },
  { at: 0, hex: "424d", kind: "image" },
  { at: 0, hex: "49492a00", kind: "image" },
  { at: 0, hex: "4d4d002a", kind: "image" },
  { at: 0, hex: "00000100", kind: "image" },
  { at: 8, hex: "57454250", kind: "image" },
  { at: 4, hex: "66747970", kind: "audio-video" },
  { at: 0, hex: "494433", kind: "audio-video" },
  { at: 0, hex: "4f676753", kind: "audio-video" },
  { at: 0, hex: "774f4646", kind: "font" },
  { at: 0, hex: "774f4632", kind: "font" },
];

/** The kind of these bytes. Never throws; `namesInside` are the names of a ZIP's members when they are known. */
export function kindOf(bytes: Uint8Array, namesInside: readonly string[] = []): FileKind {
  if (bytes.length === 0) return "empty";
  const head = bytes.subarray(0, headBytesMax);
  if (isPortableExecutable(head, bytes)) return "pe";
  const magic = magics.find(({ at, hex }) => hasHexAt(head, at, hex));
  if (magic?.kind === "zip") return kindOfZip(namesInside);
  if (magic && !(magic.hex === "424d" && !isBitmap(head))) return magic.kind;
  if (hasHexAt(bytes, 0x8001, "4344303031")) return "iso";
  // A PDF reader accepts the mark anywhere in the first kilobyte.
  if (latinOf(head.subarray(0, 1_024)).includes("%PDF-")) return "pdf";
  return kindOfText(head);
}

/** True for the two letters and an offset that leads to "PE\0\0", or for a bare DOS program of some size. */
function isPortableExecutable(head: Uint8Array, bytes: Uint8Array): boolean {
  if (head[0] !== 0x4d || head[1] !== 0x5a || bytes.length < 64) return false;
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0x3c, true);
  return hasHexAt(bytes, at, "50450000") || head.subarray(2, 64).some((byte) => byte < 9 || byte > 126);
}

function isBitmap(head: Uint8Array): boolean {
  return head.length > 26 && head[6] === 0 && head[7] === 0 && head[8] === 0 && head[9] === 0;
}

function kindOfZip(names: readonly string[]): FileKind {
  if (names.includes("[Content_Types].xml")) return "ooxml";
  if (names.includes("mimetype") && names.includes("META-INF/manifest.xml")) return "opendocument";
  return "zip";
}

const scriptStart =
  /^(?:#!\s*\/|@echo\s+off|<\?php|<%@|<job\b|<package>\s*<job\b|powershell\b|param\s*\(|function\s+\w{1,64}\s*\(|var\s+\w{1,64}\s*=|option\s+explicit|on\s+error\s+resume\s+next|dim\s+\w{1,64}|sub\s+\w{1,64}\s*\(|set\s+\w{1,64}\s*=\s*createobject|new\s+activexobject|import\s+os\b|windows\s+registry\s+editor)/i;
const mailStart = /^(?:received|return-path|delivered-to|from|to|subject|message-id|date|mime-version|x-[\w-]{1,64}|content-type):[ \t]/i;

function kindOfText(head: Uint8Array): FileKind {
  const text = decodedStart(head);
  if (text === undefined) return "other";
  const start = text.slice(0, 4_096).trimStart();
  if (/^<svg[\s>]/i.test(start) || /^<\?xml[^>]{0,200}\?>\s{0,100}(?:<!--[^>]{0,400}-->\s{0,100})?(?:<!doctype svg|<svg[\s>])/i.test(start))
    return "svg";
  if (/<(?:!doctype html|html|head|body|script|form|iframe|meta|table|div|title)\b/i.test(start)) return "html";
  if (scriptStart.test(start)) return "script";
  if (start.startsWith("<?xml")) return "xml";
  if (mailStart.test(start)) return "mail";
  return "text";
}

/** The text of bytes that are text (UTF-8, UTF-16 with a mark, or Latin-1 without control characters); undefined for binary. */
function decodedStart(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(head);
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls++;
  return controls * 200 > head.length ? undefined : new TextDecoder("utf-8").decode(head);
}

/** Bytes as text, one character each: for searching marks, not for reading. */
export function latinOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function hasHexAt(bytes: Uint8Array, at: number, hex: string): boolean {
  if (bytes.length < at + hex.length / 2) return false;
  for (let index = 0; index < hex.length; index += 2)
    if (bytes[at + index / 2] !== Number.parseInt(hex.slice(index, index + 2), 16)) return false;
  return true;
}
