import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openAxe } from "./harness/axe.ts";
import { inBothThemes, settled, shot } from "./harness/browser.ts";
import type { Office } from "./harness/office.ts";

export { eventually } from "../../scenarios/soc-day/service.ts";
export { browserMissing, go, inBothThemes, inPage, settled, shot, type View, views } from "./harness/browser.ts";
export { type Office, openOffice } from "./harness/office.ts";
export { comeIn, type Person, signIn } from "./harness/person.ts";

/** Some tests of the console: they are told the office before it is open, and use it inside their tests alone. */
export type Part = (office: () => Office) => void;

/** What pages that were looked at had wrong with them, until the flow that looked ends. */
export const looks: string[] = [];

/** So long a flow may take on a machine that has much else to do. What a flow's first step proves (a fresh second factor) is good for five minutes. Milliseconds. */
const flowMsMax = 600_000;

/** A test that also fails where a page meanwhile did what no page may: an error, a broken policy, a request to elsewhere. */
export function flow(office: () => Office, name: string, body: () => Promise<void>, msMax = flowMsMax): void {
  test(name, { timeout: msMax }, async (t) => {
    try {
      await body();
    } catch (error) {
      await keepWhatIsShown(office(), name);
      t.diagnostic(`what pages did meanwhile: ${[...office().findings.splice(0), ...looks.splice(0)].join("\n")}`);
      throw error;
    }
    assert.deepEqual([...office().findings.splice(0), ...looks.splice(0)], []);
  });
}

async function keepWhatIsShown({ browser }: Office, name: string): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const file = name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
  for (const [at, page] of pages.entries()) await shot(page, `failed/${file}-${at}`).catch(() => {});
}

/** Holds the page as it is now to WCAG 2.2 AA in both themes, keeps a picture of each, and looks whether it is wider or taller than its window. The flow fails at its end. */
export async function looksRight(page: Page, name: string): Promise<void> {
  await settled(page);
  const axe = await openAxe(page);
  let seen = false;
  await inBothThemes(page, async (theme) => {
    await shot(page, `${name}-${theme}`);
    looks.push(...(await axe(`${name}-${theme}`, seen ? "contrast" : undefined)));
    seen = true;
  });
  looks.push(...(await widerThanWindow(page, name)), ...(await tallerThanWindow(page, name)));
}

async function widerThanWindow(page: Page, name: string): Promise<string[]> {
  const width = await page.locator("html").evaluate((html) => html.scrollWidth);
  const window = page.viewportSize()?.width ?? width;
  return width > window ? [`${name}: ${width} pixels wide in a window of ${window}`] : [];
}

/** Behind sign-in only the page within the frame scrolls: the key End leaves the stop switch where it is. A pixel may be the toasts' own, which nobody sees. */
async function tallerThanWindow(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  const switches = page.getByRole("banner").getByRole("button", { name: "Stop", exact: true });
  if ((await page.locator("main#page").count()) === 0) return found;
  const height = await page.locator("html").evaluate((html) => html.scrollHeight);
  const window = page.viewportSize()?.height ?? height;
  if (height > window + 1) found.push(`${name}: ${height} pixels tall in a window of ${window}`);
  await page.locator("html").evaluate((html) => html.scrollTo(0, html.scrollHeight));
  const box = (await switches.count()) === 0 ? { y: 0 } : await switches.boundingBox();
  if (!box || box.y < 0) found.push(`${name}: at the end of the page the stop switch is out of sight`);
  await page.locator("html").evaluate((html) => html.scrollTo(0, 0));
  return found;
}
