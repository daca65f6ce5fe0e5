import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { modelDigest, readTrained } from "../knowledge/trained.ts";
import { openJudges } from "./judges.ts";

const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test("every judge names the weights that it judges by, so that a resumed run meets the same", () => {
  const models = openJudges(home).map(({ model }) => model);
  assert.deepEqual(
    models,
    ["cloud", "mail"].map((name) => modelDigest(readTrained(home, name))),
  );
  assert.equal(new Set(models).size, 2);
});
