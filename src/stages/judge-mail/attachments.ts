import type { Fields } from "../../core/event/event.ts";
import { type Evidence, listOf, shown } from "./evidence.ts";

const meanings: readonly (readonly [flag: string, strength: number, says: string])[] = [
  ["executable", 0.9, "a program is attached"],
  ["script", 0.8, "a script is attached"],
  ["shortcut", 0.95, "a shortcut is attached"],
  ["disk-image", 0.85, "a disk image is attached"],
  ["note-with-file", 0.8, "a notebook with a file inside is attached"],
  ["auto-exec-macro", 0.9, "a document that runs code when it is opened is attached"],
  ["macro", 0.5, "a document with macros is attached"],
  ["excel4-macro", 0.8, "a sheet with old macros is attached"],
  ["remote-template", 0.8, "a document that loads a template from elsewhere is attached"],
  ["encrypted-archive", 0.6, "a locked archive is attached"],
  ["encrypted-document", 0.5, "a locked document is attached"],
  ["archive-with-executable", 0.9, "an archive with a program is attached"],
  ["double-extension", 0.8, "a file with two endings is attached"],
  ["mismatched-type", 0.4, "a file that is not what its name says is attached"],
  ["direction-override", 0.95, "a file whose name is written backwards is attached"],
  ["html", 0.4, "a web page is attached"],
  ["html-form", 0.6, "a web page with a form is attached"],
  ["html-password", 0.95, "a web page that asks for a password is attached"],
  ["html-smuggling", 0.9, "a web page that unpacks a file is attached"],
  ["pdf-script", 0.6, "a document with a script is attached"],
  ["pdf-launch", 0.9, "a document that starts a program is attached"],
];

/** What is odd about the files of a mail. */
export function attachmentEvidence(fields: Fields): readonly Evidence[] {
  const flags = new Set(listOf(fields, "attachment.flags"));
  const [name] = listOf(fields, "attachments");
  const found = meanings
    .filter(([flag]) => flags.has(flag))
    .map(
      ([flag, strength, says]): Evidence => ({
        name: `attached-${flag}`,
        group: "attachment",
        strength,
        says: `${says} (${shown(name ?? "")})`,
      }),
    );
  if (listOf(fields, "attachment.links").length > 0)
    found.push({ name: "attached-link", group: "attachment", strength: 0.3, says: "an attached document leads elsewhere" });
  if (listOf(fields, "nested.from").length > 0)
    found.push({ name: "attached-mail", group: "attachment", strength: 0.1, says: "a mail is attached" });
  return found;
}
