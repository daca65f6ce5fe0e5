import assert from "node:assert/strict";
import { test } from "node:test";
import { playbookTools } from "../../core/playbook/tools.ts";
import { lookUpTool } from "./connector.ts";
import { loadIndicatorFiles } from "./load.ts";

const files = [
  {
    path: "feeds/iocs.csv",
    text: "type,value,source,valid_until\nip,192.0.2.7,desk,2025-01-01\ndomain,bad.example.test,desk,\nhash,nonsense,desk,\n",
  },
  { path: "feeds/allow-list.txt", text: "good.example.test\n198.51.100.0/24\n" },
];
const loaded = loadIndicatorFiles(files);
const tool = lookUpTool(loaded.index);
const ask = (type: string, value: string, atMs: number) => tool.ask(tool.input.parse({ observable: { type, value }, atMs }));

test("the tool answers in the words that playbooks weigh", () => {
  assert.deepEqual([...tool.answers], [...playbookTools.get(tool.name)!.answers]);
});

test("each word has its observable, and the time of the case decides", async () => {
  const before = Date.UTC(2024, 11, 1);
  const after = Date.UTC(2025, 5, 1);
  assert.equal((await ask("ip", "192.0.2.7", before)).answer, "known-bad");
  assert.equal((await ask("ip", "192.0.2.7", after)).answer, "expired");
  assert.equal((await ask("url", "https://bad.example.test/x", after)).answer, "known-bad");
  assert.equal((await ask("ip", "198.51.100.3", after)).answer, "known-good");
  assert.equal((await ask("domain", "other.example.test", after)).answer, "unknown");
  assert.equal(loaded.sightingOf({ type: "ip", value: "192.0.2.7" }, after), undefined);
  assert.equal(loaded.sightingOf({ type: "ip", value: "192.0.2.7" }, before), "known-bad");
});

// Guarantees: what goes to a language model elsewhere goes by what the lists themselves allow.
test("an answer has the most confidential marking of the lists that name it, and a word that nobody knows is red", async () => {
  const row = (value: string, marking: string) => `ip,${value},desk,,${marking}\n`;
  const marked = (marks: readonly string[]) =>
    lookUpTool(
      loadIndicatorFiles(
        marks.map((mark, at) => ({ path: `feeds/${at}.csv`, text: `type,value,source,valid_until,tlp\n${row("192.0.2.8", mark)}` })),
      ).index,
    ).ask({ observable: { type: "ip", value: "192.0.2.8" }, atMs: 0 });
  assert.equal((await marked(["TLP:GREEN", "TLP:AMBER+STRICT"])).marking, "amber+strict");
  assert.equal((await marked(["TLP:WHITE"])).marking, "clear");
  assert.equal((await marked(["TLP:EX-SECRET"])).marking, "red");
  assert.equal((await ask("ip", "192.0.2.7", 0)).marking, undefined, "a list without marks says none");
});

test("what was left out of a list is counted, and the order of files changes nothing", () => {
  assert.deepEqual(
    loaded.files.map(({ path, used, skipped }) => [path, used, skipped.length]),
    [
      ["feeds/allow-list.txt", 2, 0],
      ["feeds/iocs.csv", 2, 1],
    ],
  );
  assert.equal(loadIndicatorFiles(files.toReversed()).digest, loaded.digest);
});

test("a value from outside stands in the sentence as one quoted line", async () => {
  const { says } = await ask("domain", `x.example.test\n\u202e<script>${"y".repeat(500)}`, 0);
  assert.match(says, /^No indicator list names "[^\n\u202e]{1,200}"\.$/);
});
