import type { Category } from "../../core/alert/category.ts";
import { type BlindCase, blindMax } from "../../core/quality-sample/blind.ts";
import type { AgentWord } from "../../core/quality-sample/quality-sample.ts";
import { inline } from "../../core/report/inline.ts";
import { blindCase } from "./blind.ts";
import { plantedFindings } from "./planted.ts";
import type { SampledCase } from "./stratum.ts";

/** A case of our own making that is known to be bad. */
export type GoldCase = { readonly blind: BlindCase; readonly agent: AgentWord };

const dayMs = 86_400_000;

/**
 * A case that looks like one of its class and is known to be bad: the alerts, assets and ordinary answers of a closed case under other names and at another
 * time, without what spoke for it, and with findings of an attack among the answers. Which ones, and where, is decided by `chance`, bytes that nobody can
 * foresee. Everything in it is made up: no real machine or account is named.
 */
export function goldCase(settled: SampledCase, chance: Uint8Array): GoldCase {
  const real = blindCase(settled);
  const byte = (at: number) => chance[at % chance.length] ?? 0;
  const spoken = new Set(settled.case.evidence.filter(({ weight }) => weight < 0).map(({ says }) => inline(says, blindMax.textLength)));
  const shiftMs = -(1 + (byte(0) % 6)) * dayMs - byte(1) * 173_000;
  const named = renaming(real, byte);
  const machine = real.assets[0]?.name ?? real.observables.find(({ type }) => type === "host")?.value;
  const host = machine === undefined ? `ws-${100 + (byte(2) % 800)}` : named(machine);
  const set = plantedFindings(settled.case.category as Category, byte(3));
  const planted = set.findings({ host, number: (at) => byte(4 + at), atMs: real.toMs + shiftMs });
  const kept = real.found
    .filter(({ says }) => !spoken.has(says))
    .slice(0, blindMax.found - planted.length)
    .map(({ question, says }) => ({ question, says: named(says) }));
  for (const [at, finding] of planted.entries()) kept.splice(byte(10 + at) % (kept.length + 1), 0, finding);
  return {
    blind: {
      fromMs: real.fromMs + shiftMs,
      toMs: real.toMs + shiftMs,
      alerts: real.alerts.map((alert) => ({ ...alert, atMs: alert.atMs + shiftMs, title: named(alert.title) })),
      alertsTotal: real.alertsTotal,
      assets: real.assets.map((asset) => ({ ...asset, name: named(asset.name), owner: asset.owner === null ? null : named(asset.owner) })),
      observables: real.observables.map(({ type, value }) => ({ type, value: named(value) })),
      found: kept,
    },
    agent: {
      verdict: "true-positive",
      severity: settled.case.severity,
      category: settled.case.category,
      title: `gold alert: ${set.what}`,
      because: "made to be found: it measures how often reviewers find what is there",
    },
  };
}

const namedTypes = new Set(["host", "user", "email", "ip", "session", "sid"]);
const namesMax = 100;

/** Gives every name in a case another of the same look: digits are turned on by a few, letters stay. The same name becomes the same other one everywhere. */
function renaming({ assets, observables }: BlindCase, byte: (at: number) => number): (said: string) => string {
  const names = [
    ...assets.flatMap(({ name, owner }) => (owner === null ? [name] : [name, owner])),
    ...observables.filter(({ type }) => namedTypes.has(type)).map(({ value }) => value),
  ];
  const longest = [...new Set(names)].filter((name) => name.length >= 3).toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const others = longest.slice(0, namesMax).map((name, at) => [name, otherName(name, byte(16 + at) + byte(5))] as const);
  return (said) =>
    inline(
      others.reduce((text, [name, other]) => text.replaceAll(name, () => other), said),
      blindMax.textLength,
    );
}

const firstNames = ["alex", "robin", "kim", "sasha", "jo", "chris", "sam", "toni", "noa", "luca", "mika", "rene"];

function otherName(name: string, turn: number): string {
  const address = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.)(\d{1,3})$/.exec(name);
  if (address) return `${address[1]}${(Number(address[2]) + 1 + (turn % 199)) % 255}`;
  const turned = name.replace(/\d/g, (digit) => String((Number(digit) + 1 + (turn % 8)) % 10));
  return turned === name ? `${firstNames[turn % firstNames.length]}.${name.slice(0, 1)}` : turned;
}
