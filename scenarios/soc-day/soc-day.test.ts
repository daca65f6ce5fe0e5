import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readKey } from "../../src/cli/person-key.ts";
import { ifThere } from "../../src/testing/real/if-there.ts";
import { freePort } from "../../src/testing/real/part.ts";
import { cast, socDay, type Traffic } from "./day.ts";
import { comeIn, type PersonAtDesk } from "./person.ts";
import { type Products, startProducts, writeInstallation } from "./products.ts";
import { command, eventually, type Installation, type Service, startService } from "./service.ts";

// Guarantees: with real servers all around it and killed twice, the service turns a reported mail into a case, a ticket, a suspended account and a verdict,
// each of them once, and what was handed over adds up.

const workMsMax = 90_000;
const hearMsMax = 120_000;

type Day = { readonly t: TestContext; readonly products: Products; readonly installation: Installation; service: Service };
type CaseLine = { id: string; state: string; verdict: string | null; title: string; alerts: number };
type Job = {
  key: string;
  kind: string;
  connector: string;
  case: string;
  status: string;
  problem: string | null;
  written: { id: string } | null;
};
type Action = { id: string; verb: string; target: string; status: string; tier: number; says: string };
type Alert = { id: string; source: string; product: string; case: string | null; state: string };
type Source = { source: string; accepted: number; repeated: number; deadLettered: number; waiting: number; state: string };
type Accounting = { accepted: number; closed: number; escalated: number; open: number; deadLettered: number };

test("a day in a SOC, from a mail that somebody reports to the verdict in the SIEM", { timeout: 420_000 }, async (t) => {
  await ifThere(t, await startProducts(), async (products) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-soc-day-")));
    // The account of the database must be able to pass through.
    chmodSync(folder, 0o711);
    const day: Day = { t, products, installation: { folder, dataDir: join(folder, "data") }, service: undefined as unknown as Service };
    try {
      await live(day);
    } catch (error) {
      t.diagnostic(day.service?.said().slice(-4_000) ?? "the service never ran");
      throw error;
    } finally {
      await day.service?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function live(day: Day): Promise<void> {
  const beganMs = performance.now();
  const done = (what: string) => day.t.diagnostic(`${((performance.now() - beganMs) / 1_000).toFixed(0)} s: ${what}`);
  const nowMs = Date.now();
  const { morning, lure, abuse } = socDay(nowMs, 1);

  await install(day, nowMs);
  day.service = await startService(day.installation);
  const rhea = await letIn(day);
  await adopt(day);
  done("installed, and somebody is signed in");

  await handOver(day, morning);
  await taken(rhea, morning);
  await handOver(day, lure);
  await taken(rhea, morning, lure);
  await eventually("the first ticket", workMsMax, async () =>
    (await jobs(rhea)).some(({ kind, status }) => kind === "ticket" && status === "written"),
  );
  done("the mail is a case, and tickets are being written");
  await day.service.kill();
  await handOver(day, abuse);
  day.service = await startService(day.installation);
  await taken(rhea, morning, lure, abuse);
  const found = await theCase(rhea);
  await atRest(rhea);
  done("killed, and everything is settled");

  const ticket = await theTicket(day, rhea, found);
  await verdictsInSiem(day, found);
  await contain(day, rhea, found);
  done("the account is suspended");
  await closeTicket(day, ticket);
  await undo(day, rhea);
  done("the account is free again");
  await heardBack(rhea, found, ticket);
  done("the ticket's end came back");
  await atRest(rhea);
  await once(day, rhea);
  await addsUp(day, rhea, [morning, lure, abuse]);
  await verified(day, rhea);
  done("everything adds up, and the record holds");
}

const path = ({ installation: { folder } }: Day, name: string) => join(folder, name);

/** As a company would: a key for each person, three files, and a look before anything runs. */
async function install(day: Day, nowMs: number): Promise<void> {
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

const adopt = async (day: Day) => {
  const { dataDir } = day.installation;
  for (const name of ["ada", "ben"])
    await command(
      day.installation,
      ...["contain", "adopt", "--as", name, "--key", path(day, `${name}.key`)],
      ...["--orders", path(day, "containment.yaml"), "--data-dir", dataDir],
    );
};

/** The administrator comes in by the link that the first start printed, and makes the one who works today. */
async function letIn({ service }: Day): Promise<PersonAtDesk> {
  const link = await eventually("the link of the first start", workMsMax, () => /token=([0-9a-f]{64})/.exec(service.said())?.[1]);
  const ada = await comeIn(service.place, link, "ada");
  await ada.addApp();
  const { id } = await ada.ask<{ id: string }>("POST", "/api/v1/people", { name: "rhea", roles: ["responder", "auditor"] });
  const made = await ada.ask<{ link: string }>("POST", `/api/v1/people/${id}/link`);
  return comeIn(service.place, /[0-9a-f]{64}/.exec(made.link)?.[0] ?? assert.fail(made.link));
}

async function handOver({ products }: Day, { syslog, bus, mails, siem, attacksMs }: Traffic): Promise<void> {
  if (syslog.length > 0) await products.syslog.send(syslog);
  if (bus.length > 0) await products.bus.send("alerts.edr", bus);
  for (const mail of mails) await products.mail.deliver("abuse", mail);
  for (const { timeMs, fields } of siem) products.siem.addAlert(timeMs, { ...fields });
  for (const atMs of attacksMs) await products.sensor.see(Math.floor(atMs / 1_000) % 10_000, atMs);
}

// What a sensor says of one conversation and one question: the alert, the request, the question, its answer, and two flows.
const linesOfOneAttack = 6;
const sentBy = (traffic: readonly Traffic[]): ReadonlyMap<string, number> => {
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
async function taken(rhea: PersonAtDesk, ...traffic: readonly Traffic[]): Promise<void> {
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

const cases = async (rhea: PersonAtDesk) => await rhea.ask<{ cases: CaseLine[]; accounting: Accounting }>("GET", "/api/v1/cases");
const jobs = async (rhea: PersonAtDesk) => (await rhea.ask<{ jobs: Job[] }>("GET", "/api/v1/write-back/jobs?limit=500")).jobs;
const actions = async (rhea: PersonAtDesk) => (await rhea.ask<{ actions: Action[] }>("GET", "/api/v1/actions")).actions;
const alerts = async (rhea: PersonAtDesk) => (await rhea.ask<{ alerts: Alert[] }>("GET", "/api/v1/alerts?limit=500")).alerts;

/** The one case that has the mail, the sign-ins, and what endpoint and SIEM say. */
async function theCase(rhea: PersonAtDesk): Promise<string> {
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
async function atRest(rhea: PersonAtDesk): Promise<void> {
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

type Tickets = { items: { id: string; Subject: string; Status: string }[] };
const ticketsIn = async ({ products: { tracker } }: Day) =>
  ((await tracker.ask(tracker.root, "GET", "tickets?query=id%20%3E%200&fields=Subject,Status&per_page=100")) as Tickets).items;

/** One ticket for the case, with the report attached. */
async function theTicket(day: Day, rhea: PersonAtDesk, found: string): Promise<string> {
  const job = (await jobs(rhea)).find(({ kind, case: of }) => kind === "ticket" && of === found);
  const id = job?.written?.id ?? assert.fail("no ticket was written for the case");
  const there = (await ticketsIn(day)).filter(({ Subject }) => Subject.includes(`${found}:`));
  assert.deepEqual(
    there.map((each) => String(each.id)),
    [id],
  );
  const { tracker } = day.products;
  const { items } = (await tracker.ask(tracker.mara, "GET", `ticket/${id}/attachments?fields=Filename&per_page=100`)) as {
    items: { Filename?: string }[];
  };
  const names = items.flatMap(({ Filename }) => (Filename ? [Filename] : []));
  assert.ok(names.includes("report.md") && names.includes("report.html"), JSON.stringify(names));
  return id;
}

/** Each alert of the SIEM says what became of it, and the case is a finding there. */
async function verdictsInSiem({ products: { siem } }: Day, found: string): Promise<void> {
  for (const { _source } of siem.alertsOf()) {
    const tags = _source["kibana.alert.workflow_tags"] as string[];
    assert.ok(tags.includes("watchkeeper:true-positive") && tags.includes(`watchkeeper:case/${found}`), JSON.stringify(tags));
    assert.equal(new Set(tags).size, tags.length);
    assert.equal(_source["kibana.alert.workflow_status"], "acknowledged");
  }
}

/** What the person signs is what the server shows; the key never leaves her. */
async function signed(day: Day, rhea: PersonAtDesk, asked: object): Promise<string> {
  const { bytes } = await rhea.ask<{ bytes: string }>("POST", "/api/v1/signing", asked);
  return (await readKey(path(day, "rhea.key"))).sign(Buffer.from(bytes, "base64"));
}

async function contain(day: Day, rhea: PersonAtDesk, found: string): Promise<void> {
  const { directory } = day.products;
  const { name } = cast.victim;
  const proposed = await eventually("the proposal", workMsMax, async () =>
    (await actions(rhea)).find(({ verb, target, status }) => verb === "disable-account" && target === name && status === "proposed"),
  );
  assert.equal(proposed.tier, 2);
  assert.equal(directory.signsIn(name), true);
  const place = `/api/v1/actions/${proposed.id}`;
  const whole = await rhea.ask<{ digest: string; canonical: string; case: { id: string } }>("GET", place);
  assert.equal(whole.case.id, found);
  assert.equal(`sha256:${createHash("sha256").update(whole.canonical).digest("hex")}`, whole.digest);
  await rhea.addApp();
  const signature = await signed(day, rhea, { for: "approve", action: proposed.id });
  await rhea.ask("POST", `${place}/approve`, { because: "she did not sign in from there", digest: whole.digest, signature });
  await day.service.kill();
  day.service = await startService(day.installation);
  const inForce = await eventually("the account to be suspended", workMsMax, async () =>
    (await actions(rhea)).find(({ id, status }) => id === proposed.id && status === "confirmed"),
  ).catch(async (error: Error) => assert.fail(`${error.message}: ${JSON.stringify(await actions(rhea))}`));
  assert.ok(inForce);
  assert.deepEqual(directory.read(name, "pwdAccountLockedTime"), ["000001010000Z"]);
  assert.equal(directory.signsIn(name), false);
  assert.equal(directory.signsIn(cast.other.name), true);
}

async function undo(day: Day, rhea: PersonAtDesk): Promise<void> {
  const { directory } = day.products;
  const action = (await actions(rhea)).find(({ status }) => status === "confirmed");
  const id = action?.id ?? assert.fail("no action is in force");
  const signature = await signed(day, rhea, { for: "undo", action: id });
  await rhea.ask("POST", `/api/v1/actions/${id}/undo`, { because: "her password is another one now", signature });
  await eventually("the account to be free", workMsMax, async () =>
    (await actions(rhea)).some((each) => each.id === id && each.status === "undone"),
  );
  assert.deepEqual(directory.read(cast.victim.name, "pwdAccountLockedTime"), []);
  assert.equal(directory.signsIn(cast.victim.name), true);
}

/** Somebody works on the ticket in the tracker, as always. */
async function closeTicket({ products: { tracker } }: Day, ticket: string): Promise<void> {
  await tracker.ask(tracker.mara, "POST", `ticket/${ticket}/comment`, {
    Content: "She typed her password there.",
    ContentType: "text/plain",
  });
  await tracker.ask(tracker.mara, "PUT", `ticket/${ticket}`, { CustomFields: { Resolution: "Incident" }, Status: "resolved" });
}

type Entries = { entries: { type: string; event: unknown }[]; next: number | null };
async function entries(rhea: PersonAtDesk, world: string, type: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Entries = await rhea.ask("GET", `/api/v1/journal/${world}/entries?type=${type}&after=${after}&limit=500`);
    found.push(...page.entries.map(({ event }) => event));
    after = page.next;
  }
  return found;
}

/** The comment is a note of the case; the end of the ticket is a person's verdict, from which is learned. */
async function heardBack(rhea: PersonAtDesk, found: string, ticket: string): Promise<void> {
  const notes = await eventually("the comment", hearMsMax, async () => {
    const noted = (await entries(rhea, "watch-000001", "CaseNoted")) as { caseId: string; text: string; by: string }[];
    return noted.length > 0 && noted;
  });
  assert.equal(notes.length, 1);
  const [note] = notes;
  assert.deepEqual([note?.caseId, note?.by], [found, "person:mara@tracker"]);
  // Before it stands which ticket and which comment it was.
  assert.match(note?.text ?? "", new RegExp(`^tracker ${ticket}#\\d+: She typed her password there\\.$`));
  const learned = await eventually("the verdict", hearMsMax, async () => {
    const { worlds } = await rhea.ask<{ worlds: string[] }>("GET", "/api/v1/journal");
    if (!worlds.includes("learning")) return undefined;
    const given = (await entries(rhea, "learning", "VerdictGiven")) as { by: string; label: { verdict: string } }[];
    return given.length > 0 && given;
  });
  for (const { by, label } of learned) assert.deepEqual([by, label.verdict], ["person:mara@tracker", "true-positive"]);
}

/** Nothing is there twice: tickets, comments, mails, findings, the suspension. */
async function once(day: Day, rhea: PersonAtDesk): Promise<void> {
  const { mail, siem } = day.products;
  const written = await jobs(rhea);
  const subjects = (await ticketsIn(day)).map(({ Subject }) => Subject);
  assert.equal(new Set(subjects).size, subjects.length);
  assert.equal(subjects.length, written.filter(({ kind, status }) => kind === "ticket" && status === "written").length);

  const notices = mail
    .administer("-f", "flow", "fetch", "-u", "on-call", "hdr.message-id", "all")
    .split("\n")
    .filter((line) => line !== "");
  assert.equal(new Set(notices).size, notices.length);
  assert.equal(notices.length, written.filter(({ kind, status }) => kind === "notify" && status === "written").length);
  for (const id of ["<lure-1@accounts-portal.test>", "<report-two@example.test>"])
    assert.match(mail.copies("abuse", id).join("\n"), /^mailbox=Archive [^\n]*$/);

  const findings = siem.indexes.inIndexes("watchkeeper-findings").map(({ _id }) => _id);
  assert.equal(findings.length, written.filter(({ kind, status }) => kind === "finding" && status === "written").length);
  // A case that grows is asked about anew: of all that was asked, one thing was done, and what did it is on the record once.
  const asked = (await actions(rhea)).filter(({ verb, target }) => verb === "disable-account" && target === cast.victim.name);
  const carriedOut = asked.filter(({ status }) => status !== "voided" && status !== "proposed");
  assert.deepEqual(
    carriedOut.map(({ status }) => status),
    ["undone"],
    JSON.stringify(asked),
  );
  const { attempts } = await rhea.ask<{ attempts: { of: string }[] }>("GET", `/api/v1/actions/${carriedOut[0]?.id}`);
  assert.deepEqual(
    attempts.map(({ of }) => of),
    ["effect", "undo"],
  );
}

type Read = { records: number; events: number; buried: number; alerts: { id: string; source: { path: string }; title: string }[] };

/** Handed over = events + alerts + dead letters; alerts = closed + escalated + open. */
async function addsUp(day: Day, rhea: PersonAtDesk, traffic: readonly Traffic[]): Promise<void> {
  const { sources } = await rhea.ask<{ sources: Source[] }>("GET", "/api/v1/sources");
  const sent = sentBy(traffic);
  assert.deepEqual(
    new Map(sources.map(({ source, accepted }): [string, number] => [source, accepted]).toSorted()),
    new Map([...sent].toSorted()),
  );
  const { accounting } = await cases(rhea);
  assert.equal(accounting.accepted, accounting.closed + accounting.escalated + accounting.open + accounting.deadLettered);
  assert.equal(accounting.open, 0, JSON.stringify(accounting));
  const all = await alerts(rhea);
  const reads = (await entries(rhea, "watch-000001", "IntakeRead")) as Read[];
  // What people are shown is what the record says, alert by alert.
  assert.deepEqual(all.map(({ id }) => id).toSorted(), reads.flatMap((each) => each.alerts.map(({ id }) => id)).toSorted());
  assert.deepEqual([all.length, accounting.deadLettered], [accounting.accepted - accounting.deadLettered, 1]);
  const sum = (count: (each: (typeof reads)[number]) => number) => reads.reduce((total, each) => total + count(each), 0);
  const handedOver = [...sent.values()].reduce((total, each) => total + each, 0);
  assert.equal(
    sum(({ records }) => records),
    handedOver,
  );
  // An alert of ours is about an event, which is counted as that.
  const fromOutside = all.filter(({ product }) => product !== "watchkeeper").length;
  assert.equal(sum(({ events }) => events) + fromOutside + sum(({ buried }) => buried), handedOver);
  assert.equal(
    sum(({ buried }) => buried),
    1,
  );
  assert.equal(
    sources.reduce((total, each) => total + each.deadLettered, 0),
    1,
  );
  const status = await command(
    day.installation,
    "status",
    "--data-dir",
    day.installation.dataDir,
    "--orders",
    path(day, "containment.yaml"),
  );
  assert.match(status, new RegExp(`all: ${all.length} = ${accounting.closed} \\+ ${accounting.escalated} \\+ 0 \\+ 0`));
}

/** Every record is intact, also beside the service that goes on. */
async function verified(day: Day, rhea: PersonAtDesk): Promise<void> {
  const { worlds } = await rhea.ask<{ worlds: string[] }>("GET", "/api/v1/journal");
  for (const world of ["watch-000001", "containment", "write-back", "access", "learning"]) {
    assert.ok(worlds.includes(world), world);
    assert.match(
      await command(day.installation, "journal", "verify", "--world", world, "--data-dir", day.installation.dataDir),
      /^intact: /,
    );
  }
}
