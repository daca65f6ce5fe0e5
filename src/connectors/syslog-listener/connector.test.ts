import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { connect as connectSecurely } from "node:tls";
import { makeCertificates } from "../../testing/real/certificates.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { freshFolder, guard } from "../../testing/real/part.ts";
import { sendDatagrams, startSyslogNg } from "../../testing/real/syslog-ng.ts";
import { eventually, hear, intakeFull, keptIntake, openConnector, readRecords } from "../../testing/source-scene.ts";
import kind from "./connector.ts";

const plain = (transport: "udp" | "tcp", more: object = {}) => openConnector(kind, { transport, port: 0, ...more });

/** An authority, and a listener's certificate of it, in a folder that goes with the test. */
function withCertificates(t: { after: (end: () => Promise<void>) => void }) {
  const folder = freshFolder("syslog-tls");
  t.after(guard({ folders: [folder] }));
  const made = makeCertificates(folder);
  chmodSync(made.key, 0o600);
  return { ...made, settings: { "certificate-file": made.certificate, "key-file": made.key } };
}

const classic = [
  "<38>Nov 23 09:00:01 web01 sshd[4012]: Failed password for root from 198.51.100.7 port 40022 ssh2",
  "<134>Nov 23 09:00:02 fw01 CEF:0|Example|Firewall|1.0|100|Connection blocked|7|src=198.51.100.7 dst=192.0.2.10 spt=40022 dpt=22 rt=1795424402000",
  "<134>Nov 23 09:00:03 ids01 LEEF:1.0|Example|Sensor|2.1|4711|src=198.51.100.7\tdst=192.0.2.10\tsev=5\tdevTime=1795424403000",
];
const modern = [
  '<165>1 2026-11-23T09:00:04.003Z app01.example.test evntslog 812 ID47 [exampleSDID@32473 iut="3"] an application event',
  "<86>1 2026-11-23T09:00:05Z web01 sshd 4012 - - Accepted publickey for alice from 192.0.2.20 port 51022 ssh2",
];

for (const transport of ["udp", "tcp", "tls"] as const) {
  for (const style of ["3164", "5424"] as const) {
    test(`what a real syslog-ng sends over ${transport} in RFC ${style} arrives whole and is read by its format`, async (t) => {
      const certificates = withCertificates(t);
      const intake = keptIntake();
      const tls = transport === "tls" ? { ...certificates.settings, "client-ca-file": certificates.ca } : {};
      const heard = await hear(openConnector(kind, { transport, port: 0, ...tls }), intake);
      const given = style === "3164" ? classic : modern;
      const to = { port: heard.port, transport, style, ...(transport === "tls" ? { tls: certificates } : {}) };
      try {
        await ifThere(t, await startSyslogNg(to), async ({ send }) => {
          await send(given);
          await eventually(() => intake.records.size === given.length, `${given.length} records`);
          const { events, alerts, rejected } = await readRecords(intake.records.values());
          assert.deepEqual(rejected, []);
          assert.equal(events.length + alerts.length, given.length);
          for (const part of style === "3164"
            ? ["Failed password for root", "CEF:0|Example", "LEEF:1.0|Example"]
            : ["ID47", "Accepted publickey"])
            assert.equal(intake.texts().filter((text) => text.includes(part)).length, 1, part);
        });
      } finally {
        await heard.stop();
      }
    });
  }
}

test("20,000 lines in a burst from syslog-ng arrive once each, while the intake is full now and then", async (t) => {
  const intake = keptIntake();
  let turn = 0;
  intake.before = () => {
    if (++turn % 7 === 0) throw intakeFull(5);
  };
  const heard = await hear(plain("tcp"), intake);
  try {
    await ifThere(t, await startSyslogNg({ port: heard.port, transport: "tcp", style: "3164" }), async ({ send }) => {
      const startMs = performance.now();
      await send(Array.from({ length: 20_000 }, (_, index) => `<13>Nov 23 09:00:00 web01 app[1]: line ${index} of the burst`));
      await eventually(() => intake.records.size >= 20_000, "the whole burst", 60_000);
      t.diagnostic(`20,000 lines in ${Math.round(performance.now() - startMs)} ms, ${intake.deliveries} deliveries`);
      const numbers = intake.texts().map((text) => Number(/line (\d+) of/.exec(text)?.[1]));
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        Array.from({ length: 20_000 }, (_, index) => index),
      );
    });
  } finally {
    await heard.stop();
  }
});

test("a listener that starts again hears the sender that was left waiting", async (t) => {
  const intake = keptIntake();
  const first = await hear(plain("tcp"), intake);
  await ifThere(t, await startSyslogNg({ port: first.port, transport: "tcp", style: "3164" }), async ({ send }) => {
    await send(["<13>Nov 23 09:00:00 web01 app[1]: before"]);
    await eventually(() => intake.records.size === 1, "the first");
    await first.stop();
    const second = await hear(plain("tcp", { port: first.port }), intake);
    // The sender notices a broken connection by the line that it loses with it: syslog over TCP has no receipt.
    for (let turn = 0; turn < 200 && !intake.texts().some((text) => text.includes("after")); turn++) {
      await send([`<13>Nov 23 09:00:01 web01 app[1]: after ${turn}`]);
      await new Promise((settle) => setTimeout(settle, 50));
    }
    assert.ok(intake.texts().some((text) => text.includes("after")));
    assert.equal(intake.texts().filter((text) => text.includes("before")).length, 1);
    await second.stop();
  });
  await first.stop();
});

test("a sender waits while nothing can be kept, and memory does not grow with what it has to say", async () => {
  const intake = keptIntake();
  let release: () => void = () => undefined;
  const held = new Promise<void>((settle) => {
    release = settle;
  });
  intake.before = () => held;
  const heard = await hear(plain("tcp"), intake);
  const socket = connect({ port: heard.port, host: "127.0.0.1" });
  const line = Buffer.from(`<13>${"x".repeat(1_000)}\n`);
  const total = 30_000;
  const ended = new Promise<void>((settle) => socket.once("close", () => settle()));
  for (let sent = 0; sent < total; sent++) socket.write(line);
  await new Promise((settle) => setTimeout(settle, 300));
  assert.ok(socket.writableLength > 10_000_000, `${socket.writableLength} bytes still wait at the sender`);
  release();
  socket.end();
  socket.resume();
  await ended;
  await eventually(() => intake.records.size === total, "every line");
  await heard.stop();
});

test("over TLS a sender without a certificate of ours is not heard, and neither is one that speaks plainly", async (t) => {
  const { settings, ca } = withCertificates(t);
  const intake = keptIntake();
  const heard = await hear(openConnector(kind, { transport: "tls", port: 0, ...settings, "client-ca-file": ca }), intake);
  const { certificate, key } = { certificate: settings["certificate-file"], key: settings["key-file"] };
  const says = (options: object) =>
    new Promise<void>((settle) => {
      const socket = connectSecurely({ port: heard.port, host: "127.0.0.1", ca: readFileSync(ca), ...options });
      socket.on("error", () => undefined);
      socket.once("close", () => settle());
      socket.resume();
      socket.end("<13>over tls\n");
    });
  const plainly = new Promise<void>((settle) => {
    const socket = connect({ port: heard.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.once("close", () => settle());
    socket.end("<13>plain\n");
  });
  await Promise.all([plainly, says({})]);
  assert.equal(intake.records.size, 0);
  await says({ cert: readFileSync(certificate), key: readFileSync(key) });
  await eventually(() => intake.records.size === 1, "the one with a certificate");
  assert.deepEqual(intake.texts(), ["<13>over tls"]);
  await heard.stop();
});

test("datagrams are messages of their own, and those of strangers are not read", async () => {
  const intake = keptIntake();
  const heard = await hear(plain("udp", { "message-bytes-max": 480 }), intake);
  const deaf = await hear(plain("udp", { senders: ["192.0.2.0/24"] }), intake);
  await sendDatagrams(heard.port, ["<13>one", "<13>two\n", "<13>in\nlines\n", `<13>${"x".repeat(600)}`, ""]);
  await sendDatagrams(deaf.port, ["<13>never"]);
  await eventually(() => intake.records.size === 3 && intake.refused.size === 1, "three records and one refused");
  assert.deepEqual(intake.texts(), ["<13>one", "<13>two", "<13>in#012lines"]);
  assert.deepEqual(
    [...intake.refused.values()].map(({ reason }) => reason),
    ["too-large"],
  );
  await heard.stop();
  await deaf.stop();
});

test("more connections than allowed are turned away, and a silent one is ended", async () => {
  const intake = keptIntake();
  const heard = await hear(plain("tcp", { "connections-max": 2, "idle-seconds": 1 }), intake);
  const open = () =>
    new Promise<"ended">((settle) => {
      const socket = connect({ port: heard.port, host: "127.0.0.1" });
      socket.on("error", () => undefined);
      socket.resume();
      socket.once("close", () => settle("ended"));
    });
  const startMs = performance.now();
  const first = [open(), open()];
  await new Promise((settle) => setTimeout(settle, 100));
  await open();
  assert.ok(performance.now() - startMs < 900, "the third is turned away at once");
  await Promise.all(first);
  assert.ok(performance.now() - startMs > 800, "the others once they were silent for a second");
  await heard.stop();
});

test("a port that is taken, a key that others may read and settings that do not fit each say what to do", async (t) => {
  const { settings } = withCertificates(t);
  const intake = keptIntake();
  const heard = await hear(plain("tcp"), intake);
  await assert.rejects(hear(plain("tcp", { port: heard.port }), intake), { code: "connector/not-listening" });
  await heard.stop();
  chmodSync(settings["key-file"], 0o644);
  const open = openConnector(kind, { transport: "tls", port: 0, ...settings });
  await assert.rejects(open.check(new AbortController().signal), { code: "connector/bad-secret" });
  await assert.rejects(hear(open, intake), { code: "connector/bad-secret" });
  assert.throws(() => openConnector(kind, { transport: "tls" }), { code: "connector/bad-settings" });
  assert.throws(() => openConnector(kind, { transport: "tcp", senders: ["everybody"] }), { code: "connector/bad-settings" });
});

test("an intake that refuses for good ends the listener with its reason", async () => {
  const intake = keptIntake();
  intake.before = () => {
    throw new Error("the disk is gone");
  };
  const heard = await hear(plain("tcp"), intake);
  const socket = connect({ port: heard.port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  socket.write("<13>one\n");
  await assert.rejects(heard.ended, /the disk is gone/);
  socket.destroy();
});
