import assert from "node:assert/strict";
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isHosted, ModelOrder, ModelPolicy, mistakesOfModels } from "../core/configuration/models.ts";
import { modelRoles } from "../core/model/call.ts";
import { SocError } from "../core/soc-error.ts";
import { answerText, Script } from "../models/scripted/script.ts";
import { startOpenAiChat } from "../testing/doubles/openai-chat.ts";
import { surroundings } from "../testing/model-contract/scene.ts";
import { somePrompt, someRequest } from "../testing/some-prompt.ts";
import { checkModel } from "./model-check.ts";
import { openModel, openModels, openNamedModels } from "./models.ts";

// Guarantees: who is asked is what the configuration says, and nobody else; an air gap holds whatever is named; recordings and scripts ask nobody.

const local = { name: "local", product: "openai-compatible", url: "http://127.0.0.1:9/v1", model: "m" };
const far = { name: "far", product: "openai-compatible", url: "https://models.example/v1", model: "m" };
const ordersOf = (models: readonly unknown[], policy: unknown = {}) => ({
  models: models.map((each) => ModelOrder.parse(each)),
  "model-policy": ModelPolicy.parse(policy),
});
const refusal = (code: string, problem: RegExp) => (error: unknown) =>
  error instanceof SocError && error.code === code && problem.test(`${error.problem} ${error.remedy}`);
const folder = () => mkdtemp(join(tmpdir(), "watchkeeper-models-"));

describe("who is asked", () => {
  test("nobody, where the policy names nobody", async () => {
    const models = await openModels(ordersOf([local, far]), surroundings);
    assert.deepEqual(modelRoles.map(models.of), [undefined, undefined, undefined, undefined]);
    assert.equal(models.opened.length, 2);
  });
  test("one for all, or one for each role that has one", async () => {
    const one = await openModels(ordersOf([local, far], { use: "far" }), surroundings);
    assert.deepEqual(
      modelRoles.map((role) => one.of(role)?.name),
      ["far", "far", "far", "far"],
    );
    const each = await openModels(ordersOf([local, far], { use: { reader: "local", writer: "far" } }), surroundings);
    assert.deepEqual(
      modelRoles.map((role) => each.of(role)?.name),
      ["local", undefined, "far", undefined],
    );
  });
  test("with an air gap no hosted model is opened, whoever names it", async () => {
    const held = await openModels(ordersOf([local, far], { use: { reader: "local", writer: "far" }, "air-gap": true }), surroundings);
    assert.deepEqual(
      modelRoles.map((role) => held.of(role)?.name),
      ["local", undefined, undefined, undefined],
    );
    assert.deepEqual([held.heldBack, held.opened.map(({ name }) => name)], [["far"], ["local"]]);
    const orders = ordersOf([local, far], { "air-gap": true });
    await assert.rejects(openNamedModels("far", orders, surroundings), refusal("cli/bad-option", /air-gap/));
    assert.equal((await openNamedModels("local", orders, surroundings)).of("guide")?.name, "local");
  });
  test("a model that cannot be opened leaves the others, and its roles unasked", async () => {
    const wrong = { ...far, name: "wrong", key: { env: "NOT_SET" } };
    const models = await openModels(ordersOf([wrong, local], { use: { reader: "wrong", writer: "local" } }), surroundings);
    assert.deepEqual(
      models.unopened.map(({ name, code }) => [name, code]),
      [["wrong", "connector/bad-secret"]],
    );
    assert.deepEqual([models.of("reader"), models.of("writer")?.name], [undefined, "local"]);
  });
  test("a name that is not there is refused with those that are", async () => {
    await assert.rejects(
      openNamedModels("big", ordersOf([local, far]), surroundings),
      refusal("cli/bad-option", /"big".*none, far, local/),
    );
    await assert.rejects(openNamedModels("big", undefined, surroundings), refusal("cli/bad-option", /--config FILE/));
  });
});

describe("what an order may say", () => {
  test("what is not on this machine, and not called internal, is hosted", () => {
    const hosted = (url: string, more = {}) => isHosted({ url, internal: false, hosted: undefined, ...more });
    for (const url of ["http://127.0.0.1:1/v1", "http://localhost:11434/v1", "http://[::1]:8080/v1"]) assert.equal(hosted(url), false, url);
    for (const url of [
      "https://models.example/v1",
      "http://127.0.0.1.example/v1",
      "https://localhost.example/v1",
      "http://10.0.0.5/v1",
      "no url",
    ])
      assert.equal(hosted(url), true, url);
    assert.equal(hosted("http://10.0.0.5/v1", { internal: true }), false);
    assert.equal(hosted("http://127.0.0.1/v1", { hosted: true }), true);
  });
  test("unencrypted questions to another machine are refused unless it is said that they are safe", async () => {
    const order = { ...far, url: "http://10.0.0.5/v1", internal: true };
    await assert.rejects(openModel(ModelOrder.parse(order), surroundings), refusal("connector/bad-settings", /not encrypted/));
    await openModel(ModelOrder.parse({ ...order, plain: true }), surroundings);
  });
  test("an answer takes two minutes at most, and a key is a place and no key", () => {
    for (const wrong of [
      { "answer-seconds": 121 },
      { key: "sk-1" },
      { url: "https://u:p@models.example" },
      { tools: [] },
      { file: "x" },
      { model: undefined },
    ])
      assert.equal(ModelOrder.safeParse({ ...far, ...wrong }).success, false, JSON.stringify(wrong));
    assert.equal(ModelOrder.safeParse({ name: "s", product: "scripted" }).success, false);
  });
  test("names that two have, and names that nobody has, are mistakes with their places", () => {
    const policy = ModelPolicy.parse({ use: { reader: "far", writer: "near" } });
    assert.deepEqual(
      mistakesOfModels([{ name: "far" }, { name: "far" }], policy).map(({ path }) => path.join(".")),
      ["models.1.name", "model-policy.use.writer"],
    );
  });
});

describe("scripts and recordings", () => {
  test("a script answers by role, by the words that must stand there, and fails as it says", async () => {
    const path = join(await folder(), "script.json");
    const reader = [{ when: ["pay today"], answer: { marks: [{ mark: "urgency", span: { $span: "pay today" } }] } }, { fails: "refused" }];
    await writeFile(path, JSON.stringify({ reader }));
    const models = await openNamedModels(`scripted:${path}`, undefined, surroundings);
    const model = models.of("reader")!;
    const said = await model.ask(someRequest());
    assert.ok(said.kind === "answered");
    assert.deepEqual(JSON.parse(said.text), { marks: [{ mark: "urgency", span: { from: 15, to: 24, quote: "pay today" } }] });
    assert.equal(said.use.isEstimate, true);
    const other = await model.ask(someRequest({ prompt: somePrompt("something else") }));
    assert.ok(other.kind === "failed" && other.why === "refused");
    const unknown = await model.ask(someRequest({ role: "writer" }));
    assert.ok(unknown.kind === "failed" && unknown.why === "unreachable" && /no answer for this writer/.test(unknown.detail));
  });
  test("what is no script, and what is no recording, is refused", async () => {
    const path = join(await folder(), "none.json");
    for (const text of ["", "[]", '{"reader":[{"say":1}]}', '{"recording":2}', '{"__proto__":{}}x']) {
      await writeFile(path, text);
      await assert.rejects(openNamedModels(`scripted:${path}`, undefined, surroundings), refusal("connector/bad-settings", /script/), text);
      await assert.rejects(
        openNamedModels(`recorded:${path}`, undefined, surroundings),
        refusal("connector/bad-settings", /record|empty/),
        text,
      );
    }
    await assert.rejects(
      openNamedModels(`recorded:${path}.gone`, undefined, surroundings),
      refusal("connector/bad-settings", /cannot be read/),
    );
  });
  test("words of a script that stand nowhere get a place, and nothing throws, whatever the script holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        const text = answerText(answer, somePrompt());
        assert.equal(typeof text, "string");
      }),
    );
    assert.deepEqual(Script.parse({}), { reader: [], planner: [], writer: [], guide: [] });
  });
  test("a recording gives the same answers again, to the same prompts whatever their nonce, and asks nobody", async () => {
    const place = await folder();
    const double = await startOpenAiChat(({ text }) => (text.includes("refuse") ? { text: "", refusal: "no" } : { text: '{"a":1}' }));
    const order = { ...local, url: `${double.url}/v1`, key: { env: "KEY" }, "record-to": "calls.jsonl", hosted: true };
    const model = await openModel(ModelOrder.parse(order), { ...surroundings, folder: place });
    const refused = someRequest({ prompt: somePrompt("refuse this") });
    const before = [await model.ask(someRequest()), await model.ask(refused)];
    await double.close();
    const path = join(place, "calls.jsonl");
    assert.equal((await stat(path)).mode & 0o077, 0);
    assert.doesNotMatch(await readFile(path, "utf8"), /canary|pay today/);
    const again = (await openNamedModels(`recorded:${path}`, undefined, surroundings)).of("reader")!;
    const after = [await again.ask(someRequest({ prompt: somePrompt(undefined, "00aa11bb") })), await again.ask(refused)];
    assert.deepEqual(after, before);
    assert.deepEqual([again.hosted, again.model, again.structuredOutput], [true, "m", "json-schema"]);
    const stranger = await again.ask(someRequest({ prompt: somePrompt("never asked") }));
    assert.ok(
      stranger.kind === "failed" && stranger.why === "unreachable" && /no answer to this prompt of the reader/.test(stranger.detail),
    );
    assert.equal((await again.ask(someRequest({ role: "writer" }))).kind, "failed");
  });
});

describe("a check", () => {
  test("says that a model answers, or why not and what to do, and nothing of anybody's leaves with it", async () => {
    const double = await startOpenAiChat(() => ({ text: '{"ready":true}' }));
    try {
      const order = ModelOrder.parse({ ...local, url: `${double.url}/v1`, key: { env: "KEY" } });
      assert.match(
        (await checkModel(await openModel(order, surroundings))).says,
        /"m" answers after \d+ ms; \d+ tokens.*inside the organisation/,
      );
      assert.equal(double.questions[0]?.text, 'Answer with {"ready":true}.\n');
      const wrong = await openModel({ ...order, key: { env: "OTHER_KEY" } }, surroundings);
      await assert.rejects(checkModel(wrong), refusal("connector/credentials", /does not accept the key/));
      double.answer = () => ({ text: "", finish: "length" });
      await checkModel(await openModel(order, surroundings));
      double.answer = () => ({ text: "", refusal: "no" });
      await assert.rejects(checkModel(await openModel(order, surroundings)), refusal("connector/unexpected-answer", /refused/));
    } finally {
      await double.close();
    }
  });
});
