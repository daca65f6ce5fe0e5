import { z } from "zod";
import type { Resolve } from "../kit/address.ts";
import { imapServer, isUnheard, mailFolder, mailUser } from "../kit/mail-server.ts";

/** How many mailboxes are looked through at one time, and at most. */
export const mailboxesAtOnce = 4;
const mailboxesMax = 500;
const foldersMax = 16;

/** What containment.yaml says of a mail server. */
export const Settings = z
  .strictObject({
    ...imapServer,
    /** How we sign in to a mailbox; `{mailbox}` stands for its name, as in "{mailbox}*watchkeeper" of a Dovecot master user. */
    user: mailUser.default("{mailbox}"),
    mailboxes: z
      .array(
        z
          .string()
          .min(1)
          .max(255)
          .regex(/^[^\p{Cc}*]+$/u, "takes the name of a mailbox"),
      )
      .min(1)
      .max(mailboxesMax),
    /** Where copies are looked for, in each mailbox. */
    folders: z.array(mailFolder).min(1).max(foldersMax).default(["INBOX"]),
    /** Where they go; an administrator makes it, with rights that keep its owner out. */
    "quarantine-folder": mailFolder.default("Quarantine"),
  })
  .refine(isUnheard, { path: ["tls"], error: "would send the password in the clear" })
  .refine((given) => !given.folders.includes(given["quarantine-folder"]), {
    path: ["folders"],
    error: "holds the quarantine folder itself",
  })
  .refine(({ folders }) => new Set(folders).size === folders.length, { path: ["folders"], error: "names a folder twice" })
  .refine(({ mailboxes }) => new Set(mailboxes).size === mailboxes.length, { path: ["mailboxes"], error: "names a mailbox twice" });

/** The settings of a mail server as they were checked, with its name and secret. */
export type MailSettings = z.output<typeof Settings> & {
  readonly name: string;
  readonly password: string;
  readonly resolve?: Resolve | undefined;
};
