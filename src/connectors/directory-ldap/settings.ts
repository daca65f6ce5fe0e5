import { readFileSync } from "node:fs";
import { z } from "zod";
import { callSecondsDefault, callSecondsMax } from "../kit/call-deadline.ts";
import { badSecret, badSettings } from "../kit/effector-refusals.ts";

const dn = z
  .string()
  .max(1_024)
  .regex(/^[A-Za-z][A-Za-z0-9.-]*\s*=.+$/, 'takes a distinguished name, such as "ou=people,dc=example,dc=test"');
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "takes the name of an attribute");

/** What containment.yaml says of a directory. */
const Settings = z.strictObject({
  kind: z.enum(["openldap", "active-directory"]),
  url: z
    .string()
    .max(512)
    .regex(/^ldaps?:\/\/(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?\/?$/, 'takes "ldaps://host" or "ldap://host:port"'),
  /** Encrypts a connection of ldap:// before anything else is said. */
  "start-tls": z.boolean().default(false),
  /** Certificates in PEM to trust instead of the system's. */
  "ca-file": z.string().min(1).max(4_096).optional(),
  /** Accounts are looked for below it, and nowhere else. */
  base: dn,
  /** Whom we sign in as. A name, not an alias: it is what keeps us from locking ourselves out. */
  "bind-dn": dn,
  /** Where an account's name stands; by default uid, or sAMAccountName and userPrincipalName. */
  "name-attributes": z.array(attribute).min(1).max(8).optional(),
  /** The part before the backslash in names such as EXAMPLE\mara. */
  "netbios-domain": z
    .string()
    .regex(/^[A-Za-z0-9-]{1,15}$/)
    .optional(),
  /** OpenLDAP: the password policy in force, which must say that locks count. */
  "password-policy": dn.optional(),
  "timeout-seconds": z.int().min(1).max(callSecondsMax).default(callSecondsDefault),
});

/** The settings of a directory as they were checked, with its secret and certificates beside them. */
export type DirectorySettings = z.infer<typeof Settings> & {
  readonly name: string;
  readonly password: string;
  readonly ca: string | undefined;
};

const caBytesMax = 1_048_576;

/** Checks what containment.yaml says. Refuses (`connector/bad-settings`, `connector/bad-secret`) with the name of the field; reads the CA file. */
export function readDirectorySettings(name: string, settings: unknown, secrets: Readonly<Record<string, string>>): DirectorySettings {
  const read = Settings.safeParse(settings);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw badSettings(name, issue?.path.join(".") || "settings", (issue?.message ?? "is not as expected").toLowerCase().slice(0, 200));
  }
  const { data } = read;
  if (data.url.startsWith("ldaps:") && data["start-tls"]) throw badSettings(name, "start-tls", "is for ldap://, as ldaps:// is encrypted");
  if (data.url.startsWith("ldap:") && !data["start-tls"] && !isLoopback(data.url)) {
    throw badSettings(name, "url", "would send the password in the clear; write ldaps://, or set start-tls");
  }
  const password = Object.hasOwn(secrets, "password") ? secrets.password : undefined;
  // An empty password would sign in as nobody, and the directory would say yes (RFC 4513, 5.1.2).
  if (password === undefined || password === "") throw badSecret(name, "password", "is missing or empty");
  return { ...data, name, password, ca: certificates(name, data["ca-file"]) };
}

const isLoopback = (url: string) => /^ldap:\/\/(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)(:\d+)?\/?$/.test(url);

function certificates(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    const text = readFileSync(path, "utf8");
    if (text.length > caBytesMax || !text.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no certificate");
    return text;
  } catch {
    throw badSettings(name, "ca-file", "names a file that holds no readable certificates in PEM");
  }
}
