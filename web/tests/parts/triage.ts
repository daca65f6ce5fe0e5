import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually, flow, go, looksRight, type Part, type Person, settled } from "../harness.ts";

type Line = { readonly id: string; readonly title: string; readonly state: string; readonly assignee: string | null };
const workMsMax = 180_000;

/** The queue: ten cases by keyboard alone, and what one sees there. */
export const triage: Part = (office) => {
  flow(office, "ten cases are triaged by keyboard alone, and a close is undone", async () => {
    const rhea = office().who("rhea");
    await office().handIn("fleet", fleetAlerts());
    await allSettled(rhea);
    await go(rhea.page, "/");
    const before = await waiting(rhea);
    assert.ok(before.length >= 10, `${before.length} cases wait`);
    await rhea.page.getByRole("grid").getByRole("row").first().waitFor();
    await rhea.page.keyboard.type("gg");
    const beganMs = performance.now();
    await understandOne(rhea.page);
    await closeAndUndo(rhea, await focusedId(rhea.page));
    await takeAndNote(rhea);
    await assignMany(rhea, 3);
    for (const host of ["ws-far-11", "ws-far-12"]) await findAndJudge(rhea, host);
    await escalateAClosedOne(rhea);
    process.stdout.write(
      `# ten cases by keyboard took ${((performance.now() - beganMs) / 1_000).toFixed(0)} s, most of it this machine's\n`,
    );
  });

  flow(office, "keys, palette and filters are found without a mouse", async () => {
    const { page } = office().who("rhea");
    await go(page, "/");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Choose for an act on many").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("exfiltration");
    await page
      .getByRole("option", { name: /exfiltration/i })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/cases\/case-\d+$/);
    await page.keyboard.type("gc");
    await page.waitForURL(/\/containment$/);
  });

  flow(office, "the queue looks right at a desk, on a wall and on a phone", async () => {
    const rhea = office().who("rhea");
    for (const view of ["desk", "wall", "phone"] as const) {
      const page = await rhea.window({ view });
      await page.getByRole("grid").getByRole("row").first().waitFor();
      await looksRight(page, `queue-${view}`);
      await page.context().close();
    }
    await go(rhea.page, "/?of=alerts&collapse=storm");
    await rhea.page.getByRole("grid").getByRole("row").first().waitFor();
    await looksRight(rhea.page, "queue-alerts");
    await rhea.page.keyboard.press("c");
    // A toast stands twice for a moment: on the screen, and for whoever listens.
    await rhea.page.getByText("That is done to a case, not to an alert.").first().waitFor();
    await rhea.page.keyboard.press("?");
    const keys = rhea.page.getByRole("dialog", { name: "Keys" });
    await keys.getByText("Open its case").waitFor();
    assert.equal(await keys.getByText("Escalate", { exact: true }).count(), 0);
    await rhea.page.keyboard.press("Escape");
  });
};

const waiting = async (rhea: Person) => (await rhea.ask<{ cases: Line[] }>("GET", "/api/v1/cases?state=escalated&limit=100")).cases;
const one = async (rhea: Person, id: string) => rhea.ask<Line>("GET", `/api/v1/cases/${id}`);

async function focusedId(page: Page): Promise<string> {
  const line = await page.getByRole("grid").getAttribute("aria-activedescendant");
  const link = await page.locator(`#${line} a`).first().getAttribute("href");
  return link?.split("/").at(-1) ?? "";
}

/** Machines far from one another, each with something that nobody can judge from afar. */
const fleetAlerts = () =>
  Array.from({ length: 12 }, (_, at) => ({
    id: `fleet-${at}`,
    time: new Date(Date.now() - at * 7_200_000).toISOString(),
    title: "Credential dumping tool started",
    description: "credential dumping tool run",
    severity: "high",
    techniques: ["T1003.001"],
    host: `ws-far-${at + 1}`,
    user: `far-${at + 1}`,
    observables: [{ type: "domain", value: `far-${at + 1}.example.net`, role: "target" }],
  }));

/** Every case has its verdict, so that nothing moves under the hand. */
async function allSettled(rhea: Person): Promise<void> {
  await eventually("every verdict", workMsMax, async () => {
    const { cases } = await rhea.ask<{ cases: Line[] }>("GET", "/api/v1/cases?state=in-progress&limit=10");
    return cases.length === 0 && (await waiting(rhea)).length >= 10;
  });
}

async function understandOne(page: Page): Promise<void> {
  await page.getByRole("grid").getByRole("row").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/cases\/case-\d+$/);
  await page.getByRole("heading", { name: "Why" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("grid").getByRole("row").first().waitFor();
}

/** Says why, by the keyboard, and does it. */
async function because(page: Page, words: string): Promise<void> {
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

async function closeAndUndo(rhea: Person, id: string): Promise<void> {
  const { page } = rhea;
  await page.keyboard.press("c");
  await because(page, "seen before, and known");
  await eventually(`${id} to be closed`, workMsMax, async () => (await one(rhea, id)).state === "closed");
  await page.getByText("1 case closed.").first().waitFor();
  await page.keyboard.press("F8");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Undo" }).first().focus();
  await page.keyboard.press("Enter");
  await eventually(`${id} to be open again`, workMsMax, async () => (await one(rhea, id)).state === "escalated");
  await page.getByRole("grid").focus();
}

async function takeAndNote(rhea: Person): Promise<void> {
  const { page } = rhea;
  await go(page, "/");
  await page.getByRole("grid").getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  const taken = await focusedId(page);
  await page.keyboard.press("m");
  await eventually("the case to be hers", workMsMax, async () => isHers(await one(rhea, taken)));
  await page.keyboard.press("j");
  const given = await focusedId(page);
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByLabel("To whom").waitFor();
  await page.keyboard.press("Enter");
  await eventually("that one to be hers, too", workMsMax, async () => isHers(await one(rhea, given)));
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("k");
  await page.keyboard.press("n");
  await because(page, "asked the owner of the machine");
  await page.getByText("1 case noted.").first().waitFor();
}
const isHers = ({ assignee }: Line) => assignee?.endsWith("rhea");
/** What is hers of all that is in hand: the end of the list may be what the agent would have closed. */
const mine = async (rhea: Person) =>
  (await rhea.ask<{ cases: Line[] }>("GET", "/api/v1/cases?state=escalated&state=waiting&state=in-progress&limit=200")).cases.filter(
    isHers,
  );

async function assignMany(rhea: Person, many: number): Promise<void> {
  const { page } = rhea;
  const before = (await mine(rhea)).length;
  await page.keyboard.press("G");
  for (let at = 0; at < many; at++) {
    await page.keyboard.press("x");
    await page.keyboard.press("k");
  }
  await page.getByText(`${many} chosen`).waitFor();
  await page.keyboard.press("a");
  await page.getByText(`${many} of ${many} would be done`).waitFor();
  await page.keyboard.press("Enter");
  await eventually("all of them to be hers", workMsMax, async () => (await mine(rhea)).length === before + many);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
}

/** What the agent could not judge takes a verdict before it can be closed. */
async function findAndJudge(rhea: Person, words: string): Promise<void> {
  const { page } = rhea;
  await go(page, "/");
  await page.keyboard.press("/");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.waitForURL(/text=/);
  await page.getByText("1 case", { exact: true }).waitFor();
  await page.getByRole("grid").getByRole("row").first().waitFor();
  const id = await focusedId(page);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Why" }).waitFor();
  await page.keyboard.press("o");
  await page.getByRole("dialog").getByLabel("Why").waitFor();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("benign");
  await page.keyboard.press("Tab");
  await because(page, "a test of our own tools");
  await eventually(
    "the verdict to be hers",
    workMsMax,
    async () => (await rhea.ask<{ verdict: string }>("GET", `/api/v1/cases/${id}`)).verdict === "benign",
  );
  if ((await one(rhea, id)).state === "closed") return;
  await page.keyboard.press("c");
  await because(page, "judged");
  await eventually("it to be closed", workMsMax, async () => (await one(rhea, id)).state === "closed");
}

async function escalateAClosedOne(rhea: Person): Promise<void> {
  const { page } = rhea;
  const before = (await waiting(rhea)).length;
  await go(page, "/?state=closed&sort=activity");
  await page.getByRole("grid").getByRole("row").first().waitFor();
  await page.keyboard.press("e");
  await because(page, "somebody should look at it again");
  await eventually("it to wait for a person", workMsMax, async () => (await waiting(rhea)).length === before + 1);
  await settled(page);
}
