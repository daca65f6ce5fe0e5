import { PresenceFilter } from "ldapts";
import { SocError } from "../../core/soc-error.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { quoted } from "../kit/quoted.ts";
import type { Dialect } from "./dialect.ts";
import { assertionOid } from "./openldap.ts";
import type { Session } from "./session.ts";
import type { DirectorySettings } from "./settings.ts";

const anything = new PresenceFilter({ attribute: "objectClass" });

/** Whether the directory is of the kind that the settings say, and has what a lock needs there. Reads only. */
export async function checkDirectory(
  { settings, dialect }: { settings: DirectorySettings; dialect: Dialect },
  session: Session,
): Promise<{ says: string }> {
  const { name, base } = settings;
  const asked = ["supportedControl", "supportedCapabilities"];
  const [root] = await session.search({ base: "", scope: "base", filter: anything, attributes: asked });
  if (!root) throw unexpectedAnswer(name, "the directory does not describe itself");
  const isActiveDirectory = root.values("supportedCapabilities").includes(activeDirectoryOid);
  if (isActiveDirectory !== (settings.kind === "active-directory")) {
    throw badSettings(
      name,
      "kind",
      `says "${settings.kind}", and the directory is ${isActiveDirectory ? "Active Directory" : "not Active Directory"}`,
    );
  }
  if (!isActiveDirectory && !root.values("supportedControl").includes(assertionOid)) {
    throw badSettings(
      name,
      "url",
      "leads to a directory without assertions (RFC 4528), so that a rename could turn a lock on somebody else",
    );
  }
  const [top] = await session.search({ base, scope: "base", filter: anything, attributes: ["1.1"] });
  if (!top) throw badSettings(name, "base", "is not there, or may not be read by the account that we sign in with");
  const policy = await checkPolicy(settings, session);
  return {
    says: `signed in to ${quoted(name)} (${dialect.product}), and ${quoted(base)} is there${policy}; whether the account may lock others shows at the first lock, as nothing was changed now`,
  };
}

/** [MS-ADTS] 3.1.1.3.4.3.1 */
export const activeDirectoryOid = "1.2.840.113556.1.4.800";

/** A lock that the password policy does not heed is no lock. */
async function checkPolicy({ name, "password-policy": policy }: DirectorySettings, session: Session): Promise<string> {
  if (policy === undefined) return "";
  const [entry] = await session.search({ base: policy, scope: "base", filter: anything, attributes: ["pwdLockout"] });
  if (!entry) throw badSettings(name, "password-policy", "names an entry that is not there, or may not be read");
  if (entry.values("pwdLockout")[0] !== "TRUE")
    throw badSettings(name, "password-policy", "names a policy without pwdLockout TRUE, so that locks do nothing");
  return ", with a password policy that heeds locks";
}

const badSettings = (name: string, field: string, says: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting ${quoted(field)} of ${quoted(name)} ${says}`,
    remedy: "correct it in containment.yaml; the connector's README lists all settings",
    retry: "never",
  });
