import assert from "node:assert/strict";
import { test } from "node:test";
import { observableKey } from "./observable.ts";

test("an address is the same however a product writes it", () => {
  assert.equal(observableKey({ type: "ip", value: "::ffff:192.0.2.7" }), "ip:192.0.2.7");
  assert.equal(observableKey({ type: "ip", value: "::FFFF:192.0.2.7" }), observableKey({ type: "ip", value: "192.0.2.7" }));
  assert.equal(observableKey({ type: "ip", value: "2001:DB8::1" }), "ip:2001:db8::1");
  assert.equal(observableKey({ type: "user-agent", value: "::ffff:192.0.2.7" }), "user-agent:::ffff:192.0.2.7", "only of addresses");
});
