import type { Filter } from "ldapts";
import type { z } from "zod";
import type { Asset, Identity } from "../../core/asset/asset.ts";
import type { Group, Memberships } from "./members.ts";
import type { DirectoryEntry } from "./session.ts";
import type { ReadSettings } from "./settings.ts";

/** What is asked for of one kind of entries. */
export type Kind = { readonly filter: Filter; readonly attributes: readonly string[] };
/** An account with the names under which groups may hold it. */
export type Person = { readonly keys: readonly string[]; readonly identity: z.input<typeof Identity> };
/** A machine, with the entry of whoever owns it. */
export type Machine = { readonly asset: z.input<typeof Asset>; readonly ownerDn: string | undefined };

/** How one kind of directory tells of people, groups and machines. Pure: entries in, an inventory's words out. */
export type InventoryDialect = {
  readonly people: Kind;
  readonly groups: Kind;
  readonly machines: Kind;
  /** A group that is privileged whatever the settings say. */
  readonly isPrivileged: (group: Group) => boolean;
  /** Whether each directory of this kind has such groups. */
  readonly hasOwnPrivileged: boolean;
  /** Who is in a group, as the group's own entry says it. */
  readonly fromGroup: (entry: DirectoryEntry, to: Memberships) => void;
  /** Which groups somebody is in, as their own entry says it. */
  readonly fromPerson: (entry: DirectoryEntry, to: Memberships) => void;
  /** Undefined for an entry that is nobody's account. */
  readonly personOf: (entry: DirectoryEntry, settings: ReadSettings) => Person | undefined;
  /** Undefined for what is left out. */
  readonly machineOf: (entry: DirectoryEntry, settings: ReadSettings, nowMs: number) => Machine | undefined;
};

const textLengthMax = 255;
const [aliasesMax, listMax] = [32, 64];

/** The first value of the first attribute that has one, within bounds. */
export function firstOf(entry: DirectoryEntry, ...attributes: readonly string[]): string | undefined {
  for (const attribute of attributes) {
    const text = entry.values(attribute)[0]?.trim().slice(0, textLengthMax).toWellFormed();
    if (text) return text;
  }
  return undefined;
}

/** Other names, within bounds, sorted; the name itself left out. */
export const aliasesOf = (name: string, found: readonly (string | undefined)[]): string[] =>
  known(found, aliasesMax).filter((each) => each.toLowerCase() !== name.toLowerCase());

/** Values within bounds, each once, sorted. */
export function known(found: readonly (string | undefined)[], max = listMax): string[] {
  const texts = found.flatMap((each) => each?.trim().toWellFormed() ?? []).filter((each) => each !== "" && each.length <= textLengthMax);
  return [...new Set(texts)].toSorted().slice(0, max);
}

/** Our own account among the others: nothing is done to it. */
export const ownRole = "watchkeeper service account";
