import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { compileRules } from "../../detection/sigma/compile.ts";
import type { Database } from "../../storage/database.ts";
import { waitUntil } from "../../storage/embedded/process.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { watchScene, worksUntil } from "../../testing/watch-scene.ts";

let server: Database;
before(async () => {
  server = await openDatabase({ ephemeral: true, connectionsMax: 4 });
});
after(() => server.close());

const limits = { settlingMs: 200, lookMs: 50 };
const alert = (parts: Readonly<Record<string, unknown>> = {}) => ({
  time: new Date().toISOString(),
  source: "sensor",
  title: "Credential store read",
  severity: "high",
  host: "ws-1.example.test",
  user: "alice",
  ...parts,
});

describe("the watch", () => {
  test("takes alerts to their verdicts, shows them, and tells of them", async (t) => {
    const scene = await watchScene({ server, tenant: "first", parts: { limits } });
    await scene.hand("edr", [alert(), alert({ title: "New service installed" }), alert({ host: "ws-9.example.test", user: "bob" })]);
    t.after(scene.close);
    const { watch, told, views } = scene;
    await worksUntil([watch], () => told.length >= 2);
    assert.deepEqual(scene.noted, []);
    const { accepted, open } = watch.accounting();
    assert.deepEqual({ accepted, open }, { accepted: 3, open: 0 });
    const shown = await views.alerts({}, { limit: 10 });
    assert.equal(shown.rows.length, 3);
    assert.ok(shown.rows.every(({ state, caseId }) => state !== "open" && caseId));
  });

  test("goes on through a database that cuts every connection again and again", async (t) => {
    const scene = await watchScene({ server, tenant: "cut", parts: { limits } });
    t.after(scene.close);
    const count = 60;
    const ending = new AbortController();
    const working = scene.watch.work(ending.signal);
    for (let at = 0; at < count; at++) {
      const id = `given-${at}`;
      const one = () => scene.hand("edr", [alert({ id, host: `ws-${at % 9}.example.test`, user: `user${at % 9}` })], [id]);
      // As a source does: what was not taken is handed over again, under the same id.
      for (let tries = 0; tries < 50; tries++) {
        const taken = await one().then(
          () => true,
          () => false,
        );
        if (taken) break;
        await sleep(20);
      }
      if (at % 6 === 5) await server.asOwner(cutAll);
    }
    const isDone = () => {
      const { accepted, open } = scene.watch.accounting();
      return accepted === count && open === 0;
    };
    assert.ok(await waitUntil(isDone, 60_000), JSON.stringify(scene.watch.accounting()));
    ending.abort();
    await working;
    const rows = (await scene.views.alerts({}, { limit: 500 })).rows;
    assert.equal(rows.length, count);
    assert.equal(new Set(rows.map(({ givenId }) => givenId)).size, count);
    assert.ok(rows.every(({ state }) => state !== "open"));
  });

  // Guarantees that whoever reports a mail is answered, and that a mailbox which nobody reports to raises nothing by itself.
  test("a mail that a person reported becomes an alert with a verdict, however harmless it looks", async (t) => {
    const scene = await watchScene({ server, tenant: "reports", parts: { limits, reports: new Set(["abuse"]) } });
    t.after(scene.close);
    const mail = (subject: string) =>
      Buffer.from(
        `From: Joss <joss@example.test>\r\nTo: mara@example.test\r\nSubject: ${subject}\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${subject.length}@example.test>\r\n\r\nLunch at noon?\r\n`,
      );
    await scene.intake.handOver({ source: "abuse", records: [{ id: "one", bytes: mail("lunch") }] });
    await scene.intake.handOver({ source: "archive", records: [{ id: "two", bytes: mail("lunch again") }] });
    await worksUntil([scene.watch], () => scene.told.length >= 1);
    const { rows } = await scene.views.alerts({}, { limit: 10 });
    assert.deepEqual(
      rows.map(({ title, source }) => [title, source]),
      [["Mail reported by a person", "abuse"]],
    );
  });

  // Guarantee that the report is about the attached mail: neither the mail around it nor its sender is what the alert names.
  test("a mail that was reported as an attachment is the one of which an alert is raised", async (t) => {
    const scene = await watchScene({ server, tenant: "forwarded", parts: { limits, reports: new Set(["abuse"]) } });
    t.after(scene.close);
    const date = `Date: ${new Date().toUTCString()}`;
    const bytes = Buffer.from(
      [
        ...["From: Mara <mara@example.test>", "To: abuse@example.test", "Subject: Fwd: lunch", date, "Message-ID: <report@example.test>"],
        ...["Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "", "Is this real?", "--b"],
        ...[
          "Content-Type: message/rfc822",
          "Content-Disposition: attachment",
          "",
          "From: Joss <joss@example.net>",
          "To: mara@example.test",
        ],
        ...["Subject: lunch", date, "Message-ID: <lunch@example.net>", "", "Lunch at noon?", "--b--", ""],
      ].join("\r\n"),
    );
    await scene.intake.handOver({ source: "abuse", records: [{ id: "one", bytes }] });
    await worksUntil([scene.watch], () => scene.told.length >= 1);
    const { rows } = await scene.views.alerts({}, { limit: 10 });
    assert.deepEqual(
      rows.map(({ title, source }) => [title, source]),
      [["Mail reported by a person", "abuse"]],
    );
    const said = JSON.stringify(rows[0]?.detail);
    assert.match(said, /joss@example\.net/);
    assert.doesNotMatch(said, /abuse@example\.test/);
  });

  test("records that nobody can read are dead letters, and what stands beside them is not lost", async (t) => {
    const scene = await watchScene({ server, tenant: "junk", parts: { limits } });
    t.after(scene.close);
    const junk = [Buffer.from([0, 1, 2, 3]), Buffer.from("{"), Buffer.alloc(0), Buffer.from('{"alert":1}')];
    await scene.intake.handOver({ source: "junk", records: junk.map((bytes, at) => ({ id: `junk-${at}`, bytes })) });
    await scene.hand("edr", [alert()]);
    await worksUntil([scene.watch], () => scene.told.length >= 1);
    const { counts } = scene.watch.state();
    assert.deepEqual([counts.records, counts.alerts, counts.buried], [junk.length + 1, 1, junk.length]);
    assert.equal((await scene.intake.deadLetters({ limit: 10 })).length, junk.length);
  });

  test("events raise alerts by rules, are kept, and are searched by the tools", async (t) => {
    const rule = [
      "title: Shell started by an office program",
      "id: 0f1d2c3b-0000-4000-8000-000000000001",
      "level: high",
      "logsource: { product: windows, category: process_creation }",
      "detection:",
      "  one: { ParentImage|endswith: '\\winword.exe' }",
      "  condition: one",
    ].join("\n");
    const { rules } = compileRules([{ path: "rule.yaml", text: rule }]);
    const scene = await watchScene({ server, tenant: "events", knowledge: { rules }, parts: { limits } });
    t.after(scene.close);
    const event = (parent: string) =>
      JSON.stringify({
        Channel: "Microsoft-Windows-Sysmon/Operational",
        EventID: 1,
        Computer: "ws-3.example.test",
        UtcTime: "2026-05-04 08:00:00.000",
        Image: "C:\\Windows\\System32\\cmd.exe",
        ParentImage: parent,
      });
    const records = [event("C:\\Office\\WINWORD.EXE"), event("C:\\Windows\\explorer.exe")];
    await scene.intake.handOver({ source: "windows", records: records.map((text, at) => ({ id: `e-${at}`, bytes: Buffer.from(text) })) });
    await worksUntil([scene.watch], () => scene.told.length >= 1);
    const { counts } = scene.watch.state();
    assert.deepEqual([counts.events, counts.alerts], [2, 1]);
    const [told] = scene.told;
    assert.equal(told?.alerts[0]?.source, "windows");
    assert.equal(told?.run.alerts.get("a-1")?.source.record, 1, "the record's position in the intake");
  });
});

async function cutAll(owner: pg.Pool): Promise<void> {
  await owner
    .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
    .catch(() => {});
}
