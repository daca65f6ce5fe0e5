import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readMailModel } from "../../stages/judge-mail/model.ts";
import { makeMails } from "../data/made-mail/make.ts";
import { fieldsOf, type ReadMail } from "../data/mail.ts";
import { phishFigures } from "./phish.ts";
import { bodyWordsBaseline } from "./phish-baseline.ts";

const model = readMailModel(readFileSync(new URL("../../../trained/mail/model.json", import.meta.url), "utf8"));

async function mailsOf(seed: number, count: number): Promise<readonly ReadMail[]> {
  const mails: ReadMail[] = [];
  for (const [index, { bytes, isPhishing, group }] of makeMails({ count, seed }).entries()) {
    const fields = await fieldsOf(bytes);
    assert.ok(fields);
    mails.push({ fields, isPhishing, group, name: `${index}`, isHard: index % 4 === 1 });
  }
  return mails;
}

test("the shipped judge catches most of the kind that it learnt, and little of what is ordinary; the figures say of how many", async () => {
  const figures = new Map(phishFigures(await mailsOf(99, 240), model, { recall: 0.5 }).map((figure) => [figure.figure, figure]));
  const recall = figures.get("recall at 1 % false alarms");
  assert.equal(recall?.of, 120);
  assert.equal(recall.baseline, 0.5);
  assert.ok(recall.value > 0.85, `${recall.value}`);
  const alarms = figures.get("false alarms at the shipped bar");
  assert.equal(alarms?.of, 120);
  assert.ok(alarms.better === "lower" && alarms.value <= 0.05, `${alarms.value}`);
  assert.ok((figures.get("calibration error (ECE)")?.value ?? 1) < 0.1);
});

test("the baseline learns from the words of bodies and from nothing else", () => {
  const mails = (text: (isPhishing: boolean, index: number) => string) =>
    Array.from({ length: 100 }, (_, index): ReadMail => {
      const isPhishing = index % 2 === 0;
      return {
        fields: { text: text(isPhishing, index), subject: isPhishing ? "bad" : "good" },
        isPhishing,
        group: `${index}`,
        name: `${index}`,
        isHard: false,
      };
    });
  assert.equal(
    bodyWordsBaseline(
      mails((isPhishing, index) => (isPhishing ? `verify account ${index}` : `meeting notes ${index}`)),
      1,
    ).recall,
    1,
  );
  assert.ok(
    bodyWordsBaseline(
      mails(() => "the same words"),
      1,
    ).recall < 0.2,
  );
});
