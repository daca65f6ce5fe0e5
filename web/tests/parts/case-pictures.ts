import assert from "node:assert/strict";
import { flow, go, looksRight, type Part, type Person } from "../harness.ts";

type Line = { readonly id: string; readonly verdict: string | null; readonly alerts: number };

/** What a case shows: its timeline on lanes, its entities, and its ATT&CK; each by keyboard, each mark to its evidence. */
export const casePictures: Part = (office) => {
  flow(office, "a timeline is walked by keyboard, zoomed, laid on lanes by source, and leads to its evidence", async () => {
    const { page, ask } = office().who("rhea");
    const id = await largest(ask);
    await go(page, `/cases/${id}?part=timeline`);
    await page.locator("[data-mark]").first().waitFor();
    for (const key of ["j", "j", "+", "+", "ArrowRight", "ArrowLeft"]) await page.locator("body").press(key);
    await page.locator('[aria-current="true"]').waitFor();
    await page.locator("body").press("l");
    await page.waitForURL((url) => url.searchParams.get("lanes") === "source");
    await looksRight(page, "case-timeline");
    await page.locator("body").press("Enter");
    await page.waitForURL((url) => url.searchParams.get("part") === "evidence" && /^e-\d+$/.test(url.searchParams.get("item") ?? ""));
  });

  flow(office, "entities are one picture and one list: chosen, opened, found, in the colours of the theme", async () => {
    const { page, ask } = office().who("rhea");
    const id = await largest(ask);
    await go(page, `/cases/${id}?part=graph`);
    await page.getByRole("img", { name: /picture of \d+ entities/ }).waitFor();
    await page.locator("canvas").first().waitFor();
    await page.locator("body").press("j");
    const panel = page.getByRole("complementary", { name: "the chosen entity" });
    await panel.getByText("rarity").waitFor();
    await page.locator("body").press("x");
    await looksRight(page, "case-entities");
    await page.locator("body").press("v");
    await page.getByRole("region", { name: "entities" }).waitFor();
    await page.getByRole("region", { name: "relations" }).waitFor();
    const [first] = await page.getByRole("region", { name: "entities" }).getByRole("button").allInnerTexts();
    await page.locator("body").press("/");
    await page.keyboard.type((first ?? "").slice(-6));
    await page.getByText(/\d+ found/).waitFor();
    await looksRight(page, "case-entities-list");
  });

  flow(office, "a technique shows the evidence behind it, and the layer for the Navigator leaves", async () => {
    const { page, ask } = office().who("rhea");
    const id = await largest(ask);
    await go(page, `/cases/${id}?part=attack`);
    const cell = page.getByRole("region", { name: "tactics and techniques of this case" }).getByRole("button").first();
    await cell.click();
    await page.getByText(/by (one|\d+) evidence items?/).waitFor();
    await page.getByRole("heading", { name: "Consistent with" }).waitFor();
    await looksRight(page, "case-attack");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Navigator layer" }).click()]);
    assert.match(file.suggestedFilename(), /-navigator-layer\.json$/);
  });
};

/** The case of the day that tells most. */
async function largest(ask: Person["ask"]): Promise<string> {
  const { cases } = await ask<{ cases: Line[] }>("GET", "/api/v1/cases?limit=200&severity=critical");
  const found = cases.filter(({ verdict }) => verdict === "true-positive").toSorted((a, b) => b.alerts - a.alerts)[0];
  assert.ok(found, "no grave case with a verdict");
  return found.id;
}
