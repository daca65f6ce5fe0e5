import type { Identity } from "../../core/asset/asset.ts";
import { classOfIdentity, isProtectedEntry, isServiceAccount } from "../../core/asset/asset-class.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { inline } from "../../core/report/inline.ts";
import { fallingWith, feltBy } from "./falling.ts";
import { counted, type Measured, nothingCounted, type Standing, usersAffectedMax } from "./measured.ts";
import { floorsOfFalling, namesOf } from "./radius-host.ts";
import type { Floor } from "./tier.ts";

/** What hangs on an account: its sessions, the people who share it, and the services that run under it with all that depends on them. */
export function radiusOfAccount(identity: Identity | undefined, seen: string, inventory: InventoryIndex, contained: Standing): Measured {
  if (!identity)
    return {
      blast: { ...nothingCounted, identities: 1, sessions: 1, criticality: "unknown" },
      assetClass: "unknown-account",
      what: `nobody knows what rights "${inline(seen, 80)}" has`,
      floors: [],
    };
  const running = inventory.graph().runningAs(identity);
  const falling = [...new Set(running.flatMap((asset) => fallingWith(asset, inventory, contained)))];
  const felt = feltBy(falling, inventory, contained);
  const own = identity.privileged ? "high" : "medium";
  const people = identity.users ?? 1;
  return {
    blast: {
      ...nothingCounted,
      known: true,
      identities: Math.max(people, 1) + felt.users,
      dependents: falling.length,
      sessions: identity.sessions ?? Math.max(identity["usual-hosts"].length, 1),
      services: [...felt.stopping, ...felt.lastSpare].toSorted(),
      criticality: felt.criticality === "critical" ? "critical" : felt.criticality === "high" ? "high" : own,
      protected: isProtectedEntry(identity),
    },
    assetClass: classOfIdentity(identity),
    what: whatOf(identity, people, falling.length, felt.stopping),
    floors: [
      ...floorsOfFalling(felt, falling.length),
      ...(people > usersAffectedMax
        ? [{ tier: 3, because: `${people} people sign in with it (many from ${usersAffectedMax + 1})` } as const]
        : []),
      ...ownFloors(identity),
    ],
  };
}

function ownFloors(identity: Identity): Floor[] {
  if (identity.privileged) return [{ tier: 2, because: "the account is privileged" }];
  return isServiceAccount(identity) ? [{ tier: 2, because: "services sign in with it" }] : [];
}

function whatOf(identity: Identity, people: number, dependents: number, stopping: readonly string[]): string {
  const parts = [`one ${identity.privileged ? "privileged " : ""}account, role ${inline(identity.role, 80)}`];
  if (people > 1) parts.push(`${people} people sign in with it`);
  if (isServiceAccount(identity)) parts.push("services that run under it stop signing in");
  if (dependents > 0) parts.push(counted(dependents, "machine would feel it", "machines would feel it"));
  if (stopping.length > 0) parts.push(`${namesOf(stopping)} would stop`);
  return parts.join("; ");
}
