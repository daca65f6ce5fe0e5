import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import { type EffectorScene, testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { type CuttingProxy, startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { type Dovecot, startDovecot } from "../../testing/real/dovecot.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openEffector } from "../../testing/real/open-effector.ts";
import imapQuarantine from "./effector.ts";
import { messageIdOf } from "./survey.ts";

const mail = (name: string): Handle => ({ kind: "mail", id: `mail:${name}`, name, knownTo: "evidence", aliases: [] });
const source = (id: string, subject = "Your invoice", body = "Please pay.") =>
  `Message-ID: ${id}\nDate: Mon, 05 Jan 2026 10:00:00 +0000\nFrom: Billing <billing@sender.example.test>\nTo: all@example.test\nSubject: ${subject}\n\n${body}\n`;
const id = "<phish-1@sender.example.test>";

function open(
  server: Dovecot,
  port: number,
  more: Record<string, unknown> = {},
  limitMs = 10_000,
  password = server.master.password,
): Effector {
  const settings = {
    host: "127.0.0.1",
    port,
    tls: "none",
    user: "{mailbox}*watchkeeper",
    mailboxes: ["alice", "bob"],
    folders: ["INBOX", "Archive"],
    ...more,
  };
  return openEffector(imapQuarantine, { name: "mail", settings, secrets: { password }, limitMs });
}

const seen = (server: Dovecot, messageId: string) =>
  ["alice", "bob"].flatMap((box) => server.copies(box, messageId).map((copy) => `${box}: ${copy.replace("flags= ", "flags=")}`));
const isMove = (question: Buffer) => question.includes("UID MOVE");

async function filled(): Promise<Dovecot | { missing: string }> {
  const server = await startDovecot();
  if ("missing" in server) return server;
  for (const box of ["alice", "bob"]) await server.deliver(box, source(id));
  await server.deliver("alice", source("<other@sender.example.test>", "Lunch"));
  server.administer("flags", "add", "-u", "alice", "\\Seen \\Flagged Personal", "mailbox", "INBOX", "header", "message-id", id);
  return server;
}

testEffector("imap-quarantine on Dovecot", async (): Promise<EffectorScene | { missing: string }> => {
  const server = await filled();
  if ("missing" in server) return server;
  await server.deliver("alice", source("<twice@sender.example.test>", "One"));
  await server.deliver("bob", source("<twice@sender.example.test>", "Quite another"));
  const proxy = await startCuttingProxy({ port: server.port });
  return {
    effector: open(server, proxy.port, {}, 2_000),
    verb: "quarantine-mail",
    target: mail(id),
    unknown: mail("<nobody-sent-this@example.test>"),
    ambiguous: mail("<twice@sender.example.test>"),
    bystander: mail("<other@sender.example.test>"),
    viewOf: async ({ name }) => seen(server, name),
    containByAnother: async () => {
      for (const box of ["alice", "bob"])
        server.administer("move", "-u", box, "Quarantine", "mailbox", "INBOX", "header", "message-id", id);
    },
    refuse: async () => server.forbid(),
    loseAnswer: async () => proxy.loseAnswerTo(isMove),
    fallSilent: async () => proxy.fallSilent(),
    slowReads: async (delayMs) => proxy.slowDown(delayMs),
    silenceMsMax: 2_000,
    pass: async () => proxy.heal(),
    close: () => proxy.stop().then(server.stop),
  };
});

async function withServer(
  t: TestContext,
  body: (server: Dovecot, proxy: CuttingProxy, effector: Effector) => Promise<void>,
): Promise<void> {
  await ifThere<Dovecot>(t, await filled(), async (server) => {
    const proxy = await startCuttingProxy({ port: server.port });
    try {
      await body(server, proxy, open(server, proxy.port));
    } finally {
      await proxy.stop();
    }
  });
}

async function orderOn(effector: Effector, name = id): Promise<EffectOrder> {
  const located = await effector.locate(mail(name), "quarantine-mail");
  return { effectId: "c-1.1", verb: "quarantine-mail", target: mail(name), located, parameters: {}, releaseAfterMs: null };
}

test("every copy goes into quarantine, and back to where it was with the flags that it had", async (t) => {
  await withServer(t, async (server, _, effector) => {
    server.administer("move", "-u", "bob", "Archive", "mailbox", "INBOX", "header", "message-id", id);
    const before = seen(server, id);
    const order = await orderOn(effector);
    const { state } = await effector.observe(order);
    await effector.perform(order, nothingStops);
    assert.deepEqual(
      seen(server, id).map((copy) => copy.replace(/ flags=.*/, "")),
      ["alice: mailbox=Quarantine", "bob: mailbox=Quarantine"],
    );
    // Whoever looks into quarantine changes flags there; what comes back is as it was.
    server.administer("flags", "add", "-u", "alice", "\\Answered", "mailbox", "Quarantine", "all");
    server.administer("flags", "remove", "-u", "alice", "\\Seen", "mailbox", "Quarantine", "all");
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.deepEqual(seen(server, id), before);
    assert.match(before.join(), /alice: mailbox=INBOX flags=.*Personal.*bob: mailbox=Archive/);
  });
});

test("two mails with one message id are never taken for one, whenever the second comes", async (t) => {
  await withServer(t, async (server, _, effector) => {
    const order = await orderOn(effector);
    const { state } = await effector.observe(order);
    // The sender repeats the id of the mail that is about to be quarantined on another one, or the other way round.
    await server.deliver("alice", source(id, "Minutes of the board"));
    await server.deliver("bob", source(id, "Your invoice", "Please PAY."));
    await assert.rejects(effector.locate(mail(id), "quarantine-mail"), { code: "effector/several-targets" });
    await effector.perform(order, nothingStops);
    assert.equal((await effector.observe(order)).inForce, "yes");
    const inboxes = () => seen(server, id).filter((copy) => copy.includes("mailbox=INBOX")).length;
    assert.equal(inboxes(), 2);
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.equal(inboxes(), 4);
  });
});

test("a copy that comes between the look and the move is put back with the others", async (t) => {
  await withServer(t, async (server, proxy) => {
    await server.deliver("carol", source(id));
    server.administer("move", "-u", "carol", "Archive", "mailbox", "INBOX", "all");
    const effector = open(server, proxy.port, { mailboxes: ["alice", "bob", "carol"], folders: ["INBOX"] });
    const order = await orderOn(effector);
    const { state } = await effector.observe(order);
    server.administer("move", "-u", "carol", "INBOX", "mailbox", "Archive", "all");
    await effector.perform(order, nothingStops);
    assert.match(server.copies("carol", id).join(), /Quarantine/);
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.match(server.copies("carol", id).join(), /INBOX/);
    assert.match(server.copies("alice", id).join(), /INBOX/);
  });
});

test("a cable that is cut at any step leaves every copy once, and doing it again finishes it", async (t) => {
  await withServer(t, async (server, proxy, effector) => {
    const before = seen(server, id);
    const order = await orderOn(effector);
    const { state } = await effector.observe(order);
    const steps: readonly [string, "cutBefore" | "loseAnswerTo"][] = [
      ["UID STORE", "cutBefore"],
      ["UID STORE", "loseAnswerTo"],
      ["UID MOVE", "cutBefore"],
      ["UID MOVE", "loseAnswerTo"],
    ];
    for (const [words, fault] of steps) {
      for (const change of [() => effector.perform(order, nothingStops), () => effector.undo({ ...order, before: state }, nothingStops)]) {
        proxy[fault]((question) => question.includes(words));
        await assert.rejects(change(), (cause) => !(cause instanceof SocError && cause.code === "effector/refused"), `${words} ${fault}`);
        assert.equal(seen(server, id).length, 2);
        proxy.heal();
        await change();
        assert.equal(seen(server, id).length, 2);
      }
      assert.deepEqual(seen(server, id), before, `${words} ${fault}`);
    }
  });
});

test("what was deleted from quarantine is told, and nothing else is put in its place", async (t) => {
  await withServer(t, async (server, _, effector) => {
    const order = await orderOn(effector);
    const { state } = await effector.observe(order);
    await effector.perform(order, nothingStops);
    for (const box of ["alice", "bob"]) server.administer("expunge", "-u", box, "mailbox", "Quarantine", "all");
    await assert.rejects(effector.undo({ ...order, before: state }, nothingStops), { code: "effector/refused" });
    assert.equal((await effector.observe(order)).inForce, "no");
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    for (const before of [
      {},
      { copies: [{ mailbox: "mallory", folder: "INBOX", flags: [] }], quarantined: [] },
      { copies: "all", quarantined: [] },
    ]) {
      await assert.rejects(effector.undo({ ...order, before }, nothingStops), { code: "effector/refused" });
    }
  });
});

test("what fails is told apart, in time, and without our password", async (t) => {
  await withServer(t, async (server, proxy, effector) => {
    const saying = (code: string) => (cause: unknown) => {
      assert.ok(cause instanceof SocError);
      assert.equal(cause.code, code);
      assert.doesNotMatch(JSON.stringify({ ...cause, stack: cause.stack, cause: String(cause.cause) }), /EXAMPLE/);
      return true;
    };
    await assert.rejects(open(server, proxy.port, {}, 10_000, "wrong-EXAMPLE").check(), saying("connector/credentials"));
    await assert.rejects(open(server, proxy.port, { "quarantine-folder": "Nowhere" }).check(), saying("connector/bad-settings"));
    await assert.rejects(open(server, proxy.port, { folders: ["INBOX", "Nowhere"] }).check(), saying("connector/bad-settings"));
    const nowhere = open(server, proxy.port, { "quarantine-folder": "Nowhere" });
    await assert.rejects(nowhere.perform(await orderOn(nowhere), nothingStops), saying("effector/refused"));
    const order = await orderOn(effector);
    proxy.flood(Buffer.from(`* OK ${"x".repeat(65_000)}`));
    await assert.rejects(effector.observe(order), saying("connector/not-reached"));
    proxy.flood(Buffer.from("* SEARCH 1 2 3\r\n* CAPABILITY IMAP4rev1\r\n".repeat(1_000)));
    await assert.rejects(open(server, proxy.port, {}, 1_500).observe(order), (cause) => cause instanceof SocError);
    await proxy.stop();
    await assert.rejects(effector.observe(order), saying("connector/not-reached"));
  });
});

test("TLS is verified, from the first byte and by STARTTLS", async (t) => {
  await withServer(t, async (server) => {
    const ca = readFileSync(server.certificates.ca, "utf8");
    for (const [port, tls] of [
      [server.securePort, "implicit"],
      [server.port, "starttls"],
    ] as const) {
      for (const host of ["127.0.0.1", "localhost"]) {
        assert.ok((await open(server, port, { tls, ca, host }).check()).says);
        await assert.rejects(open(server, port, { tls, host }).check(), { code: "connector/not-reached" });
      }
    }
  });
});

test("only a whole message id is a target, and no character of it is a command", async (t) => {
  await withServer(t, async (server, _, effector) => {
    for (const name of [
      "",
      "<>",
      "phish",
      "sender.example.test>",
      "<phish-1@sender.example.tes>",
      "<a b@example.test>",
      '<"\r\nx LOGOUT\r\n">',
      "<a@b> <c@d>",
      `<${"x".repeat(600)}>`,
    ]) {
      await assert.rejects(effector.locate(mail(name), "quarantine-mail"), { code: "effector/no-target" }, name);
    }
    const odd = '<"(){%*}\\"@odd.example.test>';
    await server.deliver("alice", source(odd));
    const order = await orderOn(effector, odd);
    await effector.perform(order, nothingStops);
    assert.match(seen(server, odd).join(), /^alice: mailbox=Quarantine [^,]*$/);
    assert.equal(
      await effector.locate(mail("phish-1@sender.example.test"), "quarantine-mail"),
      await effector.locate(mail(id), "quarantine-mail"),
    );
  });
});

test("a message id has no room for anything but itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
      const found = messageIdOf(mail(name));
      if (found !== undefined) assert.match(found, /^<[^\s<>\p{Cc}]+>$/u);
    }),
  );
});

test("settings that would be unsafe are refused, by the name of the field", () => {
  const right = { host: "mail.example.test", mailboxes: ["alice"] };
  const opened = (more: object) =>
    openEffector(imapQuarantine, { name: "mail", settings: { ...right, ...more }, secrets: { password: "x-EXAMPLE" } });
  assert.deepEqual(opened({}).verbs, ["quarantine-mail"]);
  for (const [field, more] of [
    ["tls", { tls: "none" }],
    ["host", { host: "mail.example.test/x" }],
    ["folders", { folders: ["Quarantine"] }],
    ["folders", { folders: ["INBOX", "INBOX"] }],
    ["folders.0", { folders: ["*"] }],
    ["mailboxes", { mailboxes: [] }],
    ["mailboxes", { mailboxes: ["alice", "alice"] }],
    ["mailboxes.0", { mailboxes: ["alice*root"] }],
    ["ca", { ca: "/etc/ca.pem" }],
  ] as const) {
    assert.throws(
      () => opened(more),
      (cause) => cause instanceof SocError && cause.code === "connector/bad-settings" && cause.problem.includes(`"${field}"`),
      field,
    );
  }
});
