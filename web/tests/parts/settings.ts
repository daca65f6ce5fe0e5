import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { comeIn, flow, go, looksRight, type Office, type Part, settled, signIn } from "../harness.ts";

const name = "tess";
const row = (page: Page, table: string, words: string | RegExp) =>
  page.getByRole("region", { name: table }).getByRole("row").filter({ hasText: words });
const passkeys = (page: Page) => page.locator("main section").filter({ has: page.getByRole("heading", { name: "Passkeys", exact: true }) });

/** Who may come in and how, what programs may, what is in use and how long what is kept; and one change of each that can be changed here. */
export const settings: Part = (office) => {
  flow(office, "an administrator lets somebody in, who proves herself by a passkey and takes it away again", async () => {
    const held = office();
    const ada = held.who("ada");
    await ada.stepUp();
    await go(ada.page, "/settings?part=people");
    await row(ada.page, "people", "rhea").getByText("auditor").waitFor();
    await looksRight(ada.page, "settings-people");
    const link = await addSomebody(ada.page);
    await row(ada.page, "people", name).getByText("nothing yet").waitFor();
    const tess = await comeIn(held, { name, link });
    held.people.set(name, tess);
    const { page } = tess;
    await go(page, "/settings");
    await page.getByText("You have no second factor.").waitFor();
    await looksRight(page, "settings-account");
    await page.getByLabel(/^A new passkey/).fill("key ring");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The passkey is added.").waitFor();
    const key = passkeys(page).getByRole("listitem").filter({ hasText: "key ring" });
    await key.getByText("not used yet").waitFor();
    await looksRight(page, "settings-passkey");
    await key.getByRole("button", { name: "Remove" }).click();
    await key.waitFor({ state: "detached" });
  });

  flow(office, "a session of another browser is listed and ended, and that browser has to sign in anew", async () => {
    const held = office();
    const { page } = held.who(name);
    const other = await signIn(held, name);
    await go(page, "/settings?part=sessions");
    const sessions = page.getByRole("region", { name: "your sessions" });
    await sessions.getByText("here", { exact: true }).waitFor();
    await looksRight(page, "settings-sessions");
    const end = sessions.getByRole("button", { name: "End" });
    await end.first().click();
    await end.first().waitFor({ state: "detached" });
    await other.goto("/settings");
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
    await other.context().close();
  });

  flow(office, "a token is shown once, works, is listed, and opens nothing once it is revoked", async () => {
    const held = office();
    const { page, stepUp } = held.who("rhea");
    await stepUp();
    await go(page, "/settings?part=tokens");
    await page.getByLabel("What it is for").fill("the wall screen");
    await page.getByRole("checkbox", { name: /^look at everything/ }).check();
    await page.getByRole("button", { name: "Make it" }).click();
    const token = (await page.getByRole("dialog", { name: "The new token" }).locator("pre").textContent()) ?? "";
    await page.keyboard.press("Escape");
    await row(page, "your tokens", "the wall screen").getByText("never").waitFor();
    await looksRight(page, "settings-tokens");
    assert.equal(await statusWith(held, token), 200);
    await row(page, "your tokens", "the wall screen").getByRole("button", { name: "Revoke" }).click();
    await row(page, "your tokens", "the wall screen").waitFor({ state: "detached" });
    assert.equal(await statusWith(held, token), 401);
  });

  flow(office, "a role is given, and somebody who is locked is out at once", async () => {
    const held = office();
    const [ada, tess] = [held.who("ada"), held.who(name)];
    const { page } = ada;
    await ada.stepUp();
    await go(page, "/settings?part=people");
    await person(page, "Give the role lead");
    await row(page, "people", name).getByText("lead", { exact: true }).waitFor();
    await person(page, "Lock");
    await page.getByRole("dialog").getByLabel("Why").fill("she works elsewhere now");
    await page.getByRole("dialog").getByRole("button", { name: "Lock" }).click();
    await row(page, "people", name).getByText("locked").waitFor();
    await looksRight(page, "settings-locked");
    await tess.page.goto("/settings");
    await tess.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await tess.page.context().close();
    held.people.delete(name);
  });

  flow(
    office,
    "models, how long what is kept, and what the service is set up with are read here, and changed where they stand",
    async () => {
      const { page } = office().who("ada");
      await go(page, "/settings?part=models");
      const cards = page.locator("summary").filter({ hasText: "Its card" });
      if ((await cards.count()) > 0) await cards.first().click();
      else await page.getByText("No model is in use").waitFor();
      await looksRight(page, "settings-models");
      await page.getByRole("tab", { name: "Retention" }).click();
      await page.getByText("by default").first().waitFor();
      await looksRight(page, "settings-retention");
      await page.getByRole("tab", { name: "Service" }).click();
      const written = page.getByRole("listitem").filter({ hasText: "watch.settle-seconds" });
      await written.getByText("2", { exact: true }).waitFor();
      assert.equal(await written.getByText("by default").count(), 0);
      await looksRight(page, "settings-service");
      const noor = office().who("noor").page;
      await go(noor, "/settings?part=people");
      await noor.getByText("Administrators see this").waitFor();
      await settled(noor);
    },
  );
};

/** By the form; gives what the link says, which is shown this once. */
async function addSomebody(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Add somebody" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.keyboard.press("Enter");
  const once = page.getByRole("dialog", { name: "A link that lets them in" });
  const link = (await once.locator("pre").textContent()) ?? "";
  await page.keyboard.press("Escape");
  await once.waitFor({ state: "hidden" });
  return /[0-9a-f]{64}/.exec(link)?.[0] ?? assert.fail(link);
}

async function person(page: Page, deed: string): Promise<void> {
  await page.getByRole("button", { name: `what can be done about ${name}` }).click();
  await page.getByRole("menuitem", { name: deed, exact: true }).click();
}

const statusWith = async ({ place }: Office, token: string) =>
  (await fetch(new URL("/api/v1/cases?limit=1", place), { headers: { authorization: `Bearer ${token}` } })).status;
