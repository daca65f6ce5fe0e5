import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ownNames } from "./own-names.ts";

// Guarantees: the machine that contains, and whatever it contains through, are known by name, so that containing them takes break-glass.

const of = (settings: Record<string, unknown>) => ownNames([], [{ settings }]);

describe("what Watchkeeper works through", () => {
  test("is the hosts of addresses, the accounts that sign in, and this machine", () => {
    assert.deepEqual(ownNames(["soc-1", "192.0.2.5", ""], []), ["192.0.2.5", "soc-1"]);
    assert.deepEqual(of({ url: "ldaps://dc-1.example.test:636", "bind-dn": "cn=watchkeeper,ou=service,dc=example,dc=test" }), [
      "dc-1.example.test",
      "watchkeeper",
    ]);
    assert.deepEqual(of({ host: "mail.example.test", user: "quarantine@example.test", folder: "INBOX" }), [
      "mail.example.test",
      "quarantine@example.test",
    ]);
    assert.deepEqual(of({ url: "https://[2001:db8::1]:8443/x" }), ["2001:db8::1"]);
    assert.deepEqual(of({ servers: [{ url: "https://a.example.test" }, { server: "b.example.test" }] }), [
      "a.example.test",
      "b.example.test",
    ]);
  });

  test("is told for settings of any shape, without end or fault", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 12 })), (settings) => {
        assert.ok(of(settings).every((name) => name !== ""));
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(of({ url: "https://%zz@x.example.test/" }), ["%zz", "x.example.test"]);
  });
});
