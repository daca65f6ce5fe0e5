import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import directory from "../connectors/directory-ldap/connector.ts";
import directoryEffector from "../connectors/directory-ldap/effector.ts";
import imapMailbox from "../connectors/imap-mailbox/connector.ts";
import imapQuarantine from "../connectors/imap-quarantine/effector.ts";
import type { EffectorParts } from "../connectors/kit/define.ts";
import { realClock } from "../testing/real/open-effector.ts";

const secrets = { get: () => "canary-EXAMPLE", has: () => true };
const random = { secret: (sizeBytes: number) => "5a".repeat(sizeBytes) };
const host = "inside.example.test";
const base = { base: "dc=example,dc=test", "bind-dn": "cn=wk,dc=example,dc=test", kind: "openldap" };
type Settings = Record<string, unknown>;

/** Each client of another protocol than HTTP that looks names up and connects by itself. */
const clients: readonly (readonly [
  string,
  (port: number, more: Settings, parts: EffectorParts) => { check: (signal: AbortSignal) => Promise<unknown> },
])[] = [
  ["imap-mailbox", (port, more, parts) => connectorOf(imapMailbox, { host, port, user: "alice", ...more }, parts)],
  ["directory-ldap", (port, more, parts) => connectorOf(directory, { ...base, url: `ldaps://${host}:${port}`, ...more }, parts)],
  ["imap-quarantine", (port, more, parts) => effectorOf(imapQuarantine, { host, port, mailboxes: ["alice"], ...more }, parts)],
  [
    "directory-ldap, containing",
    (port, more, parts) => effectorOf(directoryEffector, { ...base, url: `ldaps://${host}:${port}`, ...more }, parts),
  ],
  [
    "directory-ldap, StartTLS",
    (port, more, parts) => effectorOf(directoryEffector, { ...base, url: `ldap://${host}:${port}`, "start-tls": true, ...more }, parts),
  ],
];

function connectorOf(kind: typeof imapMailbox, settings: Settings, parts: EffectorParts) {
  return kind.open({ name: "inside", product: kind.product, settings, secrets: {}, "may-receive": "red" }, secrets, { ...parts, random });
}

function effectorOf(kind: typeof imapQuarantine, settings: Settings, parts: EffectorParts) {
  return kind.open({ name: "inside", product: kind.product, for: [...kind.verbs], settings, secrets: {} }, secrets, parts);
}

for (const [name, open] of clients)
  test(`${name}: the address that was looked at is the one that is connected to, and only where the settings open it`, async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.on("error", () => {}).destroy();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const asked: string[] = [];
    const leadsTo = (address: string): EffectorParts => ({
      clock: realClock,
      async resolve(name) {
        asked.push(name);
        return [address];
      },
    });
    const check = (more: Settings, address: string) => open(port, more, leadsTo(address)).check(new AbortController().signal);
    try {
      await assert.rejects(check({}, "127.0.0.1"), { code: "connector/address-not-allowed" });
      await assert.rejects(check({ internal: true }, "169.254.169.254"), { code: "connector/address-not-allowed" });
      assert.deepEqual([connections, asked.splice(0)], [0, [host, host]]);
      await assert.rejects(check({ internal: true }, "127.0.0.1"), { code: "connector/not-reached" });
      assert.deepEqual([connections, asked], [1, [host]]);
    } finally {
      server.close();
    }
  });
