import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleFault, faultOfRegistration } from "./faults.ts";

const thrown = (name: string) => Object.assign(new Error("?"), { name });

test("a device that has a passkey already, and one that made none, are told apart and say what to do", () => {
  const there = faultOfRegistration(thrown("InvalidStateError"));
  assert.ok(there instanceof ConsoleFault && there.code === "console/passkey-there");
  assert.match(there.remedy, /another device/);
  for (const name of ["NotAllowedError", "AbortError"]) {
    const none = faultOfRegistration(thrown(name));
    assert.ok(none instanceof ConsoleFault && none.code === "console/no-passkey-made", name);
  }
  const other = thrown("TypeError");
  assert.equal(faultOfRegistration(other), other);
});
