import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { blocksOf } from "./card.ts";

// Guarantees: a card's pieces are told apart, nothing of it is lost, and what is no piece of ours stays text.

test("headings, sentences, lists and tables are told apart", () => {
  const card = "# name\n\n<!-- written -->\n\nWhat it is for.\n\n## Data\n\n| a | b |\n|---|--:|\n| 1 | |\n\n- one\n- two\n";
  assert.deepEqual(blocksOf(card), [
    { kind: "text", text: "What it is for." },
    { kind: "heading", text: "Data" },
    { kind: "table", head: ["a", "b"], rows: [["1", ""]] },
    { kind: "list", items: ["one", "two"] },
  ]);
});

test("what is no piece of ours stays text", () => {
  for (const text of ["<script>x</script>", "| a |\n| no ruler |", "| a | b |\n|---|---|\n| one |", "- one\nand more", "# title\nand more"])
    assert.deepEqual(blocksOf(text), [{ kind: "text", text }]);
});

test("of the models in use, every word of a card is in its pieces", () => {
  const models = new URL("../../../../trained/", import.meta.url);
  for (const name of readdirSync(models)) {
    const card = readFileSync(new URL(`${name}/card.md`, models), "utf8");
    const blocks = blocksOf(card);
    const said = JSON.stringify(blocks);
    for (const word of card.replace(/^# .*$|<!--.*-->/gm, "").match(/[\w.]{4,}/g) ?? []) assert.ok(said.includes(word), `${name}: ${word}`);
    assert.ok(blocks.some(({ kind }) => kind === "table") && blocks.some(({ kind }) => kind === "list"), name);
  }
});
