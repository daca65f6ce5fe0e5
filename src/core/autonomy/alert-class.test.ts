import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alertClassOf, alertClassParts } from "./alert-class.ts";
import { autonomyLimits } from "./limits.ts";

const alert = { product: "wazuh", ruleId: "5710", rule: "sshd: attempt", title: "sshd: attempt to log in as bob" };

test("an alert's class is the product and the rule's id, its name where it has none, its title where no rule is named", () => {
  assert.equal(alertClassOf(alert), "wazuh/5710");
  assert.equal(alertClassOf({ ...alert, ruleId: undefined }), "wazuh/sshd: attempt");
  assert.equal(alertClassOf({ ...alert, ruleId: undefined, rule: undefined }), "wazuh/sshd: attempt to log in as bob");
});

// Guarantees that no source can write its way into the class of another product, nor a long name into that of another rule.
test("different products or rules are different classes, however they are written", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom("/", "%2F", "%25", "%", "a/b", "x".repeat(400), `${"x".repeat(400)}y`),
  );
  fc.assert(
    fc.property(text, text, text, text, (product, rule, otherProduct, otherRule) => {
      const [one, other] = [
        alertClassOf({ product, ruleId: rule, rule: undefined, title: "" }),
        alertClassOf({ product: otherProduct, ruleId: otherRule, rule: undefined, title: "" }),
      ];
      const clean = (said: string) => said.toWellFormed().replaceAll("\u0000", "\ufffd");
      assert.equal(one === other, clean(product) === clean(otherProduct) && clean(rule) === clean(otherRule));
      assert.ok(one.length <= autonomyLimits.classLengthMax && one.isWellFormed());
    }),
    { numRuns: 500 },
  );
  assert.deepEqual(alertClassParts(alertClassOf({ ...alert, product: "a/b%" })), { product: "a/b%", rule: "5710" });
});
