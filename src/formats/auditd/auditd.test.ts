import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readBytes, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "audit.log": { format: "auditd", events: 5, rejected: 1 } });

test("a command is put together from its records, decoded, and reads as a process creation", async () => {
  const { records } = await readBytes(readFileSync(new URL("./samples/audit.log", import.meta.url)));
  const [call, command, , login, alone] = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
  assert.deepEqual([call!.fields.key, call!.fields.SYSCALL, call!.fields.AUID], ["exec", "execve", "alice"]);
  assert.deepEqual(command!.logSource, { product: "linux", service: "auditd", category: "process_creation" });
  assert.equal(command!.fields.CommandLine, "wget -q http://example.test/a b");
  assert.deepEqual([command!.fields.Image, command!.fields.User, command!.fields.pid], ["/usr/bin/wget", "alice", "901"]);
  assert.deepEqual(
    [login!.host, login!.action, login!.fields.acct, login!.fields.addr, login!.fields.res],
    ["web01", "USER_LOGIN", "alice", "198.51.100.7", "failed"],
  );
  // The call before belongs to another command.
  assert.deepEqual([alone!.fields.Image, alone!.fields.pid], ["/bin/id", undefined]);
});
