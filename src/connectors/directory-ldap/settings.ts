import { z } from "zod";
import type { Resolve } from "../kit/address.ts";

const dn = z
  .string()
  .max(1_024)
  .regex(/^[A-Za-z][A-Za-z0-9.-]*\s*=.+$/, 'takes a distinguished name, such as "ou=people,dc=example,dc=test"');
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "takes the name of an attribute");
const url = /^ldaps?:\/\/(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?\/?$/;
const loopback = /^ldap:\/\/(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)(:\d+)?\/?$/;

/** What it takes to sign in to a directory. */
const reached = {
  kind: z.enum(["openldap", "active-directory"]),
  url: z.string().max(512).regex(url, 'takes "ldaps://host" or "ldap://host:port"'),
  /** The directory is inside the company's network. */
  internal: z.boolean().default(false),
  /** Encrypts a connection of ldap:// before anything else is said. */
  "start-tls": z.boolean().default(false),
  /** Certificates in PEM to trust instead of the system's, as text. */
  ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
  /** Entries are looked for below it, and nowhere else. */
  base: dn,
  /** Whom we sign in as: a name, not an alias, as it is what keeps us from locking ourselves out. */
  "bind-dn": dn,
  /** The part before the backslash in names such as EXAMPLE\mara. */
  "netbios-domain": z
    .string()
    .regex(/^[A-Za-z0-9-]{1,15}$/, "takes the short name of a domain")
    .optional(),
};

/** The password never goes over the network in the clear. */
const neverInTheClear = <Shape extends z.ZodType<{ readonly url: string; readonly "start-tls": boolean }>>(shape: Shape) =>
  shape
    .refine((given) => !given.url.startsWith("ldaps:") || !given["start-tls"], {
      path: ["start-tls"],
      error: "is for ldap://, as ldaps:// is encrypted",
    })
    .refine((given) => !given.url.startsWith("ldap:") || given["start-tls"] || loopback.test(given.url), {
      path: ["url"],
      error: "would send the password in the clear; write ldaps://, or set start-tls",
    });

/** What containment.yaml says of a directory. */
export const Settings = neverInTheClear(
  z.strictObject({
    ...reached,
    /** Where an account's name stands; by default uid, or sAMAccountName and userPrincipalName. */
    "name-attributes": z.array(attribute).min(1).max(8).optional(),
    /** OpenLDAP: the password policy in force, which must say that locks count. */
    "password-policy": dn.optional(),
  }),
);

/** What watchkeeper.yaml says of a directory that is read as an inventory. */
export const InventorySettings = neverInTheClear(
  z.strictObject({
    ...reached,
    /** Where groups are; `base` where it is not given. */
    "groups-base": dn.optional(),
    /** Groups whose members are privileged, by name or distinguished name; Active Directory's own are known without it. */
    "privileged-groups": z.array(z.string().min(1).max(1_024)).max(64).default([]),
    /** Active Directory: machines that did not sign in for so many days are left out. */
    "unused-days": z.int().min(1).max(3_650).optional(),
    "every-minutes": z.int().min(5).max(1_440).default(60),
  }),
);

type Opened = { readonly name: string; readonly password: string; readonly resolve?: Resolve | undefined };
/** The settings of a directory as they were checked, with its name and secret. */
export type DirectorySettings = z.output<typeof Settings> & Opened;
/** What signing in takes of them. */
export type SignIn = Pick<DirectorySettings, keyof Opened | "url" | "internal" | "start-tls" | "ca" | "bind-dn">;
/** The settings of a directory that is read whole, as they were checked. */
export type ReadSettings = z.output<typeof InventorySettings> & Opened;
