import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { wordsOf } from "../../../learning/text-features.ts";
import { sharedData } from "../../../testing/shared-data.ts";
import { readPhish } from "../mail.ts";

/** Fewer words in a row than this are how people speak; more are somebody's text. */
const runLength = 8;

function runsOf(words: readonly string[]): string[] {
  return Array.from({ length: Math.max(0, words.length - runLength + 1) }, (_, at) => words.slice(at, at + runLength).join(" "));
}

// Guarantees: the phishing mails of the labelled folder may be scored and nothing else. What our own generator says is in our own words.
test("no made mail shares eight words in a row with a phishing mail that was only to be scored", async (context) => {
  const data = sharedData();
  if (data === undefined) return context.diagnostic("the labelled data is not here: made mails were not compared with it");
  const theirs = new Set<string>();
  for (const { fields } of await readPhish(join(data, "phish"))) {
    for (const text of Object.values(fields).flat()) if (typeof text === "string") for (const run of runsOf(wordsOf(text))) theirs.add(run);
  }
  assert.ok(theirs.size > 10_000, "the mails were read");
  const folder = import.meta.dirname;
  const shared: string[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
    for (const run of runsOf(wordsOf(await readFile(join(folder, file), "utf8")))) if (theirs.has(run)) shared.push(`${file}: ${run}`);
  }
  assert.deepEqual(shared, []);
});
