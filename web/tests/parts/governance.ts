import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { flow, go, looksRight, type Part } from "../harness.ts";

type Roster = { readonly overseers: readonly { readonly overseer: string }[]; readonly warnings: readonly string[] };
type Card = { readonly card: object; readonly digest: string };

/** What the agent is, who oversees it, what went seriously wrong with it, and how an auditor gets to see that. */
export const governance: Part = (office) => {
  flow(office, "the card says what the agent is and is not for, and leaves as it was said", async () => {
    const { page, ask } = office().who("noor");
    await go(page, "/governance");
    await page.getByRole("heading", { name: "Not to be used for" }).waitFor();
    await page.getByText("no score of a person is made").waitFor();
    await looksRight(page, "governance-card");
    const { digest } = await ask<Card>("GET", "/api/v1/governance/card");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "JSON" }).click()]);
    assert.equal(JSON.parse(readFileSync(await file.path(), "utf8")).schema, "watchkeeper/ai-system-card@1");
    assert.match(digest, /^sha256:/);
    await page.getByRole("tab", { name: "Inventory" }).click();
    const parts = page.getByRole("region", { name: "parts of the agent in use" });
    await parts.getByRole("row").filter({ hasText: "playbooks" }).first().waitFor();
    await page.getByRole("region", { name: "changes of the agent" }).getByText("the watch began with version").first().waitFor();
    await looksRight(page, "governance-inventory");
    await page.getByRole("tab", { name: "Evidence" }).click();
    await page.getByLabel("Framework").selectOption("dora");
    await page.getByText(/^watchkeeper evidence export --framework dora --period \d{4}-/).waitFor();
    await looksRight(page, "governance-evidence");
  });

  flow(office, "whoever leads nobody reads the roster; a lead enters people and what they learnt, and the warnings follow", async () => {
    const noor = office().who("noor");
    await go(noor.page, "/governance?part=roster");
    await noor.page.getByText("nobody is entered as an overseer").waitFor();
    assert.equal(await noor.page.getByRole("button", { name: "Enter a person" }).count(), 0);
    const { page, ask } = office().who("rhea");
    await go(page, "/governance?part=roster");
    await looksRight(page, "governance-roster-empty");
    await page.getByRole("button", { name: "Enter a person" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Who").fill("noor");
    await dialog.getByLabel("Duty").fill("judges samples and watches the grants");
    await looksRight(page, "governance-enter");
    await dialog.getByRole("button", { name: "Enter", exact: true }).click();
    await page.getByText(/no competence or training is entered/).waitFor();
    await page.getByRole("button", { name: "Enter what they learnt" }).click();
    await dialog.getByLabel("What").fill("Course on AI literacy");
    await dialog.getByLabel("Since").fill("2025-03-01");
    await dialog.getByRole("button", { name: "Enter", exact: true }).click();
    await page.getByText("Nothing is lacking in the roster.").waitFor();
    await page.getByRole("region", { name: "what person:noor has learnt" }).getByText("counts", { exact: true }).waitFor();
    await looksRight(page, "governance-roster");
    for (const view of ["phone", "wall"] as const) {
      const other = await office().who("rhea").window({ view });
      await go(other, "/governance?part=roster");
      await other.getByText("Course on AI literacy").waitFor();
      await looksRight(other, `governance-roster-${view}`);
      await other.context().close();
    }
    await page.getByRole("button", { name: "Strike" }).click();
    await page.getByLabel("Why").fill("it was another course");
    await page.getByRole("button", { name: "Strike it" }).click();
    await page.getByText(/no competence or training is entered/).waitFor();
    const held = await ask<Roster>("GET", "/api/v1/governance/roster");
    assert.deepEqual(
      held.overseers.map(({ overseer }) => overseer),
      ["person:noor"],
    );
  });

  flow(office, "a serious incident is opened, shown with what is owed, and not closed before it is done", async () => {
    const { page } = office().who("rhea");
    await go(page, "/governance?part=incidents");
    await page.getByText("No serious incident").first().waitFor();
    await looksRight(page, "governance-incidents-empty");
    await page.getByRole("button", { name: "Open an incident" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What happened").fill("attacks were closed as benign");
    await dialog.getByRole("button", { name: "Open it" }).click();
    await page.getByText("2 still owed").waitFor();
    await page.getByRole("button", { name: "Add a fact" }).click();
    await dialog.getByLabel("What is known").fill("three cases of one rule");
    await dialog.getByLabel("Cases").fill("case-1, case-2");
    await dialog.getByRole("button", { name: "Add it" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("three cases of one rule").waitFor();
    await looksRight(page, "governance-incident");
    await page.getByRole("button", { name: "Close it" }).click();
    await dialog.getByLabel("Why").fill("handled");
    await dialog.getByRole("button", { name: "Close it" }).click();
    await dialog.getByText(/autonomy was not suspended/).waitFor();
    await looksRight(page, "governance-still-owed");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Suspend autonomy" }).click();
    await dialog.getByRole("button", { name: "Suspend all of it" }).click();
    await page.getByText(/^Autonomy suspended/).waitFor();
    await page.getByRole("button", { name: "Somebody was told" }).click();
    await dialog.getByLabel("Reference").fill("ticket 4711");
    await dialog.getByRole("button", { name: "It was told" }).click();
    await page.getByText("Told the provider").waitFor();
    await page.getByRole("button", { name: "Close it" }).click();
    await dialog.getByLabel("Why").fill("the rule was mended");
    await dialog.getByRole("button", { name: "Close it" }).click();
    await page.getByText("closed as serious").first().waitFor();
    await looksRight(page, "governance-incident-closed");
    const phone = await office().who("rhea").window({ view: "phone" });
    await go(phone, "/governance?part=incidents");
    await phone.getByText("closed as serious").first().waitFor();
    await looksRight(phone, "governance-incident-phone");
    await phone.context().close();
  });

  flow(office, "other settings of samples and alarms are tried on what was closed and seen; nothing changes by it", async () => {
    const { page, ask } = office().who("rhea");
    const before = await ask<object>("GET", "/api/v1/quality-samples/simulation");
    await go(page, "/quality?part=simulate");
    await page.getByRole("heading", { name: "Settings of samples to try" }).waitFor();
    await page.getByText(/of the last [\d,]+ closed cases|closed no case that could be drawn/).waitFor();
    await page.getByLabel("Days until a sample is due").fill("3");
    await page.getByRole("button", { name: "Simulate" }).first().click();
    await page.getByLabel("False alarms a month, at most").fill("5");
    await page.getByRole("button", { name: "Simulate" }).last().click();
    await page.getByText(/decisions on sources|No source is known for long enough/).waitFor();
    await looksRight(page, "quality-simulate");
    assert.deepEqual(await ask<object>("GET", "/api/v1/quality-samples/simulation"), before);
    const phone = await office().who("rhea").window({ view: "phone" });
    await go(phone, "/quality?part=simulate");
    await phone.getByRole("heading", { name: "Settings of samples to try" }).waitFor();
    await looksRight(phone, "quality-simulate-phone");
    await phone.context().close();
  });
};
