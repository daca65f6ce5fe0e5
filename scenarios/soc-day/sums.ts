import assert from "node:assert/strict";
import { actions, alerts, cases, entries, jobs, type Source } from "./asked.ts";
import { cast, type Traffic } from "./day.ts";
import { type Day, path, sentBy } from "./office.ts";
import type { PersonAtDesk } from "./person.ts";
import { ticketsIn } from "./response.ts";
import { command } from "./service.ts";

// What must be true in the end: everything once, everything counted, every record intact.

/** Nothing is there twice: tickets, comments, mails, findings, the suspension. */
export async function once(day: Day, rhea: PersonAtDesk): Promise<void> {
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
export async function addsUp(day: Day, rhea: PersonAtDesk, traffic: readonly Traffic[]): Promise<void> {
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
  // A mail that is attached to a mail is an event of its own.
  const attached = traffic.flatMap(({ mails }) => mails).filter((mail) => mail.includes("message/rfc822")).length;
  assert.equal(sum(({ events }) => events) + fromOutside + sum(({ buried }) => buried), handedOver + attached);
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
export async function verified(day: Day, rhea: PersonAtDesk): Promise<void> {
  const { worlds } = await rhea.ask<{ worlds: string[] }>("GET", "/api/v1/journal");
  for (const world of ["watch-000001", "containment", "write-back", "access", "learning"]) {
    assert.ok(worlds.includes(world), world);
    assert.match(
      await command(day.installation, "journal", "verify", "--world", world, "--data-dir", day.installation.dataDir),
      /^intact: /,
    );
  }
}
