import type { HandoverFact } from "../../core/handover/text.ts";
import type { Happened } from "./findings.ts";
import { cite, citeEntry, factOf, many, moment, quoted, reasonOf, who } from "./words.ts";

/** What one line names of many alike. */
const namedMax = 12;

/** A line of what changed, with the time by which it stands among the others. */
export type Line = { readonly atMs: number; readonly fact: HandoverFact };

type Fact = NonNullable<Happened["fact"]>;
type Of<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;
/** Entries of one kind, at least two. */
type Alike = { readonly all: readonly Happened[]; readonly facts: readonly Fact[] };

/** What an entry is alike to: the entries of one key are told in one line. Undefined for what always has a line of its own. */
export function likeness(fact: Fact, isApproved: (id: string) => boolean): string | undefined {
  switch (fact.type) {
    case "ActionProposed":
    case "AccountMade":
    case "ServiceStarted":
      return fact.type;
    case "ActionVoided":
      return isApproved(fact.id) ? undefined : `${fact.type} ${fact.because}`;
    case "ActionExpired":
      return isApproved(fact.id) ? undefined : fact.type;
    case "RoleGiven":
      return `${fact.type} ${fact.account} ${fact.by}`;
    case "SettingChanged":
      return `${fact.type} ${fact.setting} ${fact.by}`;
    default:
      return undefined;
  }
}

/** Many alike in one line, at the time of the first. */
export function alikeLine(all: readonly Happened[], names: ReadonlyMap<string, string>): Line | undefined {
  const [first, last] = [all[0], all.at(-1)];
  const alike = { all, facts: all.flatMap(({ fact }) => fact ?? []) };
  const told = first && wordsOf(alike, names);
  if (!first || !last || !told) return undefined;
  const until = moment(first.atMs) === moment(last.atMs) ? "" : ` to ${moment(last.atMs)}`;
  return {
    atMs: first.atMs,
    fact: factOf({
      key: `entry:${first.world}#${first.sequence}`,
      urgency: told.urgency ?? "to-know",
      says: `${moment(first.atMs)}${until}: ${told.says}.`,
      cites: [...(told.actions ?? []).slice(0, namedMax).map((id) => cite("action", id)), citeEntry(first), citeEntry(last)],
    }),
  };
}

type Told = { readonly says: string; readonly actions?: readonly string[]; readonly urgency?: HandoverFact["urgency"] };

function wordsOf(alike: Alike, names: ReadonlyMap<string, string>): Told | undefined {
  const [fact] = alike.facts;
  switch (fact?.type) {
    case "ActionProposed": {
      const actions = of(alike, "ActionProposed").map(({ action }) => action);
      const said = actions.map(({ id, verb, target }) => `${id} ${verb} ${quoted(target.name)}`);
      return { says: `${many(actions.length, "action")} were proposed: ${named(said)}`, actions: actions.map(({ id }) => id) };
    }
    case "ActionVoided": {
      const ids = of(alike, "ActionVoided").map(({ id }) => id);
      return {
        says: `${many(ids.length, "proposal")} that nobody had approved ended because ${reasonOf(fact.because)}: ${named(ids)}`,
        actions: ids,
      };
    }
    case "ActionExpired": {
      const ids = of(alike, "ActionExpired").map(({ id }) => id);
      return { says: `${many(ids.length, "action")} expired, since nobody answered: ${named(ids)}`, actions: ids, urgency: "this-shift" };
    }
    case "RoleGiven": {
      const roles = [...new Set(of(alike, "RoleGiven").map(({ role }) => role))];
      const whose = quoted(names.get(fact.account) ?? fact.account);
      return { says: `${whose} was given the ${roles.length === 1 ? "role" : "roles"} ${roles.join(", ")} by ${who(fact.by)}` };
    }
    case "AccountMade": {
      const made = of(alike, "AccountMade").map(({ name, by }) => `${quoted(name)} by ${who(by)}`);
      return { says: `${many(made.length, "account")} were made: ${named(made)}` };
    }
    case "SettingChanged":
      return { says: `the setting ${quoted(fact.setting)} was changed ${alike.facts.length} times by ${who(fact.by)}` };
    case "ServiceStarted":
      return { says: `processes of the service started ${alike.facts.length} times, the last of version ${quoted(latestVersion(alike))}` };
    default:
      return undefined;
  }
}

const latestVersion = (alike: Alike) => of(alike, "ServiceStarted").at(-1)?.version ?? "";

function of<Type extends Fact["type"]>({ facts }: Alike, type: Type): Of<Type>[] {
  return facts.filter((fact): fact is Of<Type> => fact.type === type);
}

function named(all: readonly string[]): string {
  const rest = all.length - namedMax;
  return rest > 0 ? `${all.slice(0, namedMax).join(", ")} and ${rest} more` : all.join(", ");
}
