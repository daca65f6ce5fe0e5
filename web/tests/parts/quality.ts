import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { handInOrdinary, ordinaryCases } from "../harness/ordinary.ts";
import { eventually, flow, go, looksRight, type Part } from "../harness.ts";
import { grant } from "./autonomy.ts";

const workMsMax = 180_000;
const [before, count] = [32, 6] as const;
type Next = { readonly sample: { readonly id: string } | null; readonly waiting: number };
type Figures = { readonly all: { readonly measured: boolean; readonly judged?: number; readonly missed?: number } };

/** Blind second judgements of what the agent closed, and what they say. */
export const quality: Part = (office) => {
  flow(office, "while the agent closes nothing, nothing is drawn, and the page says why", async () => {
    const { page } = office().who("noor");
    await go(page, "/quality");
    await page.getByText("Nothing is to be judged by you").waitFor();
    await looksRight(page, "quality-empty");
  });

  flow(office, "a sample is judged without anything of what the agent said, and compared afterwards", async () => {
    const held = office();
    await grant(held);
    await handInOrdinary(held, { from: before, count });
    await ordinaryCases(held, "closed", count);
    const noor = held.who("noor");
    await eventually("samples to judge", workMsMax, async () => (await noor.ask<Next>("GET", "/api/v1/quality-samples")).waiting >= count);
    const { page } = noor;
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "Your judgement", exact: true }).waitFor();
    await saysNothingOfTheAgent(page);
    await looksRight(page, "quality-blind");
    for (const view of ["phone", "wall"] as const) {
      const other = await noor.window({ view });
      await go(other, "/quality");
      await other.getByRole("heading", { name: "Your judgement", exact: true }).waitFor();
      await looksRight(other, `quality-blind-${view}`);
      await other.context().close();
    }
    await judge(page, "Benign", "the updater asks so on every machine");
    await page.getByText("You and the agent agree.").waitFor();
    await page.getByRole("link", { name: /^case-/ }).waitFor();
    await looksRight(page, "quality-compared");
    await page.getByRole("button", { name: "Next sample" }).click();
    await page.getByRole("heading", { name: "Your judgement", exact: true }).waitFor();
    await saysNothingOfTheAgent(page);
    await judge(page, "True positive", "nobody knows this machine's updater");
    await page.getByText("You and the agent do not agree.").waitFor();
  });

  flow(office, "the bound stands with its count, and what was missed is one press away", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    const { all } = await rhea.ask<Figures>("GET", "/api/v1/quality-samples/figures");
    assert.deepEqual([all.measured, all.judged, all.missed], [true, 2, 1]);
    await go(page, "/quality?part=figures");
    await page
      .getByText(/1 of n 2/)
      .first()
      .waitFor();
    await page.getByRole("region", { name: "missed threats by class" }).getByRole("img").first().waitFor();
    await page.getByRole("button", { name: "how this is counted" }).first().focus();
    await page.getByRole("tooltip").getByText("Clock:").first().waitFor();
    await page.keyboard.press("Escape");
    await looksRight(page, "quality-figures");
    await page.getByRole("tab", { name: "Judged" }).click();
    await page.getByLabel("What came of it").selectOption("missed");
    await page.getByText("nobody knows this machine's updater").waitFor();
    await looksRight(page, "quality-judged");
    await page.getByRole("tab", { name: "The draw" }).click();
    await page.getByText("kept until the epoch is over").waitFor();
    await looksRight(page, "quality-draw");
    const phone = await rhea.window({ view: "phone" });
    await go(phone, "/quality?part=figures");
    await looksRight(phone, "quality-figures-phone");
    await phone.context().close();
  });

  flow(office, "one person ends the grant, and the agent is in shadow again", async () => {
    const { page } = office().who("noor");
    await go(page, "/autonomy?part=grants");
    await page.getByRole("button", { name: "End", exact: true }).click();
    await page.getByLabel("Why").fill("a sample was missed");
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("Shadow mode: the agent").waitFor();
    await page.getByRole("region", { name: "grants that ended" }).getByText("a sample was missed").waitFor();
    await looksRight(page, "autonomy-ended");
  });
};

async function judge(page: Page, verdict: string, because: string): Promise<void> {
  await page.getByRole("radio", { name: new RegExp(`^${verdict}`) }).check();
  await page.getByLabel("Why").fill(because);
  await page.getByRole("button", { name: "Judge, then compare" }).click();
  await page.getByRole("heading", { name: "Your judgement beside the agent's" }).waitFor();
}

/** Neither the text nor any title or address of the page tells of the agent's verdict, its reason, its severity, or of which case it is. */
async function saysNothingOfTheAgent(page: Page): Promise<void> {
  const besides = await page.locator("html").evaluate((html) => {
    const copy = html.cloneNode(true) as HTMLElement;
    const form = [...copy.querySelectorAll("form")].filter((each) => each.textContent.includes("Judge, then compare"));
    for (const each of form) each.remove();
    return form.length === 1 ? copy.outerHTML.toLowerCase() : "";
  });
  assert.ok(besides.length > 0, "the choices themselves are left out");
  for (const telling of ["benign", "the activity is allowed", "informational", "maliciousness", "case-", "closed as"])
    assert.ok(!besides.includes(telling), telling);
}
