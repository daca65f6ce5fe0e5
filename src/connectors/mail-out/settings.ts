import { z } from "zod";
import { isUnheard, mailServer, mailTls, mailUser } from "../kit/mail-server.ts";

/** One plain address: no name, no quotes, nothing that a header could take for its end. */
const address = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,187}[A-Za-z0-9])?$/, "takes a plain mail address");

/** What watchkeeper.yaml says of the mail server that takes our notices. */
export const Settings = z
  .strictObject({
    ...mailServer,
    port: z.int().min(1).max(65_535).default(587),
    tls: mailTls.default("starttls"),
    /** "lmtp" for a server on this machine that keeps the mailboxes itself. */
    protocol: z.enum(["smtp", "lmtp"]).default("smtp"),
    /** Signs in with the secret `password`; without it the server takes our mail as it is. */
    user: mailUser.optional(),
    from: address,
    to: z.array(address).min(1).max(20),
    /** How we call ourselves to the server; the domain of `from` unless it must be another. */
    hello: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9.-]+$/, "takes a host name")
      .optional(),
    /** Sends a notice again when nobody can know whether it arrived: people may get it twice, under one Message-ID. */
    "resend-when-unknown": z.boolean().default(false),
  })
  .refine(isUnheard, { path: ["tls"], error: "would send what it says in the clear" });
/** Checked settings. */
export type MailSettings = z.output<typeof Settings>;
