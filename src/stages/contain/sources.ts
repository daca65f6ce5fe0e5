import type { CaseAlert } from "../investigate/case-view.ts";

/** The products behind alerts, lower-case, sorted, each once; our own detection is as independent as the telemetry that it read. */
export function sourcesNaming(naming: readonly CaseAlert[]): readonly string[] {
  const names = naming.map(({ alert }) => (alert.product === "watchkeeper" ? (alert.dataset ?? alert.product) : alert.product));
  return [...new Set(names.map((name) => name.toLowerCase()))].toSorted();
}
