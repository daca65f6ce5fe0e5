import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually, flow, go, looksRight, type Office, type Part, type Person, settled } from "../harness.ts";

type Action = { readonly id: string; readonly verb: string; readonly target: string; readonly status: string };
type Whole = { readonly case: { readonly id: string } };
type Case = { readonly state: string; readonly alerts: number };
const workMsMax = 180_000;
/** So long nothing may begin while everything is stopped: several passes of what carries actions out. Milliseconds. */
const nothingMs = 4_000;
/** A proposal that stood for so long since its case is whole is not replaced by a newer one. Milliseconds. */
const standsMs = 4_000;
const locked = ["000001010000Z"];

/** Containment on a real directory: approved, verified, undone; and stopped by one press. */
export const containment: Part = (office) => {
  flow(office, "an account is suspended with a passkey on a phone, read back from the directory, and freed again", async () => {
    const held = office();
    if (!held.directory) return;
    const { directory } = held;
    const rhea = held.who("rhea");
    // Whoever proves anew in one window has another session from then on, and the other window none.
    await rhea.stepUp();
    await held.handIn("endpoint", endpointAlerts("mara", "ws-mara", "192.0.2.10", "203.0.113.66"));
    await held.handIn("sensor", sensorAlerts("mara", "ws-mara", "192.0.2.10", "203.0.113.66"));
    const action = await proposed(rhea, "mara");
    assert.equal(directory.signsIn("mara"), true);
    const phone = await rhea.window({ view: "phone" });
    await go(phone, "/containment");
    await looksRight(phone, "containment-phone");
    await phone.locator(`a[href="/containment/${action.id}"]`).click();
    await phone.waitForURL(new RegExp(`/containment/${action.id}$`));
    await phone.getByText("This browser worked the digest out itself").waitFor();
    await looksRight(phone, "action-phone");
    await decide(phone, "Approve", "Sign and approve", "she did not sign in from there");
    await phone.getByText("in force, read back").first().waitFor();
    await eventually("the account to be suspended", workMsMax, () => directory.read("mara", "pwdAccountLockedTime").length > 0);
    assert.deepEqual(directory.read("mara", "pwdAccountLockedTime"), locked);
    assert.equal(directory.signsIn("mara"), false);
    assert.equal(directory.signsIn("joss"), true);
    await looksRight(phone, "action-in-force-phone");
    await phone.context().close();
    await go(rhea.page, `/containment/${action.id}`);
    await looksRight(rhea.page, "action-in-force");
    await decide(rhea.page, "Undo", "Sign and undo", "her password is another one now");
    await eventually("the account to be free", workMsMax, () => directory.read("mara", "pwdAccountLockedTime").length === 0);
    await eventually("the undo to be read back", workMsMax, async () =>
      (await actions(rhea)).some(({ id, status }) => id === action.id && status === "undone"),
    );
    assert.equal(directory.signsIn("mara"), true);
    await settled(rhea.page);
  });

  flow(office, "one press stops everything on every page, an approval then begins nothing, and two admins resume", async () => {
    const held = office();
    if (!held.directory) return;
    const { directory } = held;
    const [rhea, noor] = [held.who("rhea"), held.who("noor")];
    for (const name of ["rhea", "ada", "ben"]) await held.who(name).stepUp();
    await held.handIn("endpoint", endpointAlerts("joss", "ws-joss", "192.0.2.11", "203.0.113.77"));
    await held.handIn("sensor", sensorAlerts("joss", "ws-joss", "192.0.2.11", "203.0.113.77"));
    await proposed(rhea, "joss");
    await go(noor.page, "/");
    await noor.page.getByRole("button", { name: "Stop", exact: true }).click();
    await noor.page.getByRole("dialog").getByLabel("Why").fill("the change window begins");
    await noor.page.getByRole("button", { name: "Stop everything" }).click();
    await bannerEverywhere(held);
    // The case may have grown meanwhile, and its first proposal given way to a newer one.
    const action = await proposed(rhea, "joss");
    await go(rhea.page, `/containment/${action.id}`);
    await decide(rhea.page, "Approve", "Sign and approve", "seen by two products");
    await held_(nothingMs);
    assert.deepEqual(directory.read("joss", "pwdAccountLockedTime"), []);
    for (const name of ["ada", "ben"]) {
      const { page } = held.who(name);
      await go(page, "/containment?part=stop");
      if (name === "ada") await looksRight(page, "stopped");
      await decide(page, "Resume", "Sign and resume", "the change is over");
    }
    await eventually("the account to be suspended", workMsMax, () => directory.read("joss", "pwdAccountLockedTime").length === 1).catch(
      async (error: Error) =>
        assert.fail(`${error.message}: ${JSON.stringify([await actions(rhea), await rhea.ask("GET", "/api/v1/stop")])}`),
    );
    await rhea.page.getByText("CONTAINMENT IS STOPPED").waitFor({ state: "hidden" });
    await rhea.page.getByText("in force, read back").first().waitFor();
  });
};

const held_ = (ms: number) => new Promise((done) => setTimeout(done, ms));
const actions = async (rhea: Person) => (await rhea.ask<{ actions: Action[] }>("GET", "/api/v1/actions")).actions;

/** The proposal that stands: while a case grows, a newer one takes the place of the one before, so the case must be whole, and the proposal have stood since. */
async function proposed(rhea: Person, account: string): Promise<Action> {
  let sinceMs = 0;
  let stands: string | undefined;
  return eventually(`a proposal about ${account}`, workMsMax, async () => {
    const now = (await actions(rhea)).find(
      ({ verb, target, status }) => verb === "disable-account" && target === account && status === "proposed",
    );
    const isWhole = now && (await hasAllAlerts(rhea, now.id));
    const seen = isWhole ? now.id : undefined;
    if (seen !== stands) sinceMs = performance.now();
    stands = seen;
    return stands && performance.now() - sinceMs > standsMs ? now : undefined;
  });
}

async function hasAllAlerts(rhea: Person, action: string): Promise<boolean> {
  const { case: of } = await rhea.ask<Whole>("GET", `/api/v1/actions/${action}`);
  const { state, alerts } = await rhea.ask<Case>("GET", `/api/v1/cases/${of.id}`);
  return state === "escalated" && alerts >= alertsOfEach;
}

/** Presses, says why, signs with the passkey; shows it once more where the server wants it fresh. */
async function decide(page: Page, deed: string, signs: string, why: string): Promise<void> {
  await page.getByRole("button", { name: deed, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill(why);
  await dialog.getByRole("button", { name: signs }).click();
  const fresh = page.getByRole("button", { name: "Use your passkey" });
  await eventually(`${signs} to be done`, workMsMax, async () => {
    if (await fresh.isVisible()) await fresh.click().catch(() => undefined);
    return (await page.getByRole("dialog").count()) === 0;
  });
}

async function bannerEverywhere(held: Office): Promise<void> {
  const { page } = held.who("ada");
  const places = ["/", "/containment", "/handover", "/lead", "/playbooks", "/policies", "/connectors", "/journal", "/settings"];
  for (const to of places) {
    await go(page, to);
    await page.getByRole("alert").getByText("CONTAINMENT IS STOPPED").waitFor();
  }
}

/** Two of the endpoint and two of the sensor. */
const alertsOfEach = 4;
const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();

const endpointAlerts = (user: string, host: string, _address: string, attacker: string) => [
  {
    id: `edr-${user}-1`,
    time: at(9),
    title: "Credential dumping tool started",
    description: "credential dumping tool mimikatz run",
    severity: "critical",
    techniques: ["T1003.001"],
    ...{ host, user },
    observables: [{ type: "ip", value: attacker, role: "source" }],
  },
  {
    id: `edr-${user}-2`,
    time: at(7),
    title: "SSH brute force then login",
    description: "many failed passwords, then one that was taken",
    severity: "high",
    techniques: ["T1110"],
    ...{ host, user },
    observables: [{ type: "ip", value: attacker, role: "source" }],
  },
];

const sensorAlerts = (user: string, host: string, _address: string, attacker: string) => [
  {
    id: `ids-${user}-1`,
    time: at(8),
    title: "Sign-in with a stolen password from an unusual address",
    severity: "high",
    techniques: ["T1078"],
    ...{ host, user },
    observables: [{ type: "ip", value: attacker, role: "source" }],
  },
  {
    id: `ids-${user}-2`,
    time: at(6),
    title: "LSASS memory read by an unsigned program",
    severity: "critical",
    techniques: ["T1003"],
    ...{ host, user },
    observables: [{ type: "ip", value: attacker, role: "source" }],
  },
];
