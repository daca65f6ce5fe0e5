import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateCloudTakeover } from "../../scenarios/cloud-takeover/generate.ts";
import { generatePasswordSpray } from "../../scenarios/password-spray/generate.ts";
import { generateWebShell } from "../../scenarios/web-shell/generate.ts";
import { sampleEvents } from "../../src/testing/evtx-sample.ts";
import { writeEvtx } from "../../src/testing/evtx-writer.ts";
import { sharedData } from "../../src/testing/shared-data.ts";

/** An honest input that damage is done to. */
export type Seed = { readonly name: string; readonly bytes: Buffer };

const seedBytesMax = 262_144;
const sharedPerFolderMax = 12;
const home = fileURLToPath(new URL("../../", import.meta.url));

/** Every format at least once: our samples, the scenarios, logs we write ourselves, and recordings where the shared data is there. */
export function seedsOfAllFormats(): Seed[] {
  return [...samples(), ...scenarios(), generatedLog(), ...recordings()];
}

function samples(): Seed[] {
  const formats = join(home, "src/formats");
  return filesUnder(formats)
    .filter((path) => path.includes("/samples/") && !path.endsWith(".ts"))
    .map((path) => ({ name: `sample ${path.slice(formats.length + 1)}`, bytes: readFileSync(path) }));
}

function scenarios(): Seed[] {
  const files = [...generateWebShell(1), ...generatePasswordSpray(1), ...generateCloudTakeover(1)];
  return files
    .filter(({ path }) => path.startsWith("evidence/"))
    .map(({ path, bytes }) => ({ name: `scenario ${path}`, bytes: Buffer.from(bytes.subarray(0, seedBytesMax)) }));
}

/** A log of three chunks. */
function generatedLog(): Seed {
  const events = Array.from({ length: 400 }, (_, index) => sampleEvents[index % sampleEvents.length]!);
  return { name: "made log.evtx", bytes: Buffer.from(writeEvtx(events)) };
}

function recordings(): Seed[] {
  const data = sharedData();
  if (data === undefined) return [];
  const folders = ["evtx-mitre", "evtx-benign", "otrf", "stratus", "wazuh", "phish", "ham", "secrl", "panther", "bipia"].map((name) =>
    join(data, name),
  );
  return folders.flatMap((folder) =>
    evenly(
      filesUnder(folder).filter((path) => statSync(path).size <= seedBytesMax),
      sharedPerFolderMax,
    ).map((path) => ({
      name: `recording ${basename(folder)}/${basename(path)}`,
      bytes: readFileSync(path),
    })),
  );
}

function filesUnder(folder: string): string[] {
  return (readdirSync(folder, { recursive: true, withFileTypes: true }) as import("node:fs").Dirent[])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function evenly<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[Math.floor((index * items.length) / Math.min(count, items.length))]!,
  );
}
