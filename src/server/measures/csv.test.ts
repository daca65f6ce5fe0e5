import assert from "node:assert/strict";
import { test } from "node:test";
import { corpus } from "../../redteam/corpus/corpus.ts";
import { breachesOf } from "../../redteam/judge/outputs.ts";
import { cellsOf } from "../../redteam/judge/table.ts";
import { cell } from "./csv.ts";

// Guarantee: what an attacker can be called as (a rule, a source, a product) is text in the table that a lead opens in a spreadsheet.
test("no hostile text of the exercise is a formula, ends its cell or hides in an export", () => {
  for (const { id, text } of corpus())
    for (const value of [text, `sensor: ${text}`, `rule ${text}\r\n=1+1`]) {
      const table = `figure,${cell(value)},${cell(`=${value}`)},1\r\nnext,row,is,2\r\n`;
      assert.deepEqual(breachesOf({ form: "csv", name: "figures.csv", text: table }), [], id);
      assert.deepEqual(
        cellsOf(table).map((row) => row.length),
        [4, 4],
        id,
      );
    }
});
