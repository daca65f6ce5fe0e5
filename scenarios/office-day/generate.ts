import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { runGenerator } from "../kit/command.ts";
import type { ScenarioFile } from "../kit/recording.ts";
import { type Truth, truthOf } from "../kit/truth.ts";
import { grumble } from "./benign/sensor.ts";
import { alarmAtBuild, falseAlarmStories, scanAsPlanned } from "./false-alarm.ts";
import { allowCsv, indicatorCsv, stixBundle } from "./intelligence.ts";
import { intrude, intrusionStory } from "./intrusion/index.ts";
import { inventoryYaml } from "./inventory.ts";
import { downloadUnwanted, guessPasswords, minorStories } from "./minor.ts";
import { playOrdinaryDay } from "./ordinary.ts";
import { twinStory, workAsPlanned } from "./twin.ts";
import { openWorld } from "./world.ts";

/** One day of a company, as evidence: the records below `evidence/`, what the company knows of itself beside it, and the truth. */
export type OfficeDay = { readonly files: readonly ScenarioFile[]; readonly truth: Truth };

/** Plays the day and keeps the truth. The same seed gives the same bytes. */
export function playOfficeDay(seed: number): OfficeDay {
  const world = openWorld(seed);
  const desks = playOrdinaryDay(world);
  grumble(world);
  scanAsPlanned(world);
  alarmAtBuild(world);
  guessPasswords(world);
  downloadUnwanted(world, desks);
  workAsPlanned(world);
  intrude(world, desks);
  const played = world.recording.close();
  const stories = [intrusionStory, twinStory, ...minorStories, ...falseAlarmStories];
  const truth = truthOf({ name: "office-day", seed, stories, played });
  const beside = (path: string, text: string): ScenarioFile => ({ path, bytes: Buffer.from(text), modifiedMs: world.day.endMs });
  const files = [
    ...played.files.map((file) => ({ ...file, path: `evidence/${file.path}`, modifiedMs: world.day.endMs })),
    beside("inventory.yaml", inventoryYaml()),
    beside("indicators/exchange.stix.json", stixBundle()),
    beside("indicators/watch-list.csv", indicatorCsv()),
    beside("indicators/allow-list.csv", allowCsv()),
    beside("truth.yaml", stringify(truth, { lineWidth: 0 })),
  ];
  return { files, truth };
}

/** The files of the day alone. Paths are relative to the scenario's folder; record paths in the truth are relative to `evidence/`. */
export function generateOfficeDay(seed: number): readonly ScenarioFile[] {
  return playOfficeDay(seed).files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) runGenerator(generateOfficeDay);
