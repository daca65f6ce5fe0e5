import type { Alert } from "../../core/alert/alert.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { observableKey, shortHostName } from "../../core/observable/observable.ts";
import { subjectOf } from "./bonds.ts";

/** The machine that an alert is about, as `host:` and its short name; undefined when it is about what whoever sends packets or records may have made up. */
export type MachineOf = (alert: Alert) => string | undefined;

/**
 * Tells machines of ours from names and addresses that an attacker chose: those that the inventory knows, and those whose address telemetry tied to
 * one machine (`names`, pairs of `observableKey`). Only they are a population.
 */
export function openPopulation(names: ReadonlyMap<string, string>, inventory: InventoryIndex): MachineOf {
  let seen: ReadonlySet<string> | undefined;
  return (alert) => {
    const subject = subjectOf(alert);
    const named = names.get(subject);
    if (named?.startsWith("host:")) return shortHost(named);
    const asset = inventory.assetOf(subject.slice(subject.indexOf(":") + 1));
    if (asset) return shortHost(observableKey({ type: "host", value: asset.name }));
    if (!subject.startsWith("host:")) return undefined;
    seen ??= new Set([...names.values()].filter((key) => key.startsWith("host:")).map(shortHost));
    return seen.has(shortHost(subject)) ? shortHost(subject) : undefined;
  };
}

const shortHost = (key: string) => `host:${shortHostName(key.slice("host:".length))}`;
