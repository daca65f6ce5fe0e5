import { z } from "zod";

const isLoopback = (host: string) => /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(host);

/** One plain address: no name, no quotes, nothing that a header could take for its end. */
const address = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,187}[A-Za-z0-9])?$/, "takes a plain mail address");

/** What watchkeeper.yaml says of the mail server that takes our notices. */
export const Settings = z
  .strictObject({
    host: z
      .string()
      .max(253)
      .regex(/^([A-Za-z0-9.-]+|[0-9A-Fa-f:]+)$/, "takes a host name or an address"),
    port: z.int().min(1).max(65_535).default(587),
    /** "starttls": before anything is said. "implicit": from the first byte. "none": for this machine alone. */
    tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    /** "lmtp" for a server on this machine that keeps the mailboxes itself. */
    protocol: z.enum(["smtp", "lmtp"]).default("smtp"),
    /** The server is inside the company's network. */
    internal: z.boolean().default(false),
    /** Certificates in PEM to trust instead of the system's, as text. */
    ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
    /** Signs in with the secret `password`; without it the server takes our mail as it is. */
    user: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\p{Cc}]+$/u, "takes a name to sign in with")
      .optional(),
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
  .refine(({ tls, host }) => tls !== "none" || isLoopback(host), { path: ["tls"], error: "would send what it says in the clear" });
/** Checked settings. */
export type MailSettings = z.output<typeof Settings>;
