import { z } from "zod";
import type { Resolve } from "../kit/address.ts";

const folder = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}*%]+$/u, "takes the name of a folder");
const isLoopback = (host: string) => /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(host);

/** What watchkeeper.yaml says of a mailbox. */
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
    user: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\p{Cc}]+$/u, "takes a name to sign in with"),
    /** Where people's reports arrive. */
    folder: folder.default("INBOX"),
    /** Where mails go once they are kept; an administrator makes it. */
    "processed-folder": folder.default("Processed"),
  })
  .refine(({ tls, host }) => tls !== "none" || isLoopback(host), { path: ["tls"], error: "would send the password in the clear" })
  .refine((given) => given.folder !== given["processed-folder"], { path: ["processed-folder"], error: "is the folder itself" });

/** The settings of a mailbox as they were checked, with the connector's name and its secret. */
export type MailboxSettings = z.output<typeof Settings> & {
  readonly name: string;
  readonly password: string;
  readonly resolve?: Resolve | undefined;
};
