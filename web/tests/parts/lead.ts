import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { flow, go, looksRight, type Part, type Person, settled } from "../harness.ts";

type Figures = {
  readonly flow: Readonly<
    Record<
      | "accepted"
      | "closedByAgent"
      | "closedByPeople"
      | "escalated"
      | "waitingInShadow"
      | "open"
      | "deadLettered"
      | "handedToPeople"
      | "truePositives",
      number
    >
  >;
  readonly escalation: { readonly all: { readonly missedThreat: { readonly measured: boolean } } };
};
const panel = (page: Page, title: string) =>
  page.locator("main section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

/** The lead's desk: its figures are the ledger's, and none stands without what it rests on. */
export const lead: Part = (office) => {
  flow(office, "the flow's parts sum up to what came in, and are the ledger's", async () => {
    const { page, ask } = office().who("rhea");
    await go(page, "/lead");
    await panel(page, "Alerts in, and what became of them").getByRole("img").waitFor();
    const { flow: counted } = await figures(ask);
    const { accepted, closedByAgent, closedByPeople, escalated, waitingInShadow, open, deadLettered } = counted;
    assert.ok(accepted > 0);
    assert.equal(closedByAgent + closedByPeople + escalated + waitingInShadow + open + deadLettered, accepted);
    const told = (await panel(page, "Alerts in, and what became of them").getByRole("img").getAttribute("aria-label")) ?? "";
    assert.equal(
      partsOf(told)
        .slice(1, -1)
        .reduce((a, b) => a + b, 0),
      partsOf(told)[0],
      told,
    );
    await page.getByRole("region", { name: "noisy rules" }).waitFor();
    await page.getByText(/^Alerts by the hour of the day/).waitFor();
    await page.getByText("No exercise was played here yet.").waitFor();
    const behind = page.getByRole("navigation", { name: "behind the desk" });
    for (const name of ["Quality", "Autonomy", "Clocks", "Governance"])
      await behind.getByRole("link", { name: new RegExp(`^${name}`) }).waitFor();
    await looksRight(page, "lead");
    const wall = await office().who("rhea").window({ view: "wall" });
    await go(wall, "/lead");
    await wall.getByRole("region", { name: "noisy rules" }).waitFor();
    await looksRight(wall, "lead-wall");
    await wall.context().close();
  });

  flow(office, "an escalation rate never stands without the bound of what was missed, or the word that it was not measured", async () => {
    const { page, ask } = office().who("rhea");
    await go(page, "/lead");
    const escalation = panel(page, "Escalated, beside what may have been missed");
    const rows = escalation.getByRole("region", { name: "escalation by severity" }).getByRole("row");
    await rows.nth(1).waitFor();
    for (const row of (await rows.all()).slice(1)) {
      const [, rate, missed] = await row.getByRole("cell").allInnerTexts();
      assert.match(rate ?? "", /% .* n \d|not measured/s);
      assert.match(missed ?? "", /% \d+ of \d+ judged|not measured/s);
    }
    const { escalation: held } = await figures(ask);
    assert.equal((await escalation.getByText(/\d+ of \d+ judged/).count()) > 0, held.all.missedThreat.measured);
    await escalation.getByRole("button", { name: "how this is counted" }).focus();
    await page.getByRole("tooltip").getByText("Clock:").first().waitFor();
    await page.keyboard.press("Escape");
  });

  flow(office, "a noisy rule leads to its alerts, own minutes to other hours, and the figures leave as a table", async () => {
    const { page } = office().who("rhea");
    await go(page, "/lead");
    const hours = panel(page, "Hours saved");
    await hours.getByLabel("Minutes for each closed alert").fill("0");
    await hours.getByLabel("Minutes for each prepared case").fill("0");
    await hours.getByLabel("Minutes lost for each overruled case").fill("0");
    await hours.getByText("0 h", { exact: true }).waitFor();
    await page.getByLabel("period").selectOption("7");
    await settled(page);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
    const table = readFileSync(await file.path(), "utf8");
    assert.ok(table.split("\n").length > 3, table);
    const rule = page.getByRole("region", { name: "noisy rules" }).getByRole("link").first();
    await rule.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/" && url.searchParams.has("rule"));
    await page.getByRole("grid").getByRole("row").first().waitFor();
  });

  flow(office, "who leads nobody sees how the watch does, and not who did how much", async () => {
    const { page } = office().who("noor");
    await go(page, "/lead");
    await panel(page, "Noisy rules").getByRole("row").first().waitFor();
    assert.equal(await page.getByRole("heading", { name: "Workload" }).count(), 0);
  });
};

/** Of the last 30 days, as the page asks for them. */
const figures = (ask: Person["ask"]) => {
  const iso = (atMs: number) => encodeURIComponent(new Date(atMs).toISOString());
  const toMs = Math.ceil(Date.now() / 60_000) * 60_000;
  return ask<Figures>("GET", `/api/v1/measures?from=${iso(toMs - 30 * 86_400_000)}&to=${iso(toMs)}&zone=UTC`);
};

/** The numbers of a sentence, in their order. */
const partsOf = (text: string) => [...text.matchAll(/\d[\d,]*/g)].map(([word]) => Number(word.replaceAll(",", "")));
