import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { command } from "../../../scenarios/soc-day/service.ts";
import { flow, go, looksRight, type Office, type Part, settled } from "../harness.ts";

type Head = { readonly entries: number; readonly publicKey: string; readonly checkpoint: string | null };
const record = "watch-000001";
const place = (search = "") => `/journal?world=${record}${search}`;
const lines = (page: Page) => page.locator('main ol a[href*="sequence="]');

/** The record: searched, read, proven in the browser, and taken away for somebody outside to check. */
export const journal: Part = (office) => {
  flow(office, "the record is searched by keyboard, and an entry of it is read whole and proven", async () => {
    const { page } = office().who("rhea");
    await go(page, place());
    await lines(page).first().waitFor();
    await looksRight(page, "journal");
    await page.getByRole("textbox", { name: "Type" }).fill("CaseOpened");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("type") === "CaseOpened");
    await settled(page);
    await lookOn(page);
    for (const line of await lines(page).allInnerTexts()) assert.match(line, /CaseOpened/);
    await lines(page).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Entry \d+: / }).waitFor();
    const sign = page.getByRole("button", { name: "Sign it now" });
    const verify = page.getByRole("button", { name: "Verify this entry", disabled: false });
    await sign.or(verify).first().waitFor();
    if (await sign.isVisible()) await looksRight(page, "journal-not-signed");
    if (await sign.isVisible()) await sign.click();
    await verify.click();
    await holds(page, /This text is entry \d+ of the record/);
    await looksRight(page, "journal-entry");
    const shown = Number(new URL(page.url()).searchParams.get("sequence"));
    await page.locator("body").press("j");
    await page.waitForURL((url) => url.searchParams.get("sequence") === String(shown + 1));
    await page.getByRole("heading", { name: new RegExp(`^Entry ${shown + 1}: `) }).waitFor();
  });

  flow(office, "the record is verified in the browser with a key from elsewhere, and again when it has grown", async () => {
    const held = office();
    const { page, ask } = held.who("rhea");
    const key = await keyFromElsewhere(held);
    await go(page, place());
    await page.getByLabel("Key from elsewhere").fill(key);
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await holds(page, /Checked with the key that you brought\./);
    const before = await ask<Head>("GET", `/api/v1/journal/${record}`);
    const { cases } = await ask<{ cases: { id: string }[] }>("GET", "/api/v1/cases?limit=1");
    await ask("POST", `/api/v1/cases/${cases[0]?.id}/acts`, { act: "note", text: "the record grows by this" });
    await page.getByRole("button", { name: "Sign what is written now" }).click();
    await page
      .getByText(/Signed and published over/)
      .first()
      .waitFor();
    await go(page, place());
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await holds(page, /Nothing of the [\d,]+ entries that this browser kept/);
    await looksRight(page, "journal-verified");
    const after = await ask<Head>("GET", `/api/v1/journal/${record}`);
    assert.ok(after.entries > before.entries);
    assert.notEqual(after.checkpoint, before.checkpoint);
  });

  flow(office, "a record that is not what this browser kept, or is another's, is not believed", async () => {
    const { page } = office().who("rhea");
    await page.route(`**/api/v1/journal/${record}`, async (route) => {
      const answer = await route.fetch();
      const head = (await answer.json()) as Head;
      await route.fulfill({
        response: answer,
        json: { ...head, checkpoint: shorter(head.checkpoint ?? assert.fail("nothing is signed")) },
      });
    });
    await go(page, place());
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await doesNotHold(page, /signature/i);
    await looksRight(page, "journal-refused");
    await page.unrouteAll({ behavior: "wait" });
    await go(page, place());
    await page.getByLabel("Key from elsewhere").fill("elsewhere+00000000+AAAA");
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await page.getByRole("status").getByText("does not hold").first().waitFor({ state: "attached" });
  });

  flow(office, "an evidence pack of a case leaves with its reason, and holds for whoever has the key alone", async () => {
    const held = office();
    const rhea = held.who("rhea");
    const { page } = rhea;
    await rhea.stepUp();
    const { cases } = await rhea.ask<{ cases: { id: string }[] }>("GET", "/api/v1/cases?limit=1");
    await go(page, place());
    await page.getByRole("button", { name: "Evidence pack" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Only of one case").fill(cases[0]?.id ?? "");
    await dialog.getByLabel("Why").fill("the auditors asked for it");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await dialog.getByText(/^Ready: /).waitFor();
    await looksRight(page, "journal-pack");
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: /^Download/ }).click()]);
    const said = await verifyPack(held, await file.path());
    assert.match(said, /^intact: \d+ entries/m);
    await page.keyboard.press("Escape");
  });

  flow(office, "whoever is no auditor is told why there are no entries, and verifies all the same", async () => {
    const { page } = office().who("noor");
    await go(page, place());
    await page.getByText("Entries are read by auditors").waitFor();
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await holds(page, /is signed by this key/);
    await looksRight(page, "journal-no-auditor");
  });
};

/** A search looks at so many entries at a time: goes on until it found one. */
async function lookOn(page: Page): Promise<void> {
  const further = page.getByRole("button", { name: /^Look on/ });
  while ((await lines(page).count()) === 0) {
    await further.click();
    await settled(page);
  }
}

/** All steps of the check hold, and one of them says this. */
async function holds(page: Page, says: RegExp): Promise<void> {
  const steps = page.getByRole("status").filter({ hasText: says });
  await steps.waitFor();
  assert.doesNotMatch((await steps.textContent()) ?? "", /does not hold/);
}

async function doesNotHold(page: Page, says: RegExp): Promise<void> {
  const steps = page.getByRole("status").filter({ hasText: "does not hold" });
  await steps.waitFor();
  assert.match((await steps.textContent()) ?? "", says);
}

/** As it is printed where the service runs. */
async function keyFromElsewhere({ installation }: Office): Promise<string> {
  const said = await command(installation, "journal", "checkpoint", "--data-dir", installation.dataDir, "--world", record);
  return /public key: (\S+)/.exec(said)?.[1] ?? assert.fail(said);
}

/** The same signatures under a record that says to be shorter by an entry. */
function shorter(checkpoint: string): string {
  const [origin, size, ...rest] = checkpoint.split("\n");
  return [origin, Number(size) - 1, ...rest].join("\n");
}

/** As an outsider does: unpacked, and checked by the command line with the key alone. */
async function verifyPack(held: Office, archive: string): Promise<string> {
  const folder = join(held.installation.folder, "pack");
  mkdirSync(folder, { recursive: true });
  const unpacked = spawnSync("tar", ["-xf", archive, "-C", folder], { encoding: "utf8" });
  assert.equal(unpacked.status, 0, unpacked.stderr);
  const { publicKey } = await held.who("rhea").ask<Head>("GET", `/api/v1/journal/${record}`);
  return command(held.installation, "journal", "verify", "--pack", folder, "--public-key", publicKey);
}
