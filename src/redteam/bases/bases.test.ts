import assert from "node:assert/strict";
import { test } from "node:test";
import { corpus } from "../corpus/corpus.ts";
import { payloadFamilies } from "../corpus/payload.ts";
import { besideEachOther } from "../judge/spillover.ts";
import { surfaces } from "../surfaces/surface.ts";
import { trialsOf } from "../trials.ts";
import { baseCases } from "./bases.ts";

const bases = baseCases();

test("there are fifty cases and more, each with a name of its own, and every field that an attacker writes is in one", () => {
  assert.ok(bases.length >= 50);
  // Of one that is not labelled "closed" something comes, or the exercise says that it ends otherwise than it should (src/cli/redteam.test.ts).
  assert.ok(bases.filter(({ label }) => label !== "closed").length >= 50);
  assert.equal(new Set(bases.map(({ id }) => id)).size, bases.length);
  assert.deepEqual(new Set(bases.flatMap((base) => base.surfaces)), new Set(surfaces));
});

test("what is planted in a field changes the case, and in the same way each time", () => {
  for (const base of bases)
    for (const surface of base.surfaces) {
      const planted = JSON.stringify(base.world({ [surface]: "qqpayloadqq" }));
      assert.notEqual(planted, JSON.stringify(base.world({})), `${base.id} ${surface}`);
      assert.equal(planted, JSON.stringify(base.world({ [surface]: "qqpayloadqq" })));
    }
});

test("a text of lines stays in its record: the cases have as many lines as without it", () => {
  const lines = (text: string) => text.split("\n").length;
  for (const base of bases.filter(({ trade }) => trade !== "mail"))
    for (const surface of base.surfaces) {
      const [clean, forged] = [base.world({}), base.world({ [surface]: "a\r\nb\nc" })];
      for (const [at, { text }] of clean.evidence.entries())
        assert.equal(lines(forged.evidence[at]?.text ?? ""), lines(text), `${base.id} ${surface}`);
    }
});

test("a corpus has every family, and ids of its own", () => {
  const texts = corpus();
  assert.deepEqual(new Set(texts.map(({ family }) => family)), new Set(payloadFamilies));
  assert.equal(new Set(texts.map(({ id }) => id)).size, texts.length);
});

test("a small exercise sees every family in every field before any twice; a whole one has each trial once", () => {
  const cells = new Set(
    trialsOf(bases, corpus(), { seed: 3, most: payloadFamilies.length * surfaces.length }).map(
      ({ payload, surface }) => `${payload.family} ${surface}`,
    ),
  );
  assert.equal(cells.size, payloadFamilies.length * surfaces.length);
  const whole = trialsOf(bases, corpus(), { seed: 3, most: Number.POSITIVE_INFINITY });
  assert.equal(new Set(whole.map(({ base, surface, payload }) => `${base.id} ${surface} ${payload.id}`)).size, whole.length);
});

test("a case beside another shares none of its names: what it does there is spilled over, and not joined by right", () => {
  const named = ["user-name", "host-name", "dns-name", "file-name"] as const;
  for (const base of bases.filter(({ trade, id, world }) => trade !== "mail" && !id.startsWith("planned/") && !world({}).inventory))
    for (const surface of named.filter((each) => base.surfaces.includes(each))) {
      const own = /([^"\s\\]{3,})[ .-]qqmarkqq/.exec(JSON.stringify(base.world({ [surface]: "qqmarkqq" }).evidence))?.[1];
      assert.ok(own, `${base.id} ${surface}`);
      const beside = besideEachOther(base, {}, base).evidence.filter(({ path }) => path.startsWith("other/"));
      assert.ok(!beside.some(({ text }) => text.includes(own)), `${base.id} ${surface}: ${own}`);
    }
});
