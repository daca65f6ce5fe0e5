import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SocError } from "../../core/soc-error.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Listening, ListeningSource } from "../../ports/source.ts";
import { type CuttingProxy, startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { type Dovecot, startDovecot } from "../../testing/real/dovecot.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { freePort } from "../../testing/real/part.ts";
import { intakeFull, type KeptIntake, keptIntake } from "../../testing/source-scene.ts";
import imapMailbox from "./connector.ts";
import { idOf } from "./listen.ts";

const still = () => new AbortController().signal;
const mail = (n: number | string, more = "", body = "Is this real?") =>
  `Message-ID: <report-${n}@staff.example.test>\nFrom: Mara <mara@staff.example.test>\nTo: abuse@example.test\nSubject: Report ${n}\n${more}\n${body}\n`;
const forwarded = [
  'Message-ID: <forwarded@staff.example.test>\nFrom: mara@staff.example.test\nSubject: Fwd: invoice\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n',
  "--b\nContent-Type: text/plain\n\nLook at this.",
  "--b\nContent-Type: message/rfc822\n\nMessage-ID: <phish@evil.example.test>\nFrom: billing@evil.example.test\nSubject: Your invoice\n\nPay now.",
  "--b--\n",
].join("\n");

function open(port: number, more: Record<string, unknown> = {}, password = "person-EXAMPLE"): Connector {
  const settings = { host: "127.0.0.1", port, tls: "none", user: "alice", "processed-folder": "Archive", ...more };
  return openConnectorOf(imapMailbox, { name: "abuse", settings, secrets: { password } });
}

type Ear = {
  readonly kept: KeptIntake;
  readonly ended: Promise<unknown>;
  readonly ready: () => boolean;
  readonly stop: () => Promise<unknown>;
};

/** Listens as the runner does: one at a time, with the cursor that is stored beside the records. */
function hear(connector: Connector, kept: KeptIntake = keptIntake()): Ear {
  const stop = new AbortController();
  let isReady = false;
  const listening: Listening = {
    handOver: kept.handOver,
    cursor: async () => kept.cursor,
    ready: () => {
      isReady = true;
    },
    signal: stop.signal,
  };
  const ended = (connector.alerts as ListeningSource).listen(listening).then(
    () => "stopped",
    (error: unknown) => error,
  );
  const end = () => {
    stop.abort();
    return ended;
  };
  return { kept, ended, ready: () => isReady, stop: end };
}

const waitMsMax = 20_000;
async function until(holds: () => boolean, what: string): Promise<void> {
  for (const endMs = Date.now() + waitMsMax; !holds(); await sleep(20)) assert.ok(Date.now() < endMs, `waited in vain for ${what}`);
}

const inFolder = (server: Dovecot, folder: string) =>
  server
    .administer("-f", "flow", "fetch", "-u", "alice", "hdr.message-id", "mailbox", folder, "all")
    .split("\n")
    .flatMap((line) => /<[^>]*>/.exec(line) ?? [])
    .toSorted();
const isEmpty = (server: Dovecot) => () => inFolder(server, "INBOX").length === 0;

test("mails that are there, and mails that come while it listens, are each one record, byte for byte, and are moved once they are kept", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    await server.deliver("alice", mail(1));
    await server.deliver("alice", forwarded);
    const connector = open(server.port);
    assert.match((await connector.check(still())).says, /2 mails in "INBOX"/);
    const ear = hear(connector);
    await until(() => ear.kept.records.size === 2, "what was there");
    await until(ear.ready, "readiness");
    const beganMs = Date.now();
    await server.deliver("alice", mail(2));
    await until(() => ear.kept.records.size === 3, "what came");
    assert.ok(Date.now() - beganMs < 5_000, "it was not told that a mail came");
    await until(isEmpty(server), "the last move");
    assert.equal(await ear.stop(), "stopped");
    assert.deepEqual(inFolder(server, "Archive"), [
      "<forwarded@staff.example.test>",
      "<report-1@staff.example.test>",
      "<report-2@staff.example.test>",
    ]);
    const [first, second] = ear.kept.texts();
    assert.ok(first?.includes(mail(1).replaceAll("\n", "\r\n")));
    assert.ok(second?.includes("Content-Type: message/rfc822\r\n\r\nMessage-ID: <phish@evil.example.test>"));
    assert.ok([...ear.kept.records.values()].every(({ sentAtMs }) => Math.abs((sentAtMs ?? 0) - Date.now()) < 60_000));
    // Nothing is deleted, nothing is marked as read.
    assert.doesNotMatch(server.administer("fetch", "-u", "alice", "flags", "mailbox", "Archive", "all"), /Seen|Deleted/);
  });
});

// Guarantees that a mail is kept once and never lost, wherever the process stops: before it is kept, after it was kept and before it was moved, or in between.
test("whoever stops at any moment goes on without loss or doubling", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const kept = keptIntake();
    for (let n = 0; n < 6; n++) await server.deliver("alice", mail(n));
    // The intake fails before it keeps anything.
    kept.before = () => Promise.reject(new Error("power cut"));
    assert.match(String(await hear(open(server.port), kept).ended), /power cut|connector\//);
    assert.equal(kept.records.size, 0);
    assert.equal(inFolder(server, "INBOX").length, 6);
    // It keeps everything, and we die before anything is moved.
    kept.before = undefined;
    const dying = {
      ...kept,
      handOver: async (delivery: Parameters<KeptIntake["handOver"]>[0]) => {
        await kept.handOver(delivery);
        throw new Error("power cut");
      },
    };
    await hear(open(server.port), dying as KeptIntake).ended;
    assert.equal(kept.records.size, 6);
    assert.equal(inFolder(server, "INBOX").length, 6);
    // With the cursor or without it (a record restored from before), the rest is done and nothing is kept twice.
    for (const cursor of [kept.cursor, undefined]) {
      kept.cursor = cursor;
      const ear = hear(open(server.port), kept);
      await until(isEmpty(server), "the moves");
      await ear.stop();
    }
    assert.equal(kept.records.size, 6);
    assert.equal(inFolder(server, "Archive").length, 6);
  });
});

test("a folder that was made anew loses and doubles nothing", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const kept = keptIntake();
    await server.deliver("alice", mail(1));
    const ear = hear(open(server.port), kept);
    await until(() => kept.records.size === 1 && isEmpty(server)(), "the first");
    await ear.stop();
    const before = kept.cursor;
    server.administer("mailbox", "update", "-u", "alice", "--uid-validity", "99", "--min-next-uid", "1", "INBOX");
    // The first mail is put back, as from a backup, beside a new one with a uid that was known under the old meaning.
    server.administer("move", "-u", "alice", "INBOX", "mailbox", "Archive", "all");
    await server.deliver("alice", mail(2));
    const again = hear(open(server.port), kept);
    await until(() => kept.records.size === 2 && isEmpty(server)(), "the second");
    await again.stop();
    assert.notEqual(kept.cursor?.split("/")[0], before?.split("/")[0]);
    assert.equal(kept.repeated, 1);
  });
});

test("a broken cable is mended by itself, a silent one ends with the signal", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const proxy: CuttingProxy = await startCuttingProxy({ port: server.port });
    try {
      const ear = hear(open(proxy.port));
      await until(ear.ready, "readiness");
      for (let n = 0; n < 3; n++) {
        proxy.loseAnswerTo((question) => question.includes("UID MOVE"));
        await server.deliver("alice", mail(n));
        await until(() => ear.kept.records.size === n + 1, `mail ${n}`);
        await sleep(200);
        proxy.heal();
        await until(isEmpty(server), "the move");
      }
      assert.equal(inFolder(server, "Archive").length, 3);
      proxy.fallSilent();
      const beganMs = Date.now();
      assert.equal(await ear.stop(), "stopped");
      assert.ok(Date.now() - beganMs < 5_000);
    } finally {
      await proxy.stop();
    }
  });
});

test("a mail that is too large is named and put aside, and holds up nobody; while the intake is full, mails wait in their folder", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const kept = keptIntake();
    let times = 0;
    kept.before = () => {
      if (times++ < 2) throw intakeFull(100);
    };
    await server.deliver("alice", mail("large", "", "x".repeat(70).concat("\n").repeat(20_000)));
    await server.deliver("alice", mail("small"));
    const ear = hear(open(server.port), kept);
    await until(isEmpty(server), "the moves");
    await ear.stop();
    assert.equal(kept.records.size, 1);
    assert.deepEqual(
      [...kept.refused.values()].map(({ reason }) => reason),
      ["too-large"],
    );
    assert.equal(inFolder(server, "Archive").length, 2);
    assert.ok(times >= 3);
  });
});

test("a wrong password, a wrong certificate, a missing folder, a missing right and a host that is down each say what to do", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const told = async (connector: Connector) => {
      const error = await connector.check(still()).catch((cause: unknown) => cause);
      assert.ok(error instanceof SocError, String(error));
      assert.doesNotMatch(`${error.problem} ${error.remedy}`, /EXAMPLE/);
      const heard = await hear(connector).ended;
      assert.ok(heard instanceof SocError && heard.code === error.code, "listening says something else");
      return `${error.code} | ${error.problem} | ${error.remedy}`;
    };
    const dead = await freePort();
    const secure = { tls: "implicit", host: "localhost" };
    const results = await Promise.all([
      told(open(server.port, {}, "wrong-EXAMPLE")),
      told(open(server.securePort, secure)),
      told(open(server.port, { "processed-folder": "Nowhere" })),
      told(open(server.port, { folder: "Nowhere" })),
      told(open(dead)),
    ]);
    assert.match(results[0] ?? "", /^connector\/credentials .*renew the secret/);
    assert.match(results[1] ?? "", /^connector\/certificate .*setting ca/);
    assert.match(results[2] ?? "", /^mailbox\/no-folder .*"Nowhere".*make the folder/);
    assert.match(results[3] ?? "", /^mailbox\/no-folder .*"Nowhere"/);
    assert.match(results[4] ?? "", /^connector\/not-reached/);
    const ca = readFileSync(server.certificates.ca, "utf8");
    assert.match((await open(server.securePort, { ...secure, ca }).check(still())).says, /signed in/);
    assert.match((await open(server.port, { tls: "starttls", host: "localhost", ca }).check(still())).says, /signed in/);
    // The master user may read and nothing else.
    server.forbid();
    assert.match(
      await told(open(server.port, { user: server.master.user("alice") }, server.master.password)),
      /^mailbox\/no-right .*lrswite/,
    );
  });
});

test("an id is what the mail calls itself, with the digest of its bytes", () => {
  const [one, two] = [Buffer.from(mail(1)), Buffer.from(mail(1, "", "other"))];
  assert.match(idOf(one), /^report-1@staff\.example\.test [0-9a-f]{64}$/);
  assert.notEqual(idOf(one), idOf(two));
  assert.match(idOf(Buffer.from("Subject: none\n\nMessage-ID: <in-the-body@example.test>")), /^[0-9a-f]{64}$/);
  assert.match(idOf(Buffer.from(`Message-ID: <${"x".repeat(5_000)}@a>\n\n`)), /^[0-9a-f]{64}$/);
  assert.ok(idOf(Buffer.from(`Message-ID: <${"x".repeat(800)}@a>\n\n`)).length <= 200);
});
