import type { Asset } from "../../core/asset/asset.ts";
import { classOfAsset, isProtectedEntry } from "../../core/asset/asset-class.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { inline } from "../../core/report/inline.ts";
import { type Falling, fallingWith, feltBy, sparesLeft } from "./falling.ts";
import { counted, type Measured, nothingCounted, type Standing, sharedInfrastructureDependents, usersAffectedMax } from "./measured.ts";
import type { Floor } from "./tier.ts";

const nameShown = 80;

/** What hangs on a machine: dependents by reverse reachability, services, people. `seen` is how the evidence names it. */
export function radiusOfHost(asset: Asset | undefined, seen: string, inventory: InventoryIndex, contained: Standing): Measured {
  if (!asset)
    return {
      blast: { ...nothingCounted, hosts: 1, criticality: "unknown" },
      assetClass: "unknown-host",
      what: seen === "" ? "the machines that hold it are not known" : `nobody knows what depends on "${inline(seen, nameShown)}"`,
      floors: [],
    };
  const spares = sparesLeft(asset, inventory, contained);
  const dependents = inventory.dependentsOf(asset.name).length;
  const felt = feltBy(fallingWith(asset, inventory, contained), inventory, contained);
  const sessions = Math.max(inventory.graph().usersOf(asset).length, asset.users ?? 0);
  return {
    blast: {
      hosts: 1,
      identities: felt.users,
      dependents,
      sessions,
      services: [...felt.stopping, ...felt.lastSpare].toSorted(),
      criticality: felt.criticality,
      protected: isProtectedEntry(asset),
      redundant: spares.length > 0,
      known: true,
    },
    assetClass: classOfAsset(asset),
    what: whatOf(asset, dependents, felt, spares.length),
    floors: floorsOf(asset, dependents, felt),
  };
}

/** What falls with it, as tiers: shared by the account that services run under. */
export function floorsOfFalling(felt: Falling, dependents: number): Floor[] {
  const floors: Floor[] = [];
  if (felt.criticality === "critical") floors.push({ tier: 3, because: `"${inline(felt.gravest, nameShown)}" is critical` });
  if (dependents >= sharedInfrastructureDependents)
    floors.push({ tier: 3, because: `${dependents} assets depend on it (shared from ${sharedInfrastructureDependents})` });
  if (felt.users > usersAffectedMax)
    floors.push({ tier: 3, because: `${felt.users} people would feel it (many from ${usersAffectedMax + 1})` });
  if (dependents > 0) floors.push({ tier: 2, because: `${counted(dependents, "asset depends", "assets depend")} on it` });
  if (felt.criticality === "high") floors.push({ tier: 2, because: `"${inline(felt.gravest, nameShown)}" is of high criticality` });
  return floors;
}

function floorsOf(asset: Asset, dependents: number, felt: Falling): Floor[] {
  const floors = floorsOfFalling(felt, dependents);
  if (classOfAsset(asset) === "server") floors.push({ tier: 2, because: "it is a server" });
  return floors;
}

function whatOf(asset: Asset, dependents: number, felt: Falling, spares: number): string {
  const parts = [
    `${inline(asset.role, nameShown)} of ${asset.criticality} criticality${asset.service === undefined ? "" : ` for ${inline(asset.service, nameShown)}`}`,
    dependents === 0 ? "nothing else depends on it" : `${counted(dependents, "asset depends", "assets depend")} on it`,
  ];
  if (felt.users > 0) parts.push(counted(felt.users, "person would feel it", "people would feel it"));
  if (felt.stopping.length > 0) parts.push(`${namesOf(felt.stopping)} would stop`);
  if (felt.lastSpare.length > 0) parts.push(`${namesOf(felt.lastSpare)} would run on the last spare`);
  if (spares > 0) parts.push(`${counted(spares, "other machine does", "other machines do")} the same work`);
  return parts.join("; ");
}

const servicesShown = 3;

/** The first names, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, servicesShown).map((name) => inline(name, nameShown));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
