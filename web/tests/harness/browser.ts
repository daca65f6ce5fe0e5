import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "playwright-core";

const program = "/usr/bin/chromium";
const shots = fileURLToPath(new URL("../../../out/screenshots/", import.meta.url));
/** Longest that anything on a page is waited for: the machine that tests may be busy. Milliseconds. */
const waitMsMax = 90_000;
/** Longest that a picture is waited for: a long page is painted without a graphics card. Milliseconds. */
const paintMsMax = 300_000;

/** How large the window is. */
export const views = {
  desk: { width: 1280, height: 800 },
  wall: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
} as const;
export type View = keyof typeof views;
export type Theme = "dark" | "light";

/** What keeps the browser from running here, in one line; undefined where nothing does. */
export const browserMissing = () =>
  existsSync(program) ? undefined : `the console in a browser needs ${program}; to install: apt-get install chromium`;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"] });

/** What must not happen on any page: each line is one time that it did. */
export type Findings = string[];

/** A window of its own, with its own cookies, in which everything that must not happen is written down. */
export async function openWindow(
  browser: Browser,
  place: URL,
  findings: Findings,
  { view = "desk", theme = "dark" }: { readonly view?: View; readonly theme?: Theme } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: place.origin,
    viewport: views[view],
    colorScheme: theme,
    locale: "en-GB",
    timezoneId: "Europe/Vienna",
    reducedMotion: "reduce",
    ...(view === "phone" && { hasTouch: true, isMobile: true }),
  });
  context.setDefaultTimeout(waitMsMax);
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== place.origin && !/^(blob|data|about):/.test(url.protocol)) findings.push(`request off origin: ${url.href}`);
  });
  context.on("page", (page) => listen(page, findings));
  await context.exposeBinding("policyBroken", (_source, says: string) => void findings.push(`policy broken: ${says}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber, sample }) => {
      const { policyBroken } = globalThis as unknown as { policyBroken: (says: string) => void };
      policyBroken(`${violatedDirective} by ${blockedURI} ${sample} at ${sourceFile}:${lineNumber}`);
    });
  });
  return context;
}

/** A refusal that the page shows to its reader is also a line of the browser's own; that one is no fault of the page. */
const isRefusal = (text: string) => /^Failed to load resource: .* status of (400|401|403|404|409|422|429|502|503) /.test(text);

function listen(page: Page, findings: Findings): void {
  const where = () => new URL(page.url()).pathname;
  page.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message.text())) findings.push(`${where()}: console: ${message.text().slice(0, 600)}`);
  });
  page.on("pageerror", (error) => findings.push(`${where()}: uncaught: ${(error.stack ?? error.message).slice(0, 600)}`));
  page.on("response", (response) => {
    if (response.status() === 500) findings.push(`${where()}: 500 of ${new URL(response.url()).pathname}`);
  });
  page.on("dialog", (dialog) => {
    findings.push(`${where()}: a dialog of the browser opened: ${dialog.message().slice(0, 100)}`);
    void dialog.dismiss();
  });
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** The one line to the browser's own tools that a page has: whichever of several ended would take the page's virtual devices with it. */
export function toolsOf(page: Page): Promise<CDPSession> {
  const held = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, held);
  return held;
}

/** Runs an expression in the page itself, or in a world beside it, past its policy: for what only a browser has. */
export async function inPage<Answer>(page: Page, expression: string, contextId?: number): Promise<Answer> {
  const tools = await toolsOf(page);
  const asked = { expression, awaitPromise: true, returnByValue: true, userGesture: true, ...(contextId !== undefined && { contextId }) };
  const { result, exceptionDetails } = await tools.send("Runtime.evaluate", asked);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as Answer;
}

/** Waits until the page shows what it was asked for: nothing is being read any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator("#root > *").first().waitFor();
  await page.locator("main :is(.animate-pulse, .animate-spin, [aria-busy=true]):visible").first().waitFor({ state: "hidden" });
}

/** Goes to an address of the console and waits for what it shows. */
export async function go(page: Page, to: string): Promise<void> {
  await page.goto(to, { waitUntil: "domcontentloaded" });
  await page.getByRole("main").first().waitFor();
  await settled(page);
}

/** Keeps what the page looks like, below out/screenshots. */
export async function shot(page: Page, name: string): Promise<void> {
  const path = join(shots, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: "disabled", timeout: paintMsMax });
}

/** Both themes of one page, without reading it anew. */
export async function inBothThemes(page: Page, look: (theme: Theme) => Promise<void>): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    await look(theme);
  }
}
