import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { eventually, flow, go, looksRight, type Part, type Person } from "../harness.ts";

const workMsMax = 180_000;
type Board = {
  readonly clocks: readonly { readonly caseId: string; readonly regime: string; readonly stage: string; readonly state: string }[];
};

/** What regulators are owed: the board, a case's worksheet, a report from the first value to the word that it was handed in. */
export const clocks: Part = (office) => {
  flow(office, "the board has every clock with its article, and what is not verified says so", async () => {
    const { page, ask } = office().who("rhea");
    await eventually("clocks of the day", workMsMax, async () => (await ask<Board>("GET", "/api/v1/regulation/board")).clocks.length > 0);
    await go(page, "/clocks");
    await page.getByText("Not legal advice").waitFor();
    await page.getByRole("region", { name: "clocks, the earliest first" }).getByRole("row").nth(1).waitFor();
    await looksRight(page, "clocks");
    for (const view of ["phone", "wall"] as const) {
      const other = await office().who("rhea").window({ view });
      await go(other, "/clocks");
      await looksRight(other, `clocks-${view}`);
      await other.context().close();
    }
    await page.getByRole("tab", { name: "Obligations" }).click();
    await page
      .getByText(/statements? (is|are) not verified/)
      .first()
      .click();
    await looksRight(page, "clocks-obligations");
    await page.getByRole("tab", { name: "Registers" }).click();
    await page.getByText("Reportable incidents").waitFor();
    await looksRight(page, "clocks-registers");
  });

  flow(office, "from a case to its worksheet; a value is confirmed by a person, and taken back", async () => {
    const { page } = office().who("noor");
    const id = await gravest(office().who("rhea"));
    await go(page, `/cases/${id}`);
    await page.getByRole("link", { name: "Clocks and reports" }).click();
    await page.getByRole("heading", { name: `Clocks of ${id}` }).waitFor();
    const open = page.getByRole("button", { name: "Open the papers" });
    if (await open.isVisible()) await open.click();
    await page.getByRole("button", { name: "Propose anew from the case" }).waitFor();
    await looksRight(page, "clocks-worksheet");
    const values = page.getByRole("region", { name: "values of the worksheet" });
    await values.getByRole("row").filter({ hasText: "proposed by the agent" }).first().getByRole("button", { name: "Confirm" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("This is an estimate").check();
    await dialog.getByLabel("Where it is from").fill("the duty officer");
    await looksRight(page, "clocks-confirm");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    const confirmed = values.getByRole("row").filter({ hasText: "the duty officer" });
    await confirmed.getByText("estimate").waitFor();
    await confirmed.getByRole("button", { name: "Take back" }).click();
    await page.getByLabel("Why").fill("it was another incident");
    await page.getByRole("button", { name: "Take it back" }).click();
    await confirmed.waitFor({ state: "detached" });
    assert.equal(await page.getByRole("button", { name: /^Classify/ }).count(), 0, "a lead classifies");
    const phone = await office().who("noor").window({ view: "phone" });
    await go(phone, `/clocks/${id}`);
    await looksRight(phone, "clocks-worksheet-phone");
    await phone.context().close();
  });

  flow(office, "a lead classifies, signs with a passkey, and says that it was handed in: only that ends the clock", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    const id = await gravest(rhea);
    await rhea.stepUp();
    await go(page, `/clocks/${id}?regime=dora`);
    await page.getByRole("button", { name: "Classify: major", exact: true }).click();
    await page.getByLabel("Why").fill("payments stood still");
    await page.getByRole("button", { name: "Classify", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("payments stood still").first().waitFor();
    await page.getByRole("region", { name: "clocks of this regime" }).getByText("running").first().waitFor();
    const report = page.getByRole("region", { name: "reports" }).getByRole("row").nth(1);
    await files(page, report);
    await report.getByRole("button", { name: "Read, sign, hand in" }).click();
    await page.getByRole("region", { name: "fields of the report" }).getByRole("row").nth(3).waitFor();
    await looksRight(page, "clocks-report");
    await page.getByRole("button", { name: "Sign this text" }).click();
    await page.getByLabel("Reference of the authority").fill("BaFin 2026-4711");
    await page.getByRole("button", { name: "It was handed in" }).click();
    await page.getByText("On record as handed in.").first().waitFor();
    await page.getByRole("region", { name: "clocks of this regime" }).getByText("submitted").first().waitFor();
    await looksRight(page, "clocks-submitted");
    const { clocks: held } = await rhea.ask<Board>("GET", "/api/v1/regulation/board");
    assert.ok(held.some(({ caseId, regime, state }) => caseId === id && regime === "dora" && state === "submitted"));
  });
};

/** The case of the recorded day that is told to regulators, if any. */
async function gravest({ ask }: Person): Promise<string> {
  const { cases } = await ask<{ cases: { id: string; severity: string }[] }>("GET", "/api/v1/cases?state=escalated&limit=100");
  return cases.find(({ severity }) => severity === "critical")?.id ?? assert.fail("no critical case");
}

/** The report leaves in every form. */
async function files(page: Page, row: ReturnType<Page["locator"]>): Promise<void> {
  for (const [name, begins] of [
    ["JSON", "{"],
    ["CSV", ""],
    ["PDF", "%PDF-"],
  ] as const) {
    const [file] = await Promise.all([page.waitForEvent("download"), row.getByRole("link", { name: `as ${name}` }).click()]);
    const text = readFileSync(await file.path(), "latin1");
    assert.ok(text.startsWith(begins) && text.length > 200, `${name}: ${text.slice(0, 80)}`);
  }
}
