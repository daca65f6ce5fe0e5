import assert from "node:assert/strict";
import { eventually, flow, go, looksRight, type Part, type Person, settled, shot } from "../harness.ts";

type Whole = {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly assignee: string | null;
  readonly acts: readonly string[];
  readonly mergedInto: string | null;
};
const workMsMax = 180_000;
const one = (person: Person, id: string) => person.ask<Whole>("GET", `/api/v1/cases/${id}`);

/** What people do with cases together: giving them to somebody, merging, taking apart again, and closing what has no verdict. */
export const together: Part = (office) => {
  flow(office, "a colleague is picked from those who work here, whoever asks first", async () => {
    const rhea = office().who("rhea");
    const id = await someCase(rhea, ({ acts }) => acts.includes("merge"));
    await go(rhea.page, `/cases/${id}?part=work`);
    const field = rhea.page.getByRole("combobox", { name: "Give it to" });
    await field.click();
    const options = rhea.page.getByRole("listbox", { name: "Give it to" }).getByRole("option");
    await options.first().waitFor();
    assert.match((await options.first().textContent()) ?? "", /rhea/);
    await shot(rhea.page, "case-give-to");
    await field.pressSequentially("noo");
    await rhea.page.keyboard.press("ArrowDown");
    await rhea.page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "noor");
    await rhea.page.keyboard.press("Enter");
    await eventually("the case to be noor's", workMsMax, async () => (await one(rhea, id)).assignee === "noor");
    await settled(rhea.page);
    await looksRight(rhea.page, "case-together");
  });

  flow(
    office,
    "a case to merge into is picked from those that share something, and a key does only what the case stands open for",
    async () => {
      const { page, ask } = office().who("rhea");
      const { cases } = await ask<{ cases: Whole[] }>("GET", "/api/v1/cases?state=escalated&limit=100");
      let found: { readonly id: string; readonly into: string } | undefined;
      for (const { id } of cases.filter(({ verdict }) => verdict !== null)) {
        const similar = await ask<{ cases: { case: { id: string }; takesIn: boolean }[] }>("GET", `/api/v1/cases/${id}/similar`);
        const into = similar.cases.find(({ takesIn }) => takesIn)?.case.id;
        if (into !== undefined) found ??= { id, into };
      }
      assert.ok(found, "no case that shares something with another");
      await go(page, `/cases/${found.id}`);
      await page.getByRole("button", { name: "more that can be done" }).click();
      await page.getByRole("menuitem", { name: "Merge into another case" }).click();
      await page.getByRole("group", { name: "Cases that share something with it" }).getByRole("radio").first().check();
      assert.equal(await page.getByLabel("Into the case").inputValue(), found.into);
      await looksRight(page, "case-merge");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      // It is escalated: no dialog may ask why it should be. The next key shows that the first was heard.
      await page.locator("body").press("e");
      await page.locator("body").press("o");
      await page.getByRole("dialog", { name: "Overrule the verdict" }).waitFor();
      assert.equal(await page.getByRole("dialog").count(), 1);
      await page.keyboard.press("Escape");
    },
  );

  flow(office, "two cases are merged, and taken apart again with a reason", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    const into = await someCase(rhea, ({ acts }) => acts.includes("merge"));
    const id = await someCase(rhea, (each) => each.acts.includes("merge") && each.id !== into);
    await go(page, `/cases/${id}`);
    await page.getByRole("button", { name: "more that can be done" }).click();
    await page.getByRole("menuitem", { name: "Merge into another case" }).click();
    await page.getByLabel("Into the case").fill(into);
    await page.getByLabel("Why").fill("one attacker");
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    await eventually("the case to be merged", workMsMax, async () => (await one(rhea, id)).mergedInto === into);
    await go(page, `/cases/${id}`);
    await page.getByRole("link", { name: into }).first().waitFor();
    await looksRight(page, "case-merged");
    await page.getByRole("button", { name: "Take it out again" }).click();
    await page.getByLabel("Why").fill("two attackers after all");
    await page.getByRole("button", { name: "Take it out", exact: true }).click();
    await eventually("the case to stand by itself", workMsMax, async () => (await one(rhea, id)).mergedInto === null);
    await go(page, `/cases/${into}?part=work`);
    const given = page.getByRole("listitem").filter({ hasText: "two attackers after all" }).first();
    await given.getByText("alerts given back").first().waitFor();
    await given.getByRole("link", { name: `look at ${id}` }).waitFor();
  });

  flow(office, "a case that has no verdict is closed from the queue with a person's, in one step", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    await office().handIn("fleet", [
      { id: "unsure-1", time: new Date().toISOString(), title: "Unusual sign-in", severity: "medium", host: "ws-unsure", user: "unsure" },
    ]);
    const found = await eventually("a case without a verdict", workMsMax, async () => {
      const { cases } = await rhea.ask<{ cases: Whole[] }>("GET", "/api/v1/cases?state=escalated&limit=100");
      return cases.find(({ verdict, title }) => verdict === "insufficient-data" && title.includes("Unusual sign-in"))?.id;
    });
    await go(page, `/?text=${encodeURIComponent("Unusual sign-in")}`);
    await page.getByRole("grid").getByRole("row").first().waitFor();
    await page.keyboard.type("gg");
    await page.keyboard.press("c");
    await page.getByLabel("What it is").selectOption("benign");
    await page.getByLabel("Why").fill("a new phone of hers");
    await page.getByText("by your word").waitFor();
    await shot(page, "queue-close-with-verdict");
    await page.getByLabel("Why").press("Control+Enter");
    const id = found ?? "";
    await eventually("it to be closed as benign", workMsMax, async () => {
      const { state, verdict } = await one(rhea, id);
      return state === "closed" && verdict === "benign";
    });
  });
};

async function someCase(person: Person, fits: (whole: Whole) => boolean): Promise<string> {
  const { cases } = await person.ask<{ cases: { id: string }[] }>("GET", "/api/v1/cases?state=escalated&limit=100");
  for (const { id } of cases) if (fits(await one(person, id))) return id;
  return assert.fail("no such case");
}
