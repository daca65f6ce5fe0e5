import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { quoted } from "../kit/quoted.ts";
import type { Reader } from "../kit/reader.ts";
import type { MailSettings } from "./settings.ts";

/** A mailbox, and how it is asked. */
export type Mailbox = { readonly reader: Reader; readonly settings: MailSettings };

const Folders = z.object({ value: z.array(z.object({ id: z.string().min(1).max(512), displayName: z.string().max(1_024) })).max(100) });

/** Ids that stay when a mail is moved: without these words a moved mail has another. */
export const immutable = 'IdType="ImmutableId"';
export const mailboxPath = ({ mailbox }: MailSettings) => ["v1.0", "users", mailbox];

/** The id of a folder that is named, beside the inbox or right below it. Refuses (`connector/bad-settings`) one that is not there, or there twice. */
export async function folderId({ reader, settings }: Mailbox, folder: string, signal: AbortSignal): Promise<string> {
  if (folder.toLowerCase() === "inbox") return "inbox";
  const query = { $filter: `displayName eq '${folder.replaceAll("'", "''")}'`, $select: "id,displayName", $top: "10" };
  const found = new Set<string>();
  for (const below of [["mailFolders"], ["mailFolders", "inbox", "childFolders"]]) {
    const question = { method: "GET", path: [...mailboxPath(settings), ...below], query, headers: { prefer: immutable } } as const;
    const { value } = await reader.json(question, Folders, signal);
    for (const { id, displayName } of value) if (displayName.toLowerCase() === folder.toLowerCase()) found.add(id);
  }
  const [id] = found;
  if (id === undefined || found.size > 1) throw noFolder(reader.name, folder, found.size);
  return id;
}

const noFolder = (name: string, folder: string, count: number) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the mailbox of ${quoted(name)} has ${count === 0 ? "no folder" : `${count} folders called`} ${quoted(folder)} beside the inbox or right below it`,
    remedy: "make the folder in the mailbox, or correct its name in watchkeeper.yaml",
    retry: { afterMs: 60_000 },
  });
