import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { flow, go, looksRight, type Part } from "../harness.ts";

const newLine = async (page: Page, text: string) => {
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type(text);
};

/** What is asked is read, drawn, changed and tried; what is permitted is read, changed and simulated. Nothing of it is written to the server. */
export const playbooks: Part = (office) => {
  flow(office, "a playbook is read as prose and as a graph, by pointer and by keyboard", async () => {
    const { page } = office().who("noor");
    await go(page, "/playbooks?playbook=credential-abuse");
    await page.getByText("Is the address that the attempts came from known to be hostile?").waitFor();
    await looksRight(page, "playbook-read");
    await page.keyboard.press("2");
    const question = page.getByRole("button", { name: /Did a logon from the same address succeed/ });
    await question.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "success-from-source" }).waitFor();
    await looksRight(page, "playbook-graph");
  });

  flow(office, "an editor offers the schema's words, says mistakes with their lines, and a dry run says what would differ", async () => {
    const { page } = office().who("noor");
    await go(page, "/playbooks?playbook=general&part=edit");
    const editor = page.getByRole("textbox", { name: "text of the playbook general" });
    await page.getByText("It can be used").waitFor();
    await editor.click();
    await newLine(page, "cla");
    await page.getByRole("option", { name: /claims/ }).waitFor();
    await looksRight(page, "playbook-completion");
    await page.keyboard.press("Escape");
    for (const _ of "cla") await page.keyboard.press("Backspace");
    await page.keyboard.type("prior: 9");
    await page.getByText(/\d+ to mend/).waitFor();
    assert.ok(await page.getByRole("button", { name: "Try it" }).isDisabled());
    await looksRight(page, "playbook-mistakes");
    await page.getByRole("button", { name: "Back to the version in use" }).click();
    await page.getByText("This is the very text that new cases follow.").waitFor();
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText(/would have ended otherwise|no past case/).waitFor();
    await looksRight(page, "playbook-dry-run");
  });

  flow(office, "a playbook that was changed is downloaded as it was written, under the name that it has on disk", async () => {
    const { page } = office().who("noor");
    await go(page, "/playbooks?playbook=general&part=edit");
    await page.getByText("It can be used").waitFor();
    await page.getByRole("textbox", { name: "text of the playbook general" }).click();
    await newLine(page, "# tried on the record");
    const button = page.getByRole("button", { name: "Download general.yaml" });
    await button.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(download.suggestedFilename(), "general.yaml");
    const lines = readFileSync(await download.path(), "utf8").split("\n");
    assert.deepEqual(lines.slice(0, 2), ["playbook: general", "# tried on the record"]);
  });

  flow(office, "policies say whether they are in force, and a change what it would have changed", async () => {
    const { page } = office().who("noor");
    await go(page, "/policies");
    await page.getByText("In force as they lie on disk").waitFor();
    await looksRight(page, "policies-read");
    await page.keyboard.press("2");
    await page.getByRole("combobox", { name: "file" }).selectOption("never.cedar");
    const editor = page.getByRole("textbox", { name: "policies of never.cedar" });
    await editor.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nforbid (principal, action, resou");
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText("The policies cannot be read, so nothing was decided by them.").waitFor();
    await looksRight(page, "policies-mistakes");
    await page.getByRole("button", { name: "Back to what is on disk" }).click();
    await page.getByText(/would have changed|No action is on record/).waitFor();
    await looksRight(page, "policies-simulated");
  });
};
