import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { SocError } from "../../core/soc-error.ts";
import type { Connector, Notice, Sink } from "../../ports/connector.ts";
import { type Smtp, type SmtpFault, startSmtp } from "../../testing/doubles/smtp.ts";
import { makeCertificates } from "../../testing/real/certificates.ts";
import { startDovecot } from "../../testing/real/dovecot.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { freePort, freshFolder } from "../../testing/real/part.ts";
import { composed, messageIdOf } from "./compose.ts";
import mailOut from "./connector.ts";
import { Settings } from "./settings.ts";

const still = () => new AbortController().signal;
const folder = freshFolder("mail-out");
let pem: { readonly ca: string; readonly certificate: string; readonly key: string };
before(() => {
  const made = makeCertificates(folder);
  const read = (path: string) => readFileSync(path, "utf8");
  pem = { ca: read(made.ca), certificate: read(made.certificate), key: read(made.key) };
});
after(() => rmSync(folder, { recursive: true }));

const base = { host: "localhost", internal: true, from: "watchkeeper@soc.example.test", to: ["mara@example.test", "joss@example.test"] };
const open = (settings: Record<string, unknown>, password = "canary-password"): Connector =>
  openConnectorOf(mailOut, { name: "mail", settings: { ...base, ...settings }, secrets: { password } });
const notify = (connector: Connector): Sink<Notice> => connector.notify ?? assert.fail("no notices");
const notice = (key: string, more: Partial<Notice> = {}): Notice & { readonly key: string } => ({
  key,
  title: "[high] somebody signs in from two places",
  text: "Case case-1 needs a person: ü\nand why",
  severity: "high",
  url: "https://watchkeeper.example.test/cases/case-1",
  ...more,
});
async function withServer(body: (server: Smtp) => Promise<void>, implicit = false): Promise<void> {
  const server = await startSmtp({ ...pem, implicit });
  try {
    await body(server);
  } finally {
    await server.close();
  }
}

for (const tls of ["starttls", "implicit"] as const)
  test(`a notice arrives as plain text, signed in and encrypted (${tls})`, async () => {
    await withServer(async (server) => {
      const connector = open({ port: server.port, tls, ca: pem.ca, user: "watchkeeper" });
      assert.match((await connector.check(still())).says, /takes us/);
      const { id } = await notify(connector).write(notice("wk:1"), still());
      const [mail] = server.taken;
      assert.deepEqual({ ...mail, text: "" }, { from: base.from, to: base.to, secure: true, user: "watchkeeper", text: "" });
      const read = await PostalMime.parse(mail?.text ?? "");
      assert.equal(read.messageId, id);
      assert.equal(read.subject, notice("").title);
      assert.equal(read.html, undefined);
      assert.match(
        read.text ?? "",
        /^Case case-1 needs a person: ü\nand why\n\nhttps:\/\/watchkeeper\.example\.test\/cases\/case-1\nThe link leads to sign-in/,
      );
      assert.match(mail?.text ?? "", /^Auto-Submitted: auto-generated\r$/m);
    }, tls === "implicit");
  });

// Guarantees that "nothing was sent" is said exactly when nobody got it, and that a mail of which nobody knows is never sent again by itself.
test("a no is a no, and what nobody knows is called so", async () => {
  const expected: Readonly<Record<SmtpFault, [code: RegExp, retry: "never" | "later" | undefined, arrived: number]>> = {
    "put-off": [/^sink\/refused$/, "later", 0],
    "no-recipient": [/^sink\/refused$/, "never", 0],
    "no-mail": [/^sink\/refused$/, "never", 0],
    "lost-before-mail": [/^sink\/refused$/, "later", 0],
    "no-starttls": [/^sink\/refused$/, undefined, 0],
    endless: [/^sink\/refused$/, undefined, 0],
    "lost-in-mail": [/^connector\//, undefined, 0],
    "lost-after": [/^connector\//, undefined, 1],
    silent: [/^sink\/refused$/, "later", 0],
  };
  await Promise.all(
    Object.entries(expected).map(([fault, [code, retry, arrived]]) =>
      withServer(async (server) => {
        server.fault = fault as SmtpFault;
        const connector = open({ port: server.port, ca: pem.ca, user: "watchkeeper" });
        const error = await notify(connector)
          .write(notice("wk:1"), AbortSignal.timeout(3_000))
          .then(
            () => assert.fail(`${fault}: it passed`),
            (cause: unknown) => cause,
          );
        assert.ok(error instanceof SocError, `${fault}: ${error}`);
        assert.match(error.code, code, `${fault}: ${error.problem}`);
        if (retry) assert.equal(error.retry === "never" ? "never" : "later", retry, fault);
        assert.doesNotMatch(`${error.problem} ${error.remedy} ${error.detail} ${error.stack}`, /canary/);
        assert.equal(server.taken.length, arrived, fault);
        await assert.rejects(notify(connector).find(notice("wk:1"), still()), { code: "sink/cannot-tell" });
        const eager = open({ port: server.port, ca: pem.ca, user: "watchkeeper", "resend-when-unknown": true });
        assert.equal(await notify(eager).find(notice("wk:1"), still()), undefined);
      }),
    ),
  );
});

// Guarantees that nothing in a notice becomes a header, a second mail, a file that is read or an address that is asked.
test("whatever stands in a notice, the mail has our headers and no others", async () => {
  const settings = Settings.parse({ ...base, ca: pem.ca });
  const hostile = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.constantFrom(
      "x\r\nBcc: all@example.test\r\n\r\nbody",
      "\r\n.\r\nMAIL FROM:<x@example.test>",
      "=?utf-8?q?=0ABcc:_x?=",
      "file:///etc/passwd",
      "\u2028Bcc: x@example.test",
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (title, text, url) => {
      const bytes = await composed(notice("wk:1", { title, text, url }), settings, Date.UTC(2026, 2, 4));
      const mail = Buffer.from(bytes).toString("latin1");
      const names = mail
        .slice(0, mail.indexOf("\r\n\r\n"))
        .split(/\r\n(?![ \t])/)
        .map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
      assert.deepEqual(names.toSorted(), [
        "auto-submitted",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "importance",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-watchkeeper-key",
      ]);
      assert.doesNotMatch(mail, /[^\r]\n|\r[^\n]/);
      const read = await PostalMime.parse(bytes);
      assert.deepEqual(
        read.to?.map(({ address }) => address),
        base.to,
      );
      assert.equal(read.attachments.length, 0);
    }),
    { numRuns: 150 },
  );
});

test("the same notice has the same name however often it is sent, and another has another", () => {
  assert.equal(messageIdOf("wk:1", base), messageIdOf("wk:1", base));
  assert.notEqual(messageIdOf("wk:1", base), messageIdOf("wk:2", base));
  assert.match(messageIdOf("wk:1", base), /^<wk\.[0-9a-f]{40}@soc\.example\.test>$/);
});

test("a wrong password, a wrong certificate, a host that is down and settings that would give something away each say what to do", async () => {
  await withServer(async (server) => {
    const told = async (connector: Connector) => {
      const error = await connector.check(still()).catch((cause: unknown) => cause);
      assert.ok(error instanceof SocError, String(error));
      assert.doesNotMatch(`${error.problem} ${error.remedy} ${error.detail}`, /canary/);
      return `${error.code} | ${error.remedy}`;
    };
    assert.match(
      await told(open({ port: server.port, ca: pem.ca, user: "watchkeeper" }, "canary-wrong")),
      /^connector\/credentials .*renew the secret/,
    );
    assert.match(await told(open({ port: server.port, user: "watchkeeper" })), /^connector\/certificate .*setting ca/);
    assert.match(await told(open({ port: await freePort() })), /^connector\/not-reached/);
    server.fault = "no-starttls";
    assert.match(await told(open({ port: server.port, ca: pem.ca })), /^connector\//);
  });
  for (const bad of [
    { from: "a@b\r\nBcc: x@example.test" },
    { to: ["Mara <mara@example.test>"] },
    { host: "mail.example.test", tls: "none" },
    { to: [] },
  ])
    assert.throws(() => open(bad), { code: "connector/bad-settings" });
  assert.throws(() => openConnectorOf(mailOut, { name: "mail", settings: { ...base, user: "watchkeeper" } }), {
    code: "connector/bad-settings",
  });
});

test("a real mail server takes a notice and keeps it as it was sent (Dovecot over LMTP)", async (t) => {
  await ifThere(t, await startDovecot(), async (server) => {
    const lmtp = {
      host: "127.0.0.1",
      port: server.lmtpPort,
      tls: "none",
      protocol: "lmtp",
      to: ["alice@example.test", "bob@example.test"],
    };
    const connector = open(lmtp);
    assert.match((await connector.check(still())).says, /takes us/);
    const { id } = await notify(connector).write(notice("wk:1"), still());
    for (const box of ["alice", "bob"]) {
      assert.equal(server.copies(box, id).length, 1);
      const text = server.administer("-f", "flow", "fetch", "-u", box, "text", "header", "message-id", id);
      assert.equal((await PostalMime.parse(text.replace(/^text=/, ""))).subject, notice("").title);
    }
  });
});
