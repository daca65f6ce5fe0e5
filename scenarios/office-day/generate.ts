import { pathToFileURL } from "node:url";
import type { ScenarioFile } from "../../src/redteam/records/recording.ts";
import { assemble, type Scenario } from "../kit/assemble.ts";
import { runGenerator } from "../kit/command.ts";
import { grumble } from "./benign/sensor.ts";
import { alarmAtBuild, falseAlarmStories, scanAsPlanned } from "./false-alarm.ts";
import { allowCsv, indicatorCsv, stixBundle } from "./intelligence.ts";
import { intrude, intrusionStory } from "./intrusion/index.ts";
import { officeInventory } from "./inventory.ts";
import { downloadUnwanted, guessPasswords, minorStories } from "./minor.ts";
import { playOrdinaryDay } from "./ordinary.ts";
import { twinStory, workAsPlanned } from "./twin.ts";
import { openWorld } from "./world.ts";

/** Plays one day of a company and keeps the truth. The same seed gives the same bytes. */
export function playOfficeDay(seed: number): Scenario {
  const world = openWorld(seed);
  const desks = playOrdinaryDay(world);
  grumble(world);
  scanAsPlanned(world);
  alarmAtBuild(world);
  guessPasswords(world);
  downloadUnwanted(world, desks);
  workAsPlanned(world);
  intrude(world, desks);
  return assemble({
    name: "office-day",
    seed,
    played: world.recording.close(),
    stories: [intrusionStory, twinStory, ...minorStories, ...falseAlarmStories],
    endMs: world.day.endMs,
    inventory: officeInventory,
    beside: {
      "indicators/exchange.stix.json": stixBundle(),
      "indicators/watch-list.csv": indicatorCsv(),
      "indicators/allow-list.csv": allowCsv(),
    },
  });
}

/** The files of the day alone. Paths are relative to the scenario's folder; record paths in the truth are relative to `evidence/`. */
export function generateOfficeDay(seed: number): readonly ScenarioFile[] {
  return playOfficeDay(seed).files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) runGenerator(generateOfficeDay);
