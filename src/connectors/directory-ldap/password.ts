import { SocError } from "../../core/soc-error.ts";
import { quoted } from "../kit/quoted.ts";
import type { Secrets } from "../kit/secrets.ts";

/** The password to sign in with. An empty one would sign in as nobody, and the directory would say yes (RFC 4513, 5.1.2). */
export function passwordOf(name: string, secrets: Secrets, file: string): string {
  const password = secrets.get("password");
  if (password !== "") return password;
  throw new SocError({
    code: "connector/bad-secret",
    problem: `the secret "password" of ${quoted(name)} is empty`,
    remedy: `write the password into the file or variable that ${file} names`,
    retry: "never",
  });
}
