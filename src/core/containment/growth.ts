import { criticalities } from "../asset/asset.ts";
import type { Assessed } from "./containment.ts";

const counts = ["hosts", "identities", "dependents", "sessions", "reach"] as const;

/**
 * What grew between two assessments of one action, in words; undefined where nothing did. People approved what they were shown: anything that would touch
 * more, or ask for more people, than they saw takes a new proposal. The share that is contained and the age of the inventory count by the tier alone.
 */
export function growthOf(before: Assessed, now: Assessed): string | undefined {
  if (now.tier > before.tier) return `its tier rose from ${before.tier} to ${now.tier}`;
  if (now.approvers > before.approvers) return `it takes ${now.approvers} people now, not ${before.approvers}`;
  if (now.assetClass !== before.assetClass) return `its target is counted as ${now.assetClass} now, not as ${before.assetClass}`;
  return radiusGrowth(before.blastRadius, now.blastRadius);
}

function radiusGrowth(before: Assessed["blastRadius"], now: Assessed["blastRadius"]): string | undefined {
  for (const name of counts) if (now[name] > before[name]) return `it would reach ${now[name]} ${name} now, not ${before[name]}`;
  if (now.services.some((service) => !before.services.includes(service))) return "another service would be hit now";
  if (now.protected && !before.protected) return "its target is protected now";
  if (before.known && !now.known) return "the inventory no longer knows its target";
  if (before.redundant && !now.redundant) return "nothing else does the work of its target now";
  return rankOf(now.criticality) > rankOf(before.criticality) ? `its target is of ${now.criticality} criticality now` : undefined;
}

/** What nobody knows may be the worst. */
const rankOf = (criticality: Assessed["blastRadius"]["criticality"]) =>
  criticality === "unknown" ? criticalities.length : criticalities.indexOf(criticality);
