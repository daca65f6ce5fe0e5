import assert from "node:assert/strict";
import { test } from "node:test";
import { isNobody } from "./nobody.ts";
import { observableKey } from "./observable.ts";

test("accounts of the system and of machines mean nobody; a person's account, or anything else of that name, does not", () => {
  for (const value of ["NT AUTHORITY\\SYSTEM", "NetworkService", "LOCAL SERVICE", "EXAMPLE\\WS-1$", "DWM-1", "root", "-", ""])
    assert.ok(isNobody(observableKey({ type: "user", value })), value);
  for (const value of ["mara", "EXAMPLE\\system-admin", "root2", "svc-backup"])
    assert.ok(!isNobody(observableKey({ type: "user", value })), value);
  for (const type of ["host", "file", "process"] as const) assert.ok(!isNobody(observableKey({ type, value: "system" })), type);
});
