#!/usr/bin/env node
// Works the figures out again from what "watchkeeper journal export --all --out DIR" wrote, and from nothing else: it needs Node and none of our code.
//
//   node independent-figures.mjs [--from TIME] [--to TIME] DIR…
//
// DIR… are the exports of one tenant: every segment of the watch (watch-000001, …), and containment, learning and quality-sample where they are there.
// It reads entries/*/event.json, follows what happened to every alert, case and action to the end, and then counts. Percentiles are exact here; the
// product reads them from bins and may be off by 2.5 %. It prints one object of JSON. Check an export before you trust it: its README.md says how.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { figuresOf } from "./independent-figures/count.mjs";
import { followContainment, followModel, followWatch, openStory } from "./independent-figures/story.mjs";

const slotMs = 900_000;

function main(words) {
  const folders = [];
  const asked = {};
  for (let at = 0; at < words.length; at++) {
    if (words[at] === "--from" || words[at] === "--to") asked[words[at++].slice(2)] = Date.parse(words[at]);
    else folders.push(words[at]);
  }
  if (folders.length === 0 || Object.values(asked).some(Number.isNaN)) {
    process.stderr.write("usage: node independent-figures.mjs [--from TIME] [--to TIME] DIR…\n");
    return 2;
  }
  const period = {
    fromSlot: Math.floor((asked.from ?? 0) / slotMs),
    toSlot: Math.ceil((asked.to ?? Date.UTC(2200, 0, 1)) / slotMs),
  };
  process.stdout.write(`${JSON.stringify(figuresOf(storyOf(folders.map(factsIn)), period), undefined, 2)}\n`);
  return 0;
}

/** The facts of one export in their order; an entry that was erased, or is not disclosed, has none. */
function factsIn(folder) {
  const entries = join(folder, "entries");
  return readdirSync(entries)
    .toSorted()
    .flatMap((name) => {
      const path = join(entries, name, "event.json");
      try {
        return [JSON.parse(readFileSync(path, "utf8"))];
      } catch (error) {
        if (error.code === "ENOENT") return [];
        throw error;
      }
    });
}

/** All worlds together: the segments of the watch in their order, then what people did elsewhere. */
function storyOf(worlds) {
  const story = openStory();
  const segments = worlds.filter(([first]) => first?.type === "WatchBegan").toSorted(([a], [b]) => a.segment - b.segment);
  for (const facts of segments) for (const fact of facts) followWatch(story, fact);
  story.quality = worlds.find(([first]) => first?.type === "EpochCommitted") ?? [];
  for (const facts of worlds)
    for (const fact of segments.includes(facts) || facts === story.quality ? [] : facts) {
      if (fact.type.startsWith("Guide")) followModel(story, fact);
      else followContainment(story, fact);
    }
  return story;
}

process.exitCode = main(process.argv.slice(2));
