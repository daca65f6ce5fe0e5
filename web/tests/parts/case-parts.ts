import assert from "node:assert/strict";
import { eventually, flow, go, type Part, type Person, settled } from "../harness.ts";

type Line = { readonly id: string; readonly verdict: string; readonly alerts: number };
type Item = { readonly id: string; readonly tool: string };
type History = { readonly lines: readonly { readonly kind: string; readonly by: string; readonly because: string | null }[] };
const workMsMax = 180_000;

/** What a case rests on and the work on it: evidence that stays inert, a query asked again, notes and tasks, an alert split off, exports. */
export const caseParts: Part = (office) => {
  flow(office, "evidence is read as text, decoded, as bytes and as mail, and nothing in it is live", async () => {
    const { page, ask } = office().who("rhea");
    const [first] = await cases(ask);
    await go(page, `/cases/${first?.id}?part=evidence`);
    for (const [tab, shows] of [
      ["decoded", page.getByRole("tabpanel", { name: "decoded" }).first()],
      ["hex", page.getByRole("group", { name: "the bytes in hexadecimal" }).first()],
      ["mail", page.getByRole("tabpanel", { name: "mail" }).first()],
      ["raw", page.getByRole("group", { name: "the record as text" }).first()],
    ] as const) {
      await page.getByRole("tab", { name: tab, exact: true }).first().click();
      await shows.waitFor();
    }
    await page.locator("body").press("j");
    await page.waitForURL((url) => url.searchParams.has("item"));
    await settled(page);
    const links = await page.locator("main a[href]").evaluateAll((found) => found.map((each) => each.getAttribute("href") ?? ""));
    for (const link of links) assert.match(link, /^\//, "a link that leads out");
    assert.equal(await page.locator("main :is(img, iframe, object, embed, script)").count(), 0);
  });

  flow(office, "the query behind an answer is asked again, and says that it is no evidence", async () => {
    const { page, ask } = office().who("rhea");
    const found = await answered(ask);
    assert.ok(found, "no case with an answer of a search");
    await go(page, `/cases/${found.id}?part=evidence&item=${found.item}`);
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByText("A new run is not evidence of this case.").waitFor();
    await page.getByLabel("From, UTC").fill("yesterday");
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByRole("alert").getByText("A time reads like").waitFor();
  });

  flow(office, "a note, a task and its end are in the history with who did them", async () => {
    const { page, ask } = office().who("rhea");
    const [first] = await cases(ask);
    await go(page, `/cases/${first?.id}?part=work`);
    await page.getByLabel("Add a note").fill("asked the owner of the machine");
    await page.keyboard.press("Control+Enter");
    await page.getByText("asked the owner of the machine").first().waitFor();
    await page.getByLabel("Add a task").fill("read the proxy's log");
    await page.getByLabel("For whom").fill("noor");
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: /read the proxy's log/ }).click();
    await page.getByText("finished by rhea").waitFor();
    await settled(page);
    // The page shows a finished task at once; the record has it a moment later.
    await eventually("all three in the history, by her", workMsMax, async () => {
      const { lines } = await ask<History>("GET", `/api/v1/cases/${first?.id}/history?kind=noted&kind=task-added&kind=task-finished`);
      const said = new Set(lines.map(({ kind, by }) => `${kind} ${by}`));
      return ["noted", "task-added", "task-finished"].every((kind) => said.has(`${kind} person:rhea`));
    });
    await page.getByRole("button", { name: "people", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.getAll("kind").includes("noted"));
  });

  flow(office, "an alert is split off with a reason, which the history keeps", async () => {
    const { page, ask } = office().who("rhea");
    const several = (await cases(ask)).filter(({ alerts }) => alerts > 3).at(-1);
    await go(page, `/cases/${several?.id}?part=alerts`);
    await page.getByRole("button", { name: "Split it off" }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("another machine, another day");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const { lines } = await ask<History>("GET", `/api/v1/cases/${several?.id}/history?kind=split`);
    assert.match(lines[0]?.because ?? "", /another machine, another day/);
  });

  flow(office, "two alerts are chosen by keys, split off together for one reason, and lie in one new case", async () => {
    const { page, ask } = office().who("rhea");
    const several = (await cases(ask)).filter(({ alerts }) => alerts > 4).at(-1);
    await go(page, `/cases/${several?.id}?part=alerts`);
    await page
      .getByRole("checkbox", { name: /^choose / })
      .first()
      .waitFor();
    for (const key of ["x", "j"]) await page.keyboard.press(key);
    await page.waitForURL((url) => url.searchParams.has("alert"));
    await page.keyboard.press("x");
    const boxes = page.getByRole("checkbox", { name: /^choose /, checked: true });
    await eventually("both to be chosen", workMsMax, async () => (await boxes.count()) === 2);
    const taken = await boxes.evaluateAll((found) => found.map((box) => box.getAttribute("aria-label")?.replace("choose ", "") ?? ""));
    await page.getByRole("toolbar", { name: "acts on the chosen alerts" }).getByRole("button", { name: "Split off" }).click();
    const dialog = page.getByRole("dialog", { name: "Split 2 alerts off" });
    await dialog.getByLabel("Why").fill("both are of the backup");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden", timeout: workMsMax });
    const told = await page
      .getByText(/^2 alerts were split off into case-\d+\.$/)
      .first()
      .textContent();
    const made = /case-\d+/.exec(told ?? "")?.[0];
    assert.notEqual(made, several?.id);
    // What is like them may join them there: an alert that was split off before.
    await eventually("both in the new case", workMsMax, async () => {
      const homes = await Promise.all(taken.map(async (id) => (await ask<{ case: string | null }>("GET", `/api/v1/alerts/${id}`)).case));
      return homes.length === 2 && homes.every((home) => home === made);
    });
  });

  flow(office, "the report leaves as PDF and DOCX made here, and as STIX written by the server", async () => {
    const { page, ask } = office().who("rhea");
    const [first] = await cases(ask);
    await go(page, `/cases/${first?.id}?part=report`);
    await page.getByRole("article", { name: "the report" }).waitFor();
    for (const [role, name, ending] of [
      ["button", "PDF", /-report\.pdf$/],
      ["button", "DOCX", /-report\.docx$/],
      ["link", "STIX 2.1", /-stix-bundle\.json$/],
    ] as const) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole(role, { name, exact: true }).click()]);
      assert.match(file.suggestedFilename(), ending);
      assert.equal(await file.failure(), null);
    }
  });
};

/** With a verdict, gravest first. */
const cases = async (ask: Person["ask"]): Promise<readonly Line[]> =>
  (await ask<{ cases: Line[] }>("GET", "/api/v1/cases?limit=200")).cases.filter(({ verdict }) => verdict !== null);

/** The first answer of a search, in whichever case. */
async function answered(ask: Person["ask"]): Promise<{ readonly id: string; readonly item: string } | undefined> {
  for (const { id } of await cases(ask)) {
    const { evidence } = await ask<{ evidence: Item[] }>("GET", `/api/v1/cases/${id}/evidence`);
    const item = evidence.find(({ tool }) => tool === "events/search");
    if (item) return { id, item: item.id };
  }
  return undefined;
}
