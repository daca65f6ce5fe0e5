import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { freePort } from "../../src/testing/real/part.ts";
import { alerts, cases, jobs, type Source } from "./asked.ts";
import type { Traffic } from "./day.ts";
import { comeIn, type PersonAtDesk } from "./person.ts";
import { type Products, writeInstallation } from "./products.ts";
import { command, eventually, type Installation, type Service } from "./service.ts";

// The company before its day and during it: installed, handed over to, and waited for.

export const workMsMax = 90_000;
export const hearMsMax = 120_000;
export type Day = { readonly t: TestContext; readonly products: Products; readonly installation: Installation; service: Service };
export const path = ({ installation: { folder } }: Day, name: string) => join(folder, name);

/** As a company would: a key for each person, three files, and a look before anything runs. */
export async function install(day: Day, nowMs: number): Promise<void> {
  const people: string[] = [];
  for (const [name, role] of [
    ["ada", "admin"],
    ["ben", "admin"],
    ["rhea", "responder"],
  ] as const) {
    const said = await command(day.installation, "contain", "keygen", name, "--out", path(day, `${name}.key`));
    people.push((said.split("\n")[0] ?? "").replace("[responder]", `[${role}]`));
  }
  const port = await freePort();
  writeInstallation(day.installation.folder, day.products, { port, people: people.join("\n"), now: new Date(nowMs).toISOString() });
  const checked = await command(day.installation, "config", "check", path(day, "watchkeeper.yaml"), "--connect");
  for (const name of ["abuse", "bus", "siem", "tracker", "on-call"]) assert.match(checked, new RegExp(`✓ ${name}: `));
}

export const adopt = async (day: Day) => {
  const { dataDir } = day.installation;
  for (const name of ["ada", "ben"])
    await command(
      day.installation,
      ...["contain", "adopt", "--as", name, "--key", path(day, `${name}.key`)],
      ...["--orders", path(day, "containment.yaml"), "--data-dir", dataDir],
    );
};

/** The administrator comes in by the link that the first start printed, and makes the one who works today. */
export async function letIn({ service }: Day): Promise<PersonAtDesk> {
  const link = await eventually("the link of the first start", workMsMax, () => /token=([0-9a-f]{64})/.exec(service.said())?.[1]);
  const ada = await comeIn(service.place, link, "ada");
  await ada.addApp();
  const { id } = await ada.ask<{ id: string }>("POST", "/api/v1/people", { name: "rhea", roles: ["responder", "auditor"] });
  const made = await ada.ask<{ link: string }>("POST", `/api/v1/people/${id}/link`);
  return comeIn(service.place, /[0-9a-f]{64}/.exec(made.link)?.[0] ?? assert.fail(made.link));
}

export async function handOver({ products }: Day, { syslog, bus, mails, siem, attacksMs }: Traffic): Promise<void> {
  if (syslog.length > 0) await products.syslog.send(syslog);
  if (bus.length > 0) await products.bus.send("alerts.edr", bus);
  for (const mail of mails) await products.mail.deliver("abuse", mail);
  for (const { timeMs, fields } of siem) products.siem.addAlert(timeMs, { ...fields });
  for (const atMs of attacksMs) await products.sensor.see(Math.floor(atMs / 1_000) % 10_000, atMs);
}

// What a sensor says of one conversation and one question: the alert, the request, the question, its answer, and two flows.
const linesOfOneAttack = 6;

export const sentBy = (traffic: readonly Traffic[]): ReadonlyMap<string, number> => {
  const sum = (count: (each: Traffic) => number) => traffic.reduce((total, each) => total + count(each), 0);
  return new Map([
    ["perimeter", sum(({ syslog }) => syslog.length)],
    ["bus", sum(({ bus }) => bus.length)],
    ["abuse", sum(({ mails }) => mails.length)],
    ["siem", sum(({ siem }) => siem.length)],
    ["sensor", sum(({ attacksMs }) => attacksMs.length) * linesOfOneAttack],
  ]);
};

/** Waits until every source took what it was given, and all of it was read. */
export async function taken(rhea: PersonAtDesk, ...traffic: readonly Traffic[]): Promise<void> {
  const wanted = sentBy(traffic);
  let seen = "";
  await eventually(`what was handed over (${[...wanted].join(" ")})`, workMsMax, async () => {
    const { sources } = await rhea.ask<{ sources: Source[] }>("GET", "/api/v1/sources");
    seen = JSON.stringify(sources);
    return [...wanted].every(([name, count]) => {
      const source = sources.find((each) => each.source === name);
      return (source?.accepted ?? 0) === count && (source?.waiting ?? 0) === 0;
    });
  }).catch((error: Error) => assert.fail(`${error.message}: ${seen}`));
}

/** The one case that has the mail, the sign-ins, and what endpoint and SIEM say. */
export async function theCase(rhea: PersonAtDesk): Promise<string> {
  let seen = "";
  return eventually("one case of mail, sign-ins, endpoint and SIEM", workMsMax, async () => {
    const all = await alerts(rhea);
    seen = JSON.stringify(all.map(({ id, source, case: of }) => [id, source, of]));
    const of = all.find(({ source }) => source === "abuse")?.case;
    const sources = new Set(all.filter((each) => each.case === of).map(({ source }) => source));
    return ["abuse", "perimeter", "bus", "siem"].every((name) => sources.has(name)) && of;
  }).catch(async (error: Error) => {
    const why = (await cases(rhea)).cases.map(({ id }) =>
      rhea.ask<{ case: { correlation: unknown } | null }>("GET", `/api/v1/cases/${id}`),
    );
    assert.fail(`${error.message}: ${seen} ${JSON.stringify((await Promise.all(why)).map((each) => each.case?.correlation))}`);
  });
}

/** Every case settled, everything written, for longer than a case gathers. */
export async function atRest(rhea: PersonAtDesk): Promise<void> {
  let quietSinceMs: number | undefined;
  let last = "";
  await eventually("rest", workMsMax, async () => {
    const [{ cases: all }, written] = [await cases(rhea), await jobs(rhea)];
    const now = JSON.stringify([
      all.map(({ id, state, alerts: count }) => [id, state, count]),
      written.map(({ key, status }) => [key, status]),
    ]);
    const isDone =
      all.every(({ state }) => state !== "in-progress") && written.every(({ status }) => status === "written" || status === "superseded");
    if (!isDone || now !== last) quietSinceMs = undefined;
    last = now;
    if (isDone) quietSinceMs ??= performance.now();
    return quietSinceMs !== undefined && performance.now() - quietSinceMs > 6_000;
  }).catch((error: Error) => assert.fail(`${error.message}: ${last}`));
}

/**
 * The service was installed this morning: it works in shadow, so that nothing of its verdicts leaves before somebody decided. Whoever works today looks at each
 * case that was handed on or waits, and hands it on by their own word; each once.
 */
export async function decideInShadow(rhea: PersonAtDesk, decided: Set<string>): Promise<void> {
  for (const { id, state } of (await cases(rhea)).cases) {
    if ((state !== "escalated" && state !== "waiting") || decided.has(id)) continue;
    await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "escalate", because: "looked at: it is for people" });
    decided.add(id);
  }
}
