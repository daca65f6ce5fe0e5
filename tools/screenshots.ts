/**
 * Makes the pictures of README and docs/guides: `node tools/screenshots.ts`. It starts `watchkeeper demo`, waits until every case has its verdict, and writes
 * docs/images/console-*.png, dark and light, each below 250 KB. Needs Chromium.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { go, openBrowser, openWindow, settled, type Theme, type View } from "../web/tests/harness/browser.ts";

const home = fileURLToPath(new URL("../", import.meta.url));
const images = join(home, "docs", "images");
const [demoMsMax, bytesMax] = [600_000, 250_000] as const;

type Picture = { readonly name: string; readonly to: (grave: string) => string; readonly view?: View; readonly themes?: readonly Theme[] };
const both: readonly Theme[] = ["dark", "light"];
/** What waits and what is done with, so that the queue shows what it can. */
const wholeQueue = "/?state=escalated&state=in-progress&state=closed";
const pictures: readonly Picture[] = [
  { name: "queue", to: () => wholeQueue },
  { name: "case", to: (id) => `/cases/${id}`, themes: both },
  { name: "timeline", to: (id) => `/cases/${id}?part=timeline` },
  { name: "entities", to: (id) => `/cases/${id}?part=graph` },
  { name: "containment", to: () => "/containment" },
  { name: "containment-phone", to: () => "/containment", view: "phone" },
  { name: "lead", to: () => "/lead" },
];

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-pictures-"));
const { child, place } = await startDemo();
const browser = await openBrowser();
try {
  mkdirSync(images, { recursive: true });
  const findings: string[] = [];
  for (const { name, to, view = "desk", themes = ["dark"] as const } of pictures)
    for (const theme of themes) {
      const window = await openWindow(browser, place, findings, { view, theme });
      const page = await window.newPage();
      await go(page, "/");
      await go(page, to(await gravest(page)));
      await picture(page, themes.length > 1 ? `${name}-${theme}` : name);
      await window.close();
    }
  for (const each of findings) console.log(each);
} finally {
  await browser.close();
  child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the demo and waits for its last verdict. */
async function startDemo(): Promise<{ readonly child: ChildProcess; readonly place: URL }> {
  const child = spawn(join(home, "bin", "watchkeeper"), ["demo", "--port", "0"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const said = await new Promise<string>((settle, refuse) => {
    let text = "";
    const timer = setTimeout(() => refuse(new Error(`the demo took longer than ${demoMsMax} ms`)), demoMsMax);
    child.on("exit", (status) => refuse(new Error(`the demo ended with ${status}`)));
    child.stdout.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      const found = /demo finished: .* console at (\S+)/.exec(text)?.[1];
      if (!found) return;
      clearTimeout(timer);
      settle(found);
    });
  });
  return { child, place: new URL(said) };
}

async function gravest(page: Page): Promise<string> {
  const link = page.getByRole("grid").locator('a[href^="/cases/"]').first();
  return (await link.getAttribute("href"))?.split("/").at(-1) ?? "";
}

async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  const list = page.getByRole("grid");
  if ((await list.count()) > 0) await list.getByRole("row").first().waitFor();
  const bytes = await page.screenshot({ animations: "disabled", scale: "css" });
  if (bytes.length > bytesMax) throw new Error(`${name} has ${bytes.length} bytes, more than ${bytesMax}`);
  writeFileSync(join(images, `console-${name}.png`), bytes);
  console.log(`docs/images/console-${name}.png: ${(bytes.length / 1_024).toFixed(0)} KiB`);
}
