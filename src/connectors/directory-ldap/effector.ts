import { AndFilter, EqualityFilter, OrFilter, PresenceFilter } from "ldapts";
import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, ProductState } from "../../ports/effector.ts";
import { defineEffector } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne } from "../kit/effector.ts";
import { refusal } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { quoted } from "../kit/quoted.ts";
import { activeDirectory } from "./active-directory.ts";
import { checkDirectory } from "./check.ts";
import type { AccountState, Dialect } from "./dialect.ts";
import { openLdap } from "./openldap.ts";
import { passwordOf } from "./password.ts";
import { type DirectoryEntry, type Session, withSession } from "./session.ts";
import { type DirectorySettings, Settings } from "./settings.ts";

const namesMax = 32;
const nameLengthMax = 256;

/** Suspends accounts in a directory: OpenLDAP with its password policy, or Active Directory. What it needs and promises is in README.md. */
export default defineEffector({
  product: "directory-ldap",
  title: "OpenLDAP or Active Directory",
  verbs: ["disable-account"],
  provenOn: "the real product",
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const dialect = settings.kind === "openldap" ? openLdap : activeDirectory;
    const password = passwordOf(name, secrets, "containment.yaml");
    const directory: Directory = { settings: { ...settings, name, password, resolve: parts.resolve }, dialect };
    const within = <Result>(signal: AbortSignal, work: (session: Session) => Promise<Result>) =>
      withSession(directory.settings, signal, work);
    return boundedEffector(
      {
        name,
        product: dialect.product,
        provenOn: "the real product",
        verbs: ["disable-account"],
        located: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        locate: (target, _, signal) => within(signal, (session) => locate(directory, session, target)),
        observe: (order, signal) => within(signal, (session) => observe(directory, session, order)),
        perform: (order, leave) => within(leave.signal, (session) => perform(directory, session, { order, leave })),
        undo: (order, leave) => within(leave.signal, (session) => undo(directory, session, { order, leave })),
        check: (signal) => within(signal, (session) => checkDirectory(directory, session)),
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Directory = { readonly settings: DirectorySettings; readonly dialect: Dialect };

async function locate(directory: Directory, session: Session, target: Handle): Promise<string> {
  const { settings, dialect } = directory;
  const { name, base } = settings;
  if (target.kind !== "account") throw noTarget(name, target);
  const names = spellings([target.name, ...target.aliases], settings);
  if (names.length === 0) throw noTarget(name, target);
  const attributes = settings["name-attributes"] ?? dialect.nameAttributes;
  const anyName = new OrFilter({
    filters: attributes.flatMap((attribute) => names.map((value) => new EqualityFilter({ attribute, value }))),
  });
  const filter = new AndFilter({ filters: [dialect.people, anyName] });
  const found = await session.search({ base, scope: "sub", filter, attributes: dialect.attributes });
  const entry = onlyOne(name, target, found);
  await mayBeTouched(directory, session, entry);
  return idOf(directory, entry);
}

/** Names of the account as this directory may have them. EXAMPLE\mara is "mara" here only if EXAMPLE is this domain. */
function spellings(names: readonly string[], settings: DirectorySettings): readonly string[] {
  const own = settings["netbios-domain"]?.toLowerCase();
  const plain = names.slice(0, namesMax).flatMap((given) => {
    const parts = /^([^\\]+)\\([^\\]+)$/.exec(given);
    if (!parts) return given.includes("\\") && settings.kind === "active-directory" ? [] : [given];
    if (settings.kind === "openldap" && own === undefined) return [given];
    return parts[1]?.toLowerCase() === own && parts[2] !== undefined ? [parts[2]] : [];
  });
  return [...new Set(plain)].filter((value) => value.length > 0 && value.length <= nameLengthMax && !/\p{Cc}/u.test(value));
}

/** Refuses what must never be locked: our own account, machines, and accounts that the dialect names. */
async function mayBeTouched({ settings, dialect }: Directory, session: Session, entry: DirectoryEntry): Promise<void> {
  const { name, "bind-dn": own } = settings;
  const not = (says: string) => refusal(name, `does not touch this account: it ${says}`, "choose another way to contain it, by hand");
  if (plain(own) === plain(entry.dn)) throw not("is the one that Watchkeeper signs in with");
  const [self] = await session.search({ base: own, scope: "base", filter: anything, attributes: dialect.attributes });
  if (self && dialect.idOf(self) !== undefined && dialect.idOf(self) === dialect.idOf(entry))
    throw not("is the one that Watchkeeper signs in with");
  const why = dialect.whyNot(entry);
  if (why !== undefined) throw not(why);
}

const anything = new PresenceFilter({ attribute: "objectClass" });
const plain = (dn: string) => dn.replace(/\s*([,=])\s*/g, "$1").toLowerCase();

function idOf({ settings, dialect }: Directory, entry: DirectoryEntry): string {
  const id = dialect.idOf(entry);
  if (id === undefined) throw unexpectedAnswer(settings.name, "the entry has no id");
  return id;
}

/** The one entry that was located, if it is still there and still below the base. */
async function entryOf({ settings, dialect }: Directory, session: Session, { located, target }: EffectOrder): Promise<DirectoryEntry> {
  const found = await session.search({ ...dialect.questionOf(located, settings.base), attributes: dialect.attributes });
  const [entry] = found.filter(({ dn }) => plain(dn).endsWith(`,${plain(settings.base)}`));
  if (found.length > 1 || !entry) throw noTarget(settings.name, target);
  return entry;
}

async function observe(directory: Directory, session: Session, order: EffectOrder) {
  const state = directory.dialect.stateOf(await entryOf(directory, session, order));
  return {
    inForce: state.locked ? ("yes" as const) : ("no" as const),
    state: { ...state },
    says: `${quoted(order.target.name)} is ${state.locked ? "locked" : "not locked"} in ${directory.settings.name}`,
  };
}

async function perform(directory: Directory, session: Session, { order, leave }: { order: EffectOrder; leave: Leave }) {
  const { dialect, settings } = directory;
  const entry = await entryForChange(directory, session, order);
  const changes = dialect.lock(dialect.stateOf(entry));
  if (changes === undefined) return { says: `${quoted(order.target.name)} was locked already; nothing was changed` };
  const { dn, controls } = dialect.aimAt(order.located, entry);
  await leave.change(() => session.modify(dn, changes, controls));
  return { says: `${quoted(order.target.name)} was locked in ${settings.name}; ${dialect.survives}` };
}

async function undo(
  directory: Directory,
  session: Session,
  { order, leave }: { order: EffectOrder & { readonly before: ProductState }; leave: Leave },
) {
  const { dialect, settings } = directory;
  const before = stateFrom(settings.name, order.before);
  const entry = await entryForChange(directory, session, order);
  const changes = dialect.unlock(dialect.stateOf(entry), before);
  if (changes === undefined) {
    return { says: `${quoted(order.target.name)} is as it was before (${before.locked ? "locked by somebody else" : "not locked"})` };
  }
  if ("notOurs" in changes) throw refusal(settings.name, `left the account alone: ${changes.notOurs}`, "look at the account by hand");
  const { dn, controls } = dialect.aimAt(order.located, entry);
  await leave.change(() => session.modify(dn, changes, controls));
  return { says: `${quoted(order.target.name)} is as it was before in ${settings.name}` };
}

async function entryForChange(directory: Directory, session: Session, order: EffectOrder): Promise<DirectoryEntry> {
  const { settings } = directory;
  try {
    const entry = await entryOf(directory, session, order);
    await mayBeTouched(directory, session, entry);
    return entry;
  } catch (cause) {
    throw nothingHappened(settings.name, cause);
  }
}

/** Before anything was sent to be changed, a missing entry is a clear no. */
function nothingHappened(name: string, cause: unknown): unknown {
  if (!(cause instanceof SocError) || !["effector/no-target", "effector/several-targets"].includes(cause.code)) return cause;
  return refusal(name, `changed nothing: ${cause.problem}`, cause.remedy);
}

const Before = z.strictObject({ locked: z.boolean(), value: z.string().max(64).nullable() });

function stateFrom(name: string, before: ProductState): AccountState {
  const read = Before.safeParse(before);
  if (read.success) return read.data;
  throw refusal(name, "changed nothing: what is recorded of the account's state before is not readable", "put the account back by hand");
}
