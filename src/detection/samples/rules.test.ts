import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { categories } from "../../core/alert/category.ts";
import { isTechniqueId } from "../../core/attack/attack.ts";
import { evtx } from "../../formats/evtx/evtx.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { compileRules } from "../sigma/compile.ts";
import { openCorrelator } from "../sigma/correlator.ts";
import { misjudged, readSamples } from "./samples.ts";

const root = fileURLToPath(new URL("../../../rules/", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml") && !file.startsWith("yara"))
  .sort();
const ruleFiles = files.filter((file) => !file.endsWith(".samples.yaml"));
const read = (file: string) => readFileSync(`${root}${file}`, "utf8");
const sources = ruleFiles.map((path) => ({ path, text: read(path) }));
const all = compileRules(sources);
/** The rules that can alert by themselves: the last document of each file. */
const spoken = sources.map(({ path, text }) => ({ path, text: text.split(/^---$/m).at(-1) ?? "" }));
const tagsOf = (text: string) => [...text.matchAll(/^ {2}- ((?:attack|watchkeeper)\.\S+)$/gm)].map(([, tag]) => tag ?? "");

describe("the rules we ship", () => {
  test("all of them load", () => assert.deepEqual(all.problems, []));

  test("there are at least 250 in the nine areas, none beside an area", () => {
    assert.ok(ruleFiles.length >= 250, String(ruleFiles.length));
    const areas = new Set(ruleFiles.map((file) => file.split("/")[0]));
    assert.deepEqual([...areas].sort(), ["aws", "identity", "linux", "mail", "network", "proxy", "saas", "sysmon", "windows"]);
  });

  test("each says its category in a tag, and every category but other has rules", () => {
    const seen = new Map<string, number>();
    for (const { path, text } of spoken) {
      const [category, ...more] = tagsOf(text).filter((tag) => tag.startsWith("watchkeeper.category."));
      assert.ok(category && more.length === 0, path);
      const word = category.slice("watchkeeper.category.".length);
      assert.ok((categories as readonly string[]).includes(word), `${path}: ${word}`);
      seen.set(word, (seen.get(word) ?? 0) + 1);
    }
    for (const category of categories) if (category !== "other") assert.ok(seen.has(category), category);
  });

  test("each names its technique, level, author and false positives", () => {
    for (const { path, text } of spoken) {
      const techniques = tagsOf(text).filter((tag) => /^attack\.t\d/.test(tag));
      assert.ok(techniques.length > 0, path);
      for (const tag of techniques) assert.ok(isTechniqueId(tag.slice("attack.".length).toUpperCase()), `${path}: ${tag}`);
      assert.match(text, /^level: (informational|low|medium|high|critical)$/m, path);
      assert.match(text, /^falsepositives:\n {2}- \S/m, path);
      assert.match(text, /^author: Watchkeeper$/m, path);
      assert.match(text, /^description: .{20,}/m, path);
    }
  });

  // Guarantees: whoever edits a rule learns at once when it no longer fires on what it is for, or begins to fire on what it is not.
  for (const { path, text } of spoken)
    test(`${path} fires and stays silent as its samples say`, () => {
      const samples = readSamples(read(path.replace(/\.yaml$/, ".samples.yaml")));
      assert.ok(text.includes(`id: ${samples.rule}`), "the samples belong to another rule");
      assert.deepEqual(misjudged(all.rules, samples), []);
    });

  test("no samples file without its rule", () => {
    for (const file of files.filter((name) => name.endsWith(".samples.yaml")))
      assert.ok(ruleFiles.includes(file.replace(/\.samples\.yaml$/, ".yaml")), file);
  });
});

// Guarantees: an analyst with ordinary Windows logs is not called for nothing.
test("nothing high or critical on recordings of ordinary Windows machines", async (context) => {
  const data = sharedData();
  if (!data) return context.diagnostic("the shared data is not here: ordinary recordings were not tried");
  const folder = `${data}/evtx-benign/`;
  const inputs = readdirSync(folder).filter((file) => file.endsWith(".evtx"));
  assert.ok(inputs.length >= 3);
  const loud: string[] = [];
  for (const file of inputs) {
    const reader = evtx.open(file);
    const records = [...reader.push(readFileSync(`${folder}${file}`)), ...(await reader.end())];
    const correlator = openCorrelator(all.rules);
    const note = ({ level, path }: { level: string; path: string }) =>
      ["high", "critical"].includes(level) ? loud.push(`${file}: ${path}`) : 0;
    for (const record of records) {
      if (record.kind !== "event") continue;
      const matches = all.rules.match(record.event);
      for (const { rule } of matches) note(rule);
      for (const { rule } of correlator.push(record.event, matches)) note(rule);
    }
    for (const { rule } of correlator.end()) note(rule);
  }
  assert.deepEqual(loud, []);
});
