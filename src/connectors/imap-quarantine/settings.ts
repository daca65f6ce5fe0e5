import { z } from "zod";
import type { Resolve } from "../kit/address.ts";

/** How many mailboxes are looked through at one time, and at most. */
export const mailboxesAtOnce = 4;
const mailboxesMax = 500;
const foldersMax = 16;

const folder = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}*%]+$/u, "takes the name of a folder");
const isLoopback = (host: string) => /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(host);

/** What containment.yaml says of a mail server. */
export const Settings = z
  .strictObject({
    host: z
      .string()
      .max(253)
      .regex(/^([A-Za-z0-9.-]+|[0-9A-Fa-f:]+)$/, "takes a host name or an address"),
    port: z.int().min(1).max(65_535).default(993),
    /** The server is inside the company's network. */
    internal: z.boolean().default(false),
    /** "implicit": from the first byte. "starttls": before anything is said. "none": for this machine alone. */
    tls: z.enum(["implicit", "starttls", "none"]).default("implicit"),
    /** Certificates in PEM to trust instead of the system's, as text. */
    ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
    /** How we sign in to a mailbox; `{mailbox}` stands for its name, as in "{mailbox}*watchkeeper" of a Dovecot master user. */
    user: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\p{Cc}]+$/u, "takes a name to sign in with")
      .default("{mailbox}"),
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
    folders: z.array(folder).min(1).max(foldersMax).default(["INBOX"]),
    /** Where they go; an administrator makes it, with rights that keep its owner out. */
    "quarantine-folder": folder.default("Quarantine"),
  })
  .refine(({ tls, host }) => tls !== "none" || isLoopback(host), { path: ["tls"], error: "would send the password in the clear" })
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
