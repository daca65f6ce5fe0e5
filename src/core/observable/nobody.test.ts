import assert from "node:assert/strict";
import { test } from "node:test";
import { isNobody } from "./nobody.ts";
import { observableKey } from "./observable.ts";

test("accounts of the system and of machines mean nobody; a person's account, or anything else of that name, does not", () => {
  for (const value of ["NT AUTHORITY\\SYSTEM", "NetworkService", "LOCAL SERVICE", "EXAMPLE\\WS-1$", "DWM-1", "root", "-", ""])
    assert.ok(isNobody(observableKey({ type: "user", value })), value);
  // What somebody typed into a logon is no machine and no one of the system's because of how it ends.
  for (const value of ["mara", "EXAMPLE\\system-admin", "root2", "svc-backup", "guest-(a+)+$", "guest-\\", "guest\u001b\\", "a=b$"])
    assert.ok(!isNobody(observableKey({ type: "user", value })), value);
  for (const type of ["host", "file", "process"] as const) assert.ok(!isNobody(observableKey({ type, value: "system" })), type);
});
