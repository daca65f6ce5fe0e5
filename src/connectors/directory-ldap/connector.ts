import { PresenceFilter } from "ldapts";
import { SocError } from "../../core/soc-error.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { quoted } from "../kit/quoted.ts";
import { activeDirectoryOid } from "./check.ts";
import { passwordOf } from "./password.ts";
import { dialectOf, privilegedGroups, readGroups, readInventory } from "./read-inventory.ts";
import { type Session, withSession } from "./session.ts";
import { InventorySettings, type ReadSettings } from "./settings.ts";

/** All that one reading may bring: half a million accounts of about a kilobyte. */
const bytesMax = 512 * 1_048_576;
const minuteMs = 60_000;

/** Accounts, who of them is privileged, and machines, out of OpenLDAP or Active Directory. What it needs and promises is in README.md. */
export default defineConnector({
  product: "directory-ldap",
  title: "OpenLDAP or Active Directory",
  provenOn: "the real product",
  serves: ["inventory"],
  secrets: ["password"],
  settings: InventorySettings,
  make({ name, settings: given, secrets, parts }) {
    const settings: ReadSettings = { ...given, name, password: passwordOf(name, secrets, "watchkeeper.yaml"), resolve: parts.resolve };
    const within = <Result>(signal: AbortSignal, work: (session: Session) => Promise<Result>) =>
      withSession(settings, signal, work, bytesMax);
    return {
      check: (signal) => within(signal, (session) => check(settings, session)),
      inventory: {
        name,
        everyMs: settings["every-minutes"] * minuteMs,
        read: (signal) => within(signal, (session) => readInventory(settings, session, parts.clock.nowMs())),
      },
    };
  },
});

/** Whether it is the directory that the settings say, and gives us its groups and at least one account. */
async function check(settings: ReadSettings, session: Session): Promise<{ readonly says: string }> {
  const { name, kind, base } = settings;
  const anything = new PresenceFilter({ attribute: "objectClass" });
  const [root] = await session.search({ base: "", scope: "base", filter: anything, attributes: ["supportedCapabilities"] });
  const found = root?.values("supportedCapabilities").includes(activeDirectoryOid) ? "active-directory" : "openldap";
  if (found !== kind) throw otherKind(name, kind);
  const dialect = dialectOf(settings);
  const { groups } = await readGroups(settings, dialect, session);
  const privileged = privilegedGroups(settings, dialect, groups).length;
  for await (const page of session.pages(
    { base, scope: "sub", filter: dialect.people.filter, attributes: ["1.1"] },
    Number.MAX_SAFE_INTEGER,
  ))
    if (page.length > 0)
      return {
        says: `signed in to ${quoted(name)}, and may read accounts and ${groups.length} groups, ${privileged} of them privileged${privileged === 0 ? ': nobody counts as privileged before "privileged-groups" names some' : ""}`,
      };
  throw nobody(name, base);
}

const otherKind = (name: string, kind: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting "kind" of ${quoted(name)} says "${kind}", and the directory is of another kind`,
    remedy: "correct it in watchkeeper.yaml; the connector's README lists all settings",
    retry: "never",
  });

const nobody = (name: string, base: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `${quoted(name)} shows us no account below ${quoted(base)}`,
    remedy: "correct the base, or give the account that we sign in with the right to read accounts",
    retry: "never",
  });
