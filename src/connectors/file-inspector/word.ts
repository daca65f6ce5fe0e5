import type { FileFlag } from "../../core/file/flag.ts";
import type { FileKind } from "../../core/file/kind.ts";

/** The words of file/inspect, the gravest first. */
export const fileAnswers = [
  "yara-match",
  "executable",
  "script",
  "macro",
  "encrypted",
  "mismatched-type",
  "ordinary",
  "not-available",
] as const;
export type FileAnswer = (typeof fileAnswers)[number];

// What each flag comes to in the answer's few words; a flag that is not here is ordinary by itself.
const words: ReadonlyMap<FileFlag, FileAnswer> = new Map<FileFlag, FileAnswer>([
  ["executable", "executable"],
  ["disk-image", "executable"],
  ["archive-with-executable", "executable"],
  ["pdf-launch", "executable"],
  ["script", "script"],
  ["shortcut", "script"],
  ["html-smuggling", "script"],
  ["note-with-file", "script"],
  ["macro", "macro"],
  ["auto-exec-macro", "macro"],
  ["excel4-macro", "macro"],
  ["remote-template", "macro"],
  ["embedded-object", "macro"],
  ["encrypted-archive", "encrypted"],
  ["encrypted-document", "encrypted"],
  ["double-extension", "mismatched-type"],
  ["mismatched-type", "mismatched-type"],
  ["direction-override", "mismatched-type"],
]);

/** The gravest word for what is known of a file. */
export function wordOf({ flags }: { readonly kind: FileKind; readonly flags: readonly FileFlag[] }, isMatched: boolean): FileAnswer {
  if (isMatched) return "yara-match";
  const found = new Set(flags.map((flag) => words.get(flag)));
  return fileAnswers.find((answer) => found.has(answer)) ?? "ordinary";
}
