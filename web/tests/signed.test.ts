import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { grantBytes } from "../../src/core/autonomy/signature.ts";
import { canonicalText } from "../../src/core/containment/digest.ts";
import { approvalBytes } from "../../src/core/containment/signature.ts";
import { handoverBytes } from "../../src/core/handover/signature.ts";
import { reportBytes } from "../../src/core/regulation/report.ts";
import { ConsoleFault } from "../src/api/faults.ts";
import { canonical, challengeFor, isSameAsShown, type Meant } from "../src/api/signed.ts";

// Guarantees: a passkey is shown the challenge of what its holder meant, whatever the server hands over. The core's own bytes are the oracle.

const person = "person:mara";
const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"e".repeat(64)}`;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const challenge = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64url");
const kinds = ["approve", "break-glass", "reject", "undo"] as const;
const isOther = (error: unknown) => error instanceof ConsoleFault && error.code === "console/other-action";

describe("what is signed", () => {
  test("is exactly what the core takes, for each deed", async () => {
    for (const kind of kinds) {
      const bytes = approvalBytes({ kind, subject: digest, by: person });
      assert.equal(
        await challengeFor({ of: "containment", kind, subject: digest }, { by: person, bytes: base64(bytes) }, person),
        challenge(bytes),
      );
    }
    const resume = approvalBytes({ kind: "resume", subject: "default all #3", by: person });
    const meant: Meant = { of: "containment", kind: "resume", subject: { upToNumber: "default all " } };
    assert.equal(await challengeFor(meant, { by: person, bytes: base64(resume) }, person), challenge(resume));
    const over = handoverBytes({ as: "take-over", digest, by: person });
    assert.equal(
      await challengeFor({ of: "handover", as: "take-over", digest }, { by: person, bytes: base64(over) }, person),
      challenge(over),
    );
    const grant = grantBytes({ digest, by: person });
    assert.equal(await challengeFor({ of: "autonomy", digest }, { by: person, bytes: base64(grant) }, person), challenge(grant));
    const report = { caseId: "case-1", regime: "dora", stage: "initial", digest } as const;
    const signed = reportBytes({ ...report, by: person });
    assert.equal(await challengeFor({ of: "regulation", ...report }, { by: person, bytes: base64(signed) }, person), challenge(signed));
  });

  test("of a grant or a report is refused where it is another's, or another stage's", async () => {
    const report = { caseId: "case-1", regime: "dora", stage: "initial", digest } as const;
    const swapped = [
      reportBytes({ ...report, stage: "final", by: person }),
      reportBytes({ ...report, caseId: "case-2", by: person }),
      grantBytes({ digest, by: person }),
    ];
    for (const bytes of swapped)
      await assert.rejects(challengeFor({ of: "regulation", ...report }, { by: person, bytes: base64(bytes) }, person), isOther);
    for (const bytes of [grantBytes({ digest: other, by: person }), handoverBytes({ as: "hand-over", digest, by: person })])
      await assert.rejects(challengeFor({ of: "autonomy", digest }, { by: person, bytes: base64(bytes) }, person), isOther);
  });

  test("is refused when the server hands over another action, deed, person, scope or domain", async () => {
    const meant: Meant = { of: "containment", kind: "reject", subject: digest };
    const swapped = [
      approvalBytes({ kind: "approve", subject: digest, by: person }),
      approvalBytes({ kind: "break-glass", subject: other, by: person }),
      approvalBytes({ kind: "reject", subject: other, by: person }),
      approvalBytes({ kind: "reject", subject: digest, by: "person:eve" }),
      handoverBytes({ as: "hand-over", digest, by: person }),
      Buffer.from("nothing of ours"),
      Buffer.from([0xff, 0xfe]),
    ];
    for (const bytes of swapped) await assert.rejects(challengeFor(meant, { by: person, bytes: base64(bytes) }, person), isOther);
    const good = base64(approvalBytes({ kind: "reject", subject: digest, by: person }));
    await assert.rejects(challengeFor(meant, { by: "person:eve", bytes: good }, person), isOther);
    const resume: Meant = { of: "containment", kind: "resume", subject: { upToNumber: "default effector:edge " } };
    for (const subject of [
      "default all #3",
      "default effector:edge #3 default all #4",
      "default effector:edge 3",
      "other effector:edge #3",
    ])
      await assert.rejects(
        challengeFor(resume, { by: person, bytes: base64(approvalBytes({ kind: "resume", subject, by: person })) }, person),
        isOther,
      );
  });

  test("is refused with every single bit changed", async () => {
    const bytes = approvalBytes({ kind: "undo", subject: digest, by: person });
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await assert.rejects(
        challengeFor({ of: "containment", kind: "undo", subject: digest }, { by: person, bytes: base64(changed) }, person),
        isOther,
      );
    }
  });

  test("is written as the core writes it, whatever is in it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        assert.equal(canonical(value), canonicalText(value));
      }),
    );
  });

  test("is compared with what is shown, field by field", () => {
    const text = canonical({ verb: "isolate-host", target: { id: "h-1", aliases: ["a", "b"] }, evidence: [{ id: "e-1", digest }] });
    assert.ok(
      isSameAsShown(text, { verb: "isolate-host", "target.id": "h-1", "target.aliases": ["a", "b"], evidence: [{ digest, id: "e-1" }] }),
    );
    for (const shown of [{ verb: "disable-account" }, { "target.id": "h-2" }, { "target.aliases": ["b", "a"] }, { effector: "edge" }])
      assert.ok(!isSameAsShown(text, shown));
  });
});
