import type { FileFlag } from "./flag.ts";
import type { FileKind } from "./kind.ts";

const executable = new Set(
  "exe scr com pif cpl msi msp mst dll ocx sys drv jar class appx msix application gadget elf run apk dmg pkg deb rpm xll wll".split(" "),
);
const script = new Set(
  "js jse mjs vbs vbe wsf wsh wsc hta ps1 psm1 psd1 ps1xml bat cmd sh bash py pyw pl rb php reg inf sct scf chm msc ahk au3 xsl".split(" "),
);
const shortcut = new Set("lnk url webloc desktop library-ms search-ms settingcontent-ms".split(" "));
const diskImage = new Set("iso img vhd vhdx udf".split(" "));
const innocent = new Set(
  "pdf doc docx docm xls xlsx xlsm xlsb ppt pptx pptm rtf txt csv jpg jpeg png gif bmp htm html zip mp3 mp4 wav xml eml msg".split(" "),
);

// What an extension promises about the content; a file whose extension is not here promises nothing.
const promises: ReadonlyMap<string, readonly FileKind[]> = new Map<string, readonly FileKind[]>([
  ["pdf", ["pdf"]],
  ["jpg", ["image"]],
  ["jpeg", ["image"]],
  ["png", ["image"]],
  ["gif", ["image"]],
  ["bmp", ["image"]],
  ["docx", ["ooxml", "ole"]],
  ["docm", ["ooxml", "ole"]],
  ["xlsx", ["ooxml", "ole"]],
  ["xlsm", ["ooxml", "ole"]],
  ["pptx", ["ooxml", "ole"]],
  ["doc", ["ole", "ooxml", "rtf", "html", "xml", "mail"]],
  ["xls", ["ole", "ooxml", "html", "xml", "text"]],
  ["ppt", ["ole", "ooxml"]],
  ["rtf", ["rtf", "ole"]],
  ["zip", ["zip", "ooxml", "opendocument"]],
  ["rar", ["rar"]],
  ["7z", ["7z"]],
  ["gz", ["gzip"]],
  ["iso", ["iso"]],
  ["txt", ["text", "script", "mail", "xml", "html", "empty"]],
  ["csv", ["text", "script", "mail", "empty"]],
]);

const directionMarks = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/;

/** The lower-case last extension of a name, without its dot; "" when it has none. Trailing dots and spaces are ignored, as Windows ignores them. */
export function extensionOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1).replace(/[\s.]{1,64}$/, "");
  const dot = base.lastIndexOf(".");
  return dot <= 0
    ? ""
    : base
        .slice(dot + 1)
        .toLowerCase()
        .slice(0, 32);
}

/** What a name alone, or a name beside the content's kind, gives away. Without a kind, the content was not looked at. */
export function nameTraits(name: string, kind?: FileKind): FileFlag[] {
  const flags: FileFlag[] = [];
  const extension = extensionOf(name);
  if (executable.has(extension)) flags.push("executable");
  if (script.has(extension)) flags.push("script");
  if (shortcut.has(extension)) flags.push("shortcut");
  if (diskImage.has(extension)) flags.push("disk-image");
  if (extension === "one" || extension === "onepkg") flags.push("note-with-file");
  if (directionMarks.test(name)) flags.push("direction-override");
  const dangerous = flags.some((flag) => flag === "executable" || flag === "script" || flag === "shortcut");
  const before = extensionOf(name.replace(/[\s.]{1,64}$/, "").slice(0, -(extension.length + 1)));
  if (dangerous && innocent.has(before)) flags.push("double-extension");
  const promised = promises.get(extension);
  if (promised && kind && kind !== "empty" && !promised.includes(kind)) flags.push("mismatched-type");
  return flags;
}
