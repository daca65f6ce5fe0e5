import type { AttackCatalogue, GroupFacts } from "../../core/attack/attack.ts";

/** A group with what it is known to do: technique → 1 where ATT&CK says so of the group or of a campaign of its, less where only its tools can. */
export type ActorProfile = { readonly group: GroupFacts; readonly does: ReadonlyMap<string, number>; readonly size: number };

/** How common techniques and software are among groups: what agreement with any one of them is worth. */
export type ActorStatistics = {
  /** Groups that ATT&CK holds techniques of. */
  readonly profiles: readonly ActorProfile[];
  readonly groups: readonly GroupFacts[];
  /** How many groups use a technique; what tools can do counts in part. */
  readonly usersOf: (technique: string) => number;
  /** How many groups use a piece of software; at least 1. */
  readonly softwareUsersOf: (software: string) => number;
  /** All uses of all techniques by all groups. */
  readonly usesTotal: number;
};

/** A group that has a tool may use what the tool can do. */
const throughTool = 0.5;

const known = new WeakMap<AttackCatalogue, ActorStatistics>();

/** The statistics of a catalogue, counted at first use. */
export function statisticsOf(catalogue: AttackCatalogue): ActorStatistics {
  const made = known.get(catalogue) ?? count(catalogue);
  known.set(catalogue, made);
  return made;
}

function count(catalogue: AttackCatalogue): ActorStatistics {
  const groups = [...catalogue.groups()];
  const profiles = groups.filter(({ techniques }) => techniques.length > 0).map((group) => profileOf(group, catalogue));
  const users = new Map<string, number>();
  const softwareUsers = new Map<string, number>();
  for (const { group, does } of profiles) {
    for (const [id, share] of does) users.set(id, (users.get(id) ?? 0) + share);
    for (const id of group.software) softwareUsers.set(id, (softwareUsers.get(id) ?? 0) + 1);
  }
  return {
    groups,
    profiles,
    usersOf: (id) => users.get(id) ?? 0,
    softwareUsersOf: (id) => softwareUsers.get(id) ?? 1,
    usesTotal: profiles.reduce((sum, { size }) => sum + size, 0),
  };
}

function profileOf(group: GroupFacts, catalogue: AttackCatalogue): ActorProfile {
  const does = new Map<string, number>();
  const own = new Set(group.software);
  for (const { id, techniques } of catalogue.software())
    if (own.has(id)) for (const technique of techniques) does.set(technique, throughTool);
  for (const { groups, techniques } of catalogue.campaigns())
    if (groups.includes(group.id)) for (const technique of techniques) does.set(technique, 1);
  for (const technique of group.techniques) does.set(technique, 1);
  return { group, does, size: [...does.values()].reduce((sum, share) => sum + share, 0) };
}
