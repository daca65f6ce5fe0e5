import type { Asset } from "../../core/asset/asset.ts";
import type { SaidValue } from "../../core/regulation/decide.ts";
import { regulationLimits as limits } from "../../core/regulation/limits.ts";
import type { CaseRow } from "../../ports/views.ts";

/** Values from outside in one list, at most. */
const valuesMax = 200;
const valueLengthMax = 500;
/** What of a case stands for somebody who attacked, as others can look for it. */
const indicatorTypes = new Set(["ip", "domain", "url", "email", "hash", "file", "certificate", "user-agent"]);

/**
 * What a case says of itself for regulators: the agent's proposals, each an estimate with its source. Times are the earliest that are plausible: we were aware
 * at the latest when the case was opened. Nothing is proposed that would end a duty: no "no", and no time at which something was over.
 */
export function proposalsOf(row: CaseRow, assetOf: (name: string) => Asset | undefined): readonly SaidValue[] {
  const { detail } = row;
  const said = (id: string, value: SaidValue["value"], source: string): SaidValue => ({ id, value, estimate: true, source });
  const opened = isoOf(row.openedAtMs);
  const times = [
    said("aware-at", opened, "the case was opened"),
    said("breach-aware-at", opened, "the case was opened"),
    said("occurred-at", isoOf(row.firstMs), "the first event of the case"),
    said("description", cut(detail ? `${row.title}. ${detail.because}` : row.title), "title and reason of the case"),
    said("discovery", cut(`alerts of ${(row.about?.sources ?? []).join(", ") || "our sources"}`), "alerts of the case"),
  ];
  if (!detail) return times;
  const assets = detail.assets.map(({ name }) => assetOf(name)).filter((asset) => asset !== undefined);
  const critical = assets.filter(({ criticality }) => criticality === "critical");
  const functions = sorted(critical.flatMap(({ service }) => service ?? []));
  const indicators = detail.observables.filter(({ type }) => indicatorTypes.has(type)).map(({ type, value }) => `${type}: ${value}`);
  return [
    ...times,
    said("severity", `${detail.severity}, by the agent`, "severity of the case"),
    said("incident-type", detail.category, "category of the case"),
    ...listed("techniques", sorted(detail.techniques.map(({ id }) => id)), "ATT&CK mapping of the case"),
    ...listed("infrastructure", sorted(detail.assets.map(({ name }) => name)), "assets of the case"),
    ...listed("indicators", sorted(indicators), "observables of the case"),
    ...listed("critical-functions", functions, "inventory: services of critical assets"),
    ...(critical.length > 0 ? [said("critical-services", true, "inventory: critical assets of the case")] : []),
    ...(detail.verdict === "true-positive" ? [said("suspected-malicious", true, "verdict of the case")] : []),
  ];
}

const isoOf = (timeMs: number) => new Date(timeMs).toISOString();
const cut = (text: string) => text.slice(0, limits.textLengthMax).toWellFormed();
const sorted = (texts: readonly string[]) =>
  [...new Set(texts.map((text) => text.slice(0, valueLengthMax).toWellFormed()))].toSorted().slice(0, valuesMax);
const listed = (id: string, value: string[], source: string): SaidValue[] =>
  value.length === 0 ? [] : [{ id, value, estimate: true, source }];
