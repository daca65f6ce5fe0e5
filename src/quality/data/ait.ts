import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Neighbour } from "../../ports/scorer.ts";

/** The companies of the alert data set that the shipped model was learnt from; each is one scenario. */
export const learntScenarios = ["russellmitchell", "santos", "shaw", "wardbeck"] as const;

/** The phases of the attack as the labels name them, in the order of the model's activities; class 0 is "no phase". */
export const aitPhases = [
  "network_scans",
  "service_scans",
  "dirb",
  "wpscan",
  "webshell",
  "cracking",
  "reverse_shell",
  "privilege_escalation",
  "service_stop",
  "dnsteal",
] as const;

/** One alert of the set: what a product would say of it, and its labels. `phase` is 0 outside every phase, else the place in `aitPhases` plus 1. */
export type AitAlert = Neighbour & { readonly ip: string; readonly phase: number; readonly eventLabel: string };
/** One scenario's alerts, in order of time. */
export type AitScenario = { readonly name: string; readonly alerts: readonly AitAlert[] };

const unzip = promisify(gunzip);
const bytesMax = 512_000_000;

const ending = "_alerts.txt.gz";
const scenariosMax = 32;

/** Reads the scenarios of the alert data set that lie in `<data>/ait`, by name, whichever they are; where there is none the file system says so. */
export async function readAit(data: string): Promise<AitScenario[]> {
  const files = (await readdir(join(data, "ait"))).filter((file) => file.endsWith(ending)).toSorted();
  if (files.length === 0) await readFile(join(data, "ait", `SCENARIO${ending}`));
  return Promise.all(
    files.slice(0, scenariosMax).map(async (file) => {
      const name = file.slice(0, -ending.length);
      const packed = await readFile(join(data, "ait", file));
      const text = (await unzip(packed, { maxOutputLength: bytesMax })).toString("utf8");
      const alerts = text
        .split("\n")
        .slice(1)
        .flatMap((line) => alertOf(line));
      return { name, alerts: alerts.toSorted((a, b) => a.timeMs - b.timeMs) };
    }),
  );
}

/** A line `time,name,ip,host,short,time_label,event_label`; `name` is "Product: title". The short name is the set's own and no product's, so it is left out. */
function alertOf(line: string): AitAlert[] {
  const [seconds, name, ip, host, , label, eventLabel] = cells(line);
  if (seconds === undefined || name === undefined || ip === undefined || label === undefined) return [];
  const colon = name.indexOf(": ");
  return [
    {
      timeMs: Number(seconds) * 1_000,
      product: name.slice(0, colon).toLowerCase(),
      title: name.slice(colon + 2),
      host,
      observables: [{ type: "ip", value: ip, role: "source" }],
      ip,
      phase: (aitPhases as readonly string[]).indexOf(label) + 1,
      eventLabel: eventLabel ?? "-",
    },
  ];
}

/** The cells of a line of CSV; a cell in double quotes may hold commas. */
function cells(line: string): string[] {
  return [...line.trimEnd().matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].slice(0, 7).map((found) => found[2] ?? found[1] ?? "");
}
