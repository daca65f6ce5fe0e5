import { eventually, flow, go, looksRight, type Part, type Person, settled } from "../harness.ts";

type Line = { readonly id: string; readonly title: string; readonly verdict: string };
type Entries = { readonly entries: readonly { readonly event: { readonly by: string; readonly label: { readonly verdict: string } } }[] };
const workMsMax = 180_000;
const partKeys = ["timeline", "graph", "attack", "evidence", "alerts", "work", "report"] as const;

/** A case: what is thought of it and why, what it rests on, and a person's word over the agent's. */
export const verdict: Part = (office) => {
  flow(office, "each part of a case is one key away, and looks right", async () => {
    const { page, ask } = office().who("rhea");
    const [id] = await casesWith(ask, "true-positive");
    await go(page, `/cases/${id}`);
    await page.getByRole("heading", { name: "Why" }).waitFor();
    await page.getByText("Not known").first().waitFor();
    await looksRight(page, "case-overview");
    for (const [at, name] of partKeys.entries()) {
      await page.keyboard.press(String(at + 2));
      await page.waitForURL((url) => url.searchParams.get("part") === name);
      await looksRight(page, `case-${name}`);
    }
  });

  flow(office, "a verdict is understood and overruled, and the record has what is learned from it", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    const id = (await casesWith(rhea.ask, "true-positive")).at(-1);
    await go(page, `/cases/${id}`);
    await page.getByRole("heading", { name: "Why" }).waitFor();
    const [reason] = await page.locator('a[href*="part=evidence"][href*="item="]:visible').all();
    const item = new URL((await reason?.getAttribute("href")) ?? "", page.url()).searchParams.get("item") ?? "";
    await reason?.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("item") === item);
    await settled(page);
    await page.getByRole("main").getByText(item, { exact: true }).first().waitFor();
    await page.keyboard.press("o");
    const dialog = page.getByRole("dialog", { name: "Overrule the verdict" });
    await dialog.getByLabel("It is").selectOption("benign");
    await dialog.getByLabel("Why").fill("the backup of that night, as agreed");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden" });
    await eventually("what is learned", workMsMax, async () => {
      const { worlds } = await rhea.ask<{ worlds: string[] }>("GET", "/api/v1/journal");
      if (!worlds.includes("learning")) return false;
      const { entries } = await rhea.ask<Entries>("GET", "/api/v1/journal/learning/entries?type=VerdictGiven&limit=100");
      return entries.some(({ event }) => event.by === "person:rhea" && event.label.verdict === "benign");
    });
    // Lists follow the record, a moment later.
    await eventually(
      "the case to say so",
      workMsMax,
      async () => (await rhea.ask<Line>("GET", `/api/v1/cases/${id}`)).verdict === "benign",
    );
    await page.keyboard.press("1");
    await page.getByText("benign").first().waitFor();
    await looksRight(page, "case-overruled");
  });
};

/** Gravest first. */
const casesWith = async (ask: Person["ask"], wanted: string): Promise<string[]> => {
  const { cases } = await ask<{ cases: Line[] }>("GET", "/api/v1/cases?limit=200");
  return cases.filter(({ verdict: given }) => given === wanted).map(({ id }) => id);
};
