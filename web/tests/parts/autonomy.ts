import assert from "node:assert/strict";
import { handInOrdinary, ordinary, ordinaryCases } from "../harness/ordinary.ts";
import { eventually, flow, go, looksRight, type Office, type Part, type Person } from "../harness.ts";
import { letIn } from "./first-run.ts";

/** So many of one class people judge before its grant: with none missed the bound is below the tenth that the office's configuration bears. */
const judgedCount = 32;
const workMsMax = 180_000;
type Whole = {
  readonly mode: string;
  readonly classes: readonly {
    readonly class: string;
    readonly rule: string;
    readonly title: string | null;
    readonly decided: number;
    readonly disagreed: number;
  }[];
  readonly grants: readonly { readonly id: string; readonly inForce: boolean }[];
};

/** Shadow mode, and how a class earns its grant: out of cases that people judged, by two signatures; one person ends it. */
export const autonomy: Part = (office) => {
  flow(office, "in shadow nothing is closed, and the page, the queue and the case say so", async () => {
    const held = office();
    const { page } = held.who("rhea");
    await handInOrdinary(held, { from: 0, count: judgedCount });
    const [first] = await ordinaryCases(held, "waiting", judgedCount);
    await go(page, "/autonomy");
    await page.getByText("Shadow mode: the agent does all its work and closes nothing").waitFor();
    const row = classRow(page, ordinary.rule);
    await row.getByText("in shadow").waitFor();
    assert.equal(await row.getByRole("button", { name: /^Propose/ }).count(), 0, "nothing to propose without evidence");
    await looksRight(page, "autonomy");
    await row.getByRole("button", { name: /show them/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("would have closed it").first().waitFor();
    await looksRight(page, "autonomy-cases");
    await page.keyboard.press("Escape");
    await go(page, "/?of=cases&state=waiting");
    await page.getByRole("grid").getByText("in shadow").first().waitFor();
    await looksRight(page, "queue-shadow");
    await go(page, `/cases/${first?.id}`);
    await page.getByRole("region", { name: "shadow mode" }).getByText("it would have been closed as").waitFor();
    await looksRight(page, "case-shadow");
    for (const view of ["phone", "wall"] as const) {
      const other = await held.who("rhea").window({ view });
      await go(other, "/autonomy");
      await other.getByText("Shadow mode: the agent").waitFor();
      await looksRight(other, `autonomy-${view}`);
      await go(other, `/cases/${first?.id}`);
      await other.getByRole("region", { name: "shadow mode" }).waitFor();
      await looksRight(other, `case-shadow-${view}`);
      await other.context().close();
    }
  });

  flow(office, "what a grant would have changed is shown before anybody proposes one", async () => {
    const { page } = office().who("noor");
    await go(page, "/autonomy?part=simulate");
    await page.getByText(/would have changed 0 of the last \d+ decisions/).waitFor();
    await page.getByLabel("Grants to try").selectOption(ordinary.class);
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText(/would have changed (?!0 )\d+ of the last \d+ decisions/).waitFor();
    await page
      .getByRole("region", { name: "cases that would have ended otherwise" })
      .getByText("closed", { exact: true })
      .first()
      .waitFor();
    await looksRight(page, "autonomy-simulated");
  });

  flow(office, "a class earns its grant by what people judged, and by two signatures", async () => {
    const held = office();
    await grant(held);
    const { page } = held.who("rhea");
    await go(page, "/autonomy");
    await page.getByText("The agent closes cases of one class by itself").waitFor();
    await looksRight(page, "autonomy-granted");
    const other = (await whole(held.who("rhea"))).classes.find(({ disagreed }) => disagreed > 0);
    await classRow(page, other?.title ?? other?.rule ?? "one on which they disagree")
      .getByRole("button", { name: /show them/ })
      .last()
      .click();
    await page.getByRole("dialog").getByRole("tab", { name: "Disagreed", selected: true }).waitFor();
    await page.getByRole("dialog").getByRole("link").first().waitFor();
    await looksRight(page, "autonomy-disagreed");
  });
};

const classRow = (page: Person["page"], rule: string) =>
  page.getByRole("region", { name: "classes of alerts" }).getByRole("row").filter({ hasText: rule });
const whole = ({ ask }: Person) => ask<Whole>("GET", "/api/v1/autonomy");

/** Has the ordinary class granted, through the pages: nothing is done where it is granted already. */
export async function grant(held: Office): Promise<void> {
  const rhea = held.who("rhea");
  if ((await whole(rhea)).mode === "granted") return;
  await judge(held);
  if (!held.people.has("sam")) await letIn(held, { name: "sam", roles: ["lead"] });
  const { page } = rhea;
  await rhea.stepUp();
  await go(page, "/autonomy");
  const row = classRow(page, ordinary.rule);
  await row.getByRole("button", { name: "Propose: close" }).click();
  await row.getByText(/^proposed: g-/).waitFor();
  await go(page, "/autonomy?part=grants");
  await looksRight(page, "autonomy-proposed");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("It takes one more person.").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Sign", exact: true }).count(), 0, "nobody signs twice");
  const sam = held.who("sam");
  await sam.stepUp();
  await go(sam.page, "/autonomy?part=grants");
  await sam.page.getByRole("button", { name: "Sign", exact: true }).click();
  await sam.page.getByText("Granted. The agent may do it alone from now on.").first().waitFor();
  await page.getByText("in force", { exact: true }).waitFor();
  await looksRight(page, "autonomy-grants");
  assert.equal((await whole(rhea)).mode, "granted");
}

/** People come to the same as the agent on the ordinary class, and to something else on another. */
async function judge(held: Office): Promise<void> {
  const [rhea, noor] = [held.who("rhea"), held.who("noor")];
  const has = async (of: string) => (await whole(rhea)).classes.find((each) => each.class === of);
  if (((await has(ordinary.class))?.decided ?? 0) < judgedCount) {
    if (((await has(ordinary.class)) ?? null) === null) await handInOrdinary(held, { from: 0, count: judgedCount });
    for (const { id } of await ordinaryCases(held, "waiting", judgedCount))
      await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "close", because: "the updater asks so on every machine" });
  }
  const { cases } = await rhea.ask<{ cases: { id: string; title: string }[] }>("GET", "/api/v1/cases?state=waiting&limit=200");
  const other = cases.find(({ title }) => title.includes("Remote assistance"));
  if (other)
    await noor.ask("POST", `/api/v1/cases/${other.id}/acts`, {
      act: "overrule",
      verdict: "true-positive",
      because: "nobody asked for help",
    });
  await eventually("what people judged to be counted", workMsMax, async () => ((await has(ordinary.class))?.decided ?? 0) >= judgedCount);
}
