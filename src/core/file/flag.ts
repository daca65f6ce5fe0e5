/** What can be said of a file without running, rendering or fetching anything. Each word is a fact about its bytes or its name. */
export const fileFlags = [
  "executable",
  "script",
  "shortcut",
  "disk-image",
  "note-with-file",
  "macro",
  "auto-exec-macro",
  "excel4-macro",
  "remote-template",
  "embedded-object",
  "encrypted-archive",
  "encrypted-document",
  "archive-with-executable",
  "nested-archive",
  "double-extension",
  "mismatched-type",
  "direction-override",
  "html",
  "html-form",
  "html-password",
  "html-smuggling",
  "pdf-script",
  "pdf-launch",
] as const;
/** One word of `fileFlags`. */
export type FileFlag = (typeof fileFlags)[number];
