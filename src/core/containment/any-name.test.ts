import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { runs } from "../../testing/runs.ts";
import { accountForm, addressForms, domainForm, hostForm, nameLengthMax, plainName } from "./name-form.ts";

/** Any characters at all, half ones too. */
const anyText = fc.array(fc.oneof(fc.nat(0x10ffff), fc.nat(0x2ff)), { maxLength: 20 }).map((points) => String.fromCodePoint(...points));

describe("forms of names", () => {
  test("are found without an error and without end, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.string().map((text) => text.repeat(50)),
        ),
        (text) => {
          for (const form of [plainName, domainForm, hostForm]) {
            const once = form(text);
            assert.ok(once.length <= nameLengthMax * 20);
            if (form !== hostForm) assert.equal(form(once), once);
          }
          accountForm(text);
          addressForms(text);
        },
      ),
      { numRuns: runs(200) },
    );
  });

  test("take no more of a name than its beginning", () => {
    assert.equal(plainName("a".repeat(nameLengthMax + 9)).length, nameLengthMax);
  });
});
