import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readKey } from "../../src/cli/person-key.ts";
import { actions, entries, jobs } from "./asked.ts";
import { cast } from "./day.ts";
import { type Day, hearMsMax, path, workMsMax } from "./office.ts";
import type { PersonAtDesk } from "./person.ts";
import { eventually, startService } from "./service.ts";

// What becomes of the case: its ticket, its verdicts, what is contained and undone, and what comes back.

type Tickets = { items: { id: string; Subject: string; Status: string }[] };

export const ticketsIn = async ({ products: { tracker } }: Day) =>
  ((await tracker.ask(tracker.root, "GET", "tickets?query=id%20%3E%200&fields=Subject,Status&per_page=100")) as Tickets).items;

/** One ticket for the case, with the report attached. */
export async function theTicket(day: Day, rhea: PersonAtDesk, found: string): Promise<string> {
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
export async function verdictsInSiem({ products: { siem } }: Day, found: string): Promise<void> {
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

export async function contain(day: Day, rhea: PersonAtDesk, found: string): Promise<void> {
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

export async function undo(day: Day, rhea: PersonAtDesk): Promise<void> {
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
export async function closeTicket({ products: { tracker } }: Day, ticket: string): Promise<void> {
  await tracker.ask(tracker.mara, "POST", `ticket/${ticket}/comment`, {
    Content: "She typed her password there.",
    ContentType: "text/plain",
  });
  await tracker.ask(tracker.mara, "PUT", `ticket/${ticket}`, { CustomFields: { Resolution: "Incident" }, Status: "resolved" });
}

/** The comment is a note of the case; the end of the ticket is a person's verdict, from which is learned. */
export async function heardBack(rhea: PersonAtDesk, found: string, ticket: string): Promise<void> {
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
