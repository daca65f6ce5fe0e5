import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { clopperPearson } from "../learning/interval.ts";
import { staleParts } from "./card.ts";
import { digestOfCode, digestOfFolder, digestOfText } from "./digest.ts";
import type { Recipe } from "./recipe.ts";
import { recipes } from "./recipes.ts";
import { trainRecipe } from "./train.ts";

let root = "";
let runs = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "watchkeeper-train-"));
  mkdirSync(join(root, "data/ham/deep"), { recursive: true });
  mkdirSync(join(root, "data/phish"));
  writeFileSync(join(root, "data/ham/one.txt"), "the meeting moved to noon");
  writeFileSync(join(root, "data/ham/deep/two.txt"), "minutes of the meeting");
  writeFileSync(join(root, "data/phish/bait.txt"), "your account is locked");
  mkdirSync(join(root, "home/src/quality/recipes"), { recursive: true });
  writeFileSync(join(root, "home/src/quality/recipes/tiny.ts"), 'import { two } from "../feature.ts";\nexport const one = two;\n');
  writeFileSync(join(root, "home/src/quality/feature.ts"), 'import { readFile } from "node:fs";\nexport const two = 2;\n');
  writeFileSync(join(root, "home/src/quality/stranger.ts"), "export const three = 3;\n");
});
after(() => rmSync(root, { recursive: true, force: true }));

/** A real if small recipe: how often each word occurs in the mails that it is shown. */
const tiny: Recipe = {
  name: "tiny",
  data: ["ham"],
  seed: 1,
  async train({ data, findInputs }) {
    const { inputs } = await findInputs([join(data, "ham")]);
    const counts = new Map<string, number>();
    for (const { path } of inputs) for (const word of readFileSync(path, "utf8").split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
    const figure = {
      suite: "tiny",
      figure: "words seen twice",
      unit: "share" as const,
      better: "higher" as const,
      value: 0.25,
      interval: clopperPearson(2, 8),
      method: "clopper-pearson" as const,
      of: 8,
      right: 2,
      goal: 0.5,
      floor: undefined,
    };
    return {
      model: JSON.stringify([...counts].toSorted()),
      card: { trainedOn: "two mails", split: "none", figures: [figure], weaknesses: ["knows eight words"] },
    };
  },
};

const run = (recipe: Recipe) => {
  const view = join(root, `view-${runs++}`);
  mkdirSync(view);
  return trainRecipe(recipe, {
    data: join(root, "data"),
    view,
    home: join(root, "home"),
    version: "1.2.3",
    bench: {
      findInputs: async ([folder = ""]) => ({
        inputs: (readdirSync(folder, { recursive: true }) as string[])
          .filter((name) => name.endsWith(".txt"))
          .map((name) => ({ path: join(folder, name), modifiedMs: 0, open: () => assert.fail("not read") })),
        unreadable: [],
      }),
      catalogue: () => assert.fail("not asked"),
      say: () => {},
    },
  });
};

describe("training", () => {
  test("twice gives the same bytes, model and card", async () => {
    assert.deepEqual(await run(tiny), await run(tiny));
  });

  test("writes a card with data, licence, digests, intervals, goals missed and weaknesses", async () => {
    const { card } = await run(tiny);
    const { digest } = await digestOfFolder(join(root, "data/ham"));
    assert.match(card, new RegExp(`\\| ham \\| SpamAssassin public corpus.* \\| PDDL-1.0 \\| 2 \\| ${digest} \\|`));
    assert.match(card, /\| words seen twice \| 25\.0 % \| 3\.2 % to 65\.1 % \| 2\/8 \| – \| 50\.0 % \| \*\*no\*\* \|/);
    assert.match(card, /- knows eight words/);
    assert.match(card, /code: sha256:[0-9a-f]{64} over 2 source files/);
    assert.match(card, /weights: sha256:[0-9a-f]{64}, \d+ bytes/);
    assert.match(card, /Watchkeeper 1\.2\.3, .* seed 1\./);
  });

  test("made again says what of a shipped card is stale, and fails nobody for it", async () => {
    const { card } = await run(tiny);
    assert.deepEqual(staleParts(card, card), []);
    const older = (from: RegExp, to: string) => staleParts(card.replace(from, to), card);
    assert.deepEqual(older(/(code: sha256:)[0-9a-f]/, "$1x"), ["code"]);
    assert.deepEqual(older(/Watchkeeper 1\.2\.3/, "Watchkeeper 1.2.2"), ["version"]);
    assert.deepEqual(older(/\| 2 \| sha256:[0-9a-f]{64} \|/, `| 3 | sha256:${"0".repeat(64)} |`), ["data"]);
    assert.deepEqual(older(/25\.0 %/, "26.0 %"), ["figures or words"]);
    assert.equal(staleParts("", card).length, 4);
  });

  test("is refused on data whose licence does not allow it, before anything is read", async () => {
    const greedy = { ...tiny, data: ["ham", "phish"], train: () => assert.fail("it ran") };
    await assert.rejects(run(greedy), { code: "train/folder-not-allowed" });
  });

  test("cannot see a folder that the recipe does not declare", async () => {
    const curious: Recipe = {
      ...tiny,
      train: async ({ data }) => ({ model: readdirSync(data).join(), card: { trainedOn: "", split: "", figures: [], weaknesses: [] } }),
    };
    assert.equal((await run(curious)).model, "ham");
  });
});

// Guarantees that no shipped model was changed without its card, nor a card without its model.
describe("the shipped models", () => {
  const trainedFolder = fileURLToPath(new URL("../../trained/", import.meta.url));
  for (const { name } of recipes)
    test(`${name}: its card is of these weights`, () => {
      const model = readFileSync(join(trainedFolder, name, "model.json"));
      const card = readFileSync(join(trainedFolder, name, "card.md"), "utf8");
      const [, digest, bytes] = /^- weights: (sha256:[0-9a-f]{64}), (\d+) bytes$/m.exec(card) ?? [];
      assert.deepEqual([digest, Number(bytes)], [digestOfText(model), model.length]);
    });

  test("are those of the recipes, and no other", () => {
    assert.deepEqual(readdirSync(trainedFolder).toSorted(), recipes.map(({ name }) => name).toSorted());
  });
});

describe("a digest", () => {
  test("of data changes with any byte and any name, and not with the place of the folder", async () => {
    const folders = [
      ["same", { "a.txt": "1", "b.txt": "2" }],
      ["again", { "b.txt": "2", "a.txt": "1" }],
      ["bytes", { "a.txt": "1", "b.txt": "3" }],
      ["names", { "a.txt": "1", "c.txt": "2" }],
    ] as const;
    const digests = [];
    for (const [name, files] of folders) {
      mkdirSync(join(root, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
      digests.push((await digestOfFolder(join(root, name))).digest);
    }
    assert.equal(digests[0], digests[1]);
    assert.equal(new Set(digests).size, 3);
  });

  test("of code covers what a recipe imports, and nothing else", () => {
    const home = join(root, "home");
    const before = digestOfCode(join(home, "src/quality/recipes/tiny.ts"), home);
    assert.equal(before.files, 2);
    writeFileSync(join(home, "src/quality/stranger.ts"), "export const three = 4;\n");
    assert.deepEqual(digestOfCode(join(home, "src/quality/recipes/tiny.ts"), home), before);
    writeFileSync(join(home, "src/quality/feature.ts"), "export const two = 22;\n");
    assert.notEqual(digestOfCode(join(home, "src/quality/recipes/tiny.ts"), home).digest, before.digest);
  });
});
