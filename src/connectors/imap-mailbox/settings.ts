import { z } from "zod";
import type { Resolve } from "../kit/address.ts";
import { imapServer, isUnheard, mailFolder, mailUser } from "../kit/mail-server.ts";

/** What watchkeeper.yaml says of a mailbox. */
export const Settings = z
  .strictObject({
    ...imapServer,
    user: mailUser,
    /** Where people's reports arrive. */
    folder: mailFolder.default("INBOX"),
    /** Where mails go once they are kept; an administrator makes it. */
    "processed-folder": mailFolder.default("Processed"),
  })
  .refine(isUnheard, { path: ["tls"], error: "would send the password in the clear" })
  .refine((given) => given.folder !== given["processed-folder"], { path: ["processed-folder"], error: "is the folder itself" });

/** The settings of a mailbox as they were checked, with the connector's name and its secret. */
export type MailboxSettings = z.output<typeof Settings> & {
  readonly name: string;
  readonly password: string;
  readonly resolve?: Resolve | undefined;
};
