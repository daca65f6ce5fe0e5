import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import { parseTechniqueModel } from "../stages/map-attack/technique-model.ts";
import { openTrainedTextMapper } from "../stages/map-attack/trained-text-mapper.ts";

const shipped = new URL("../../trained/techniques/model.json", import.meta.url);
const mapText = openTrainedTextMapper(loadAttackCatalogue(), parseTechniqueModel(readFileSync(shipped, "utf8")));
const sureFrom = 0.4;
/** What words around a text may take of a sure technique: the share that must be left. */
const leftMin = 0.4;

const told = [
  "Mimikatz/LSASS",
  "Files were encrypted and shadow copies deleted",
  "The actor dumped credentials from LSASS memory with procdump",
  "A scheduled task was created to run the payload at every logon",
  "The user opened a malicious attachment of a spearphishing mail",
  "The event logs of the host were cleared with wevtutil",
];
const ordinary =
  "please note that the weekly report for finance was sent to all colleagues and lunch in the garden starts at noon with coffee cake everybody who wishes may bring their own cup team canteen second floor stairs river chapter music history city century".split(
    " ",
  );
const padding = (lengthMax: number) => fc.array(fc.constantFrom(...ordinary), { maxLength: lengthMax }).map((words) => words.join(" "));

describe("words that somebody adds to a text", () => {
  const sure = (text: string) => mapText(text).filter(({ confidence }) => confidence >= sureFrom);

  test("take no sure technique away, however many stand before and behind", () => {
    for (const text of told) assert.ok(sure(text).length > 0, text);
    fc.assert(
      fc.property(fc.constantFrom(...told), padding(150), padding(150), (text, before, behind) => {
        const after = new Map(mapText(`${before} ${text} ${behind}`).map(({ id, confidence }) => [id, confidence]));
        for (const { id, confidence } of sure(text))
          assert.ok((after.get(id) ?? 0) >= confidence * leftMin, `${id} of "${text}" fell from ${confidence} to ${after.get(id) ?? 0}`);
      }),
      { numRuns: 60 },
    );
  });

  test("take nothing away when they are sentences of their own", () => {
    fc.assert(
      fc.property(fc.constantFrom(...told), padding(60), padding(60), (text, before, behind) => {
        const after = new Map(mapText(`${before}.\n${text}.\n${behind}.`).map(({ id, confidence }) => [id, confidence]));
        for (const { id, confidence } of mapText(text)) assert.ok((after.get(id) ?? 0) >= confidence - 0.001, `${id} of "${text}"`);
      }),
      { numRuns: 40 },
    );
  });

  test("name nothing surely where they are all there is", () => {
    fc.assert(
      fc.property(padding(200), (text) => assert.ok(mapText(text).every(({ confidence }) => confidence < 0.9))),
      { numRuns: 40 },
    );
  });
});
