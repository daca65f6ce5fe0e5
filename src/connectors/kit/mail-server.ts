import { z } from "zod";

/** Settings that every mail server has, whatever it speaks. */
export const mailServer = {
  host: z
    .string()
    .max(253)
    .regex(/^([A-Za-z0-9.-]+|[0-9A-Fa-f:]+)$/, "takes a host name or an address"),
  /** The server is inside the company's network. */
  internal: z.boolean().default(false),
  /** Certificates in PEM to trust instead of the system's, as text. */
  ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
};

/** "implicit": from the first byte. "starttls": before anything is said. "none": for this machine alone. */
export const mailTls = z.enum(["implicit", "starttls", "none"]);

/** Settings of a server that holds mailboxes. */
export const imapServer = {
  ...mailServer,
  port: z.int().min(1).max(65_535).default(993),
  tls: mailTls.default("implicit"),
};

/** A name to sign in with at a mail server. */
export const mailUser = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]+$/u, "takes a name to sign in with");

/** One folder of a mailbox: never a pattern for several. */
export const mailFolder = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}*%]+$/u, "takes the name of a folder");

/** Whether nobody on the way can read what is said: without TLS only this machine is talked to. */
export function isUnheard({ tls, host }: { readonly tls: z.output<typeof mailTls>; readonly host: string }): boolean {
  return tls !== "none" || /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(host);
}
