import assert from "node:assert/strict";
import { flow, go, looksRight, type Part } from "../harness.ts";

/** Asking in one's own words where no model is connected: it says how one is, and the typed form works all the same. */
export const ask: Part = (office) => {
  flow(
    office,
    "without a model no question is promised, it says how one is connected, and the typed search runs when it is pressed",
    async () => {
      const { page } = office().who("rhea");
      await go(page, "/ask?entity=host:ws-1");
      await page.getByText("No language model is connected here").waitFor();
      assert.equal(await page.getByLabel("Question").count(), 0);
      assert.equal(await page.getByLabel("Entity").inputValue(), "host:ws-1");
      await page.getByLabel("Entity").fill("");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByRole("button", { name: "Run", exact: true }).and(page.locator(":not([aria-busy])")).waitFor();
      await page.getByRole("region", { name: "events that were found" }).getByRole("row").nth(1).waitFor();
      await looksRight(page, "ask");
    },
  );

  flow(office, "a lead sees what a model would be sent about a case, and settings say that none is connected", async () => {
    const { page, ask: asked } = office().who("rhea");
    const { cases } = await asked<{ cases: readonly { readonly id: string }[] }>("GET", "/api/v1/cases?limit=1");
    await go(page, `/cases/${cases[0]?.id}`);
    await page.getByRole("button", { name: "What a model would be sent" }).click();
    await page
      .getByRole("dialog")
      .getByText(/tokens in all/)
      .waitFor();
    await looksRight(page, "case-model-preview");
    await go(page, "/settings?part=models");
    await page.getByText(/No language model is connected/).waitFor();
    await looksRight(page, "settings-models");
  });
};
