import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClosingGrant, fingerprintOf, playbookNamed, whyNotAlone } from "./closing.ts";

// Guarantees: nothing is contained without a person under a grant that was given for another judge, however long nobody has ended it.

const playbook = { name: "host", digest: "sha256:1" };
const basis = [
  { name: "models", version: "m1" },
  { name: playbookNamed("host"), version: "sha256:1" },
];
const grant: ClosingGrant = { id: "g-1", act: "contain", class: "edr/tool", basis, untilMs: 1_000 };
const look = { playbook, judgedBy: [["edr/tool", fingerprintOf(basis)]] as const };
const asked = { classes: ["edr/tool"], look, nowMs: 999 };

test("a grant covers what it was given for, as long as it lasts", () => {
  assert.equal(whyNotAlone(asked, { grants: [grant] }), undefined);
  for (const [no, grants] of [
    [/nobody granted/, []],
    [/nobody granted/, [{ ...grant, act: "close" as const }]],
    [/nobody granted/, [{ ...grant, untilMs: 999 }]],
    [/nobody granted/, [{ ...grant, class: "edr/other" }]],
  ] as const)
    assert.match(whyNotAlone(asked, { grants }) ?? "", no);
  assert.match(
    whyNotAlone({ ...asked, classes: ["edr/tool", "edr/more"] }, { grants: [grant] }) ?? "",
    /nobody granted containing edr.more/,
  );
  for (const classes of [undefined, []]) assert.match(whyNotAlone({ ...asked, classes }, { grants: [grant] }) ?? "", /is known to cover/);
});

test("a grant that stands covers no case that another model, rule or playbook judged, and none of which that is not known", () => {
  const other = fingerprintOf([{ name: "models", version: "m2" }]);
  for (const changed of [
    { ...look, judgedBy: [["edr/tool", other]] as const },
    { ...look, judgedBy: [] },
    { ...look, playbook: { ...playbook, digest: "sha256:2" } },
    { ...look, playbook: undefined },
  ])
    assert.equal(whyNotAlone({ ...asked, look: changed }, { grants: [grant] }), "g-1 was not given for what judged its case");
  assert.equal(whyNotAlone({ ...asked, look: undefined }, { grants: [grant] }), "no look of the agent at its case stands");
  const renewed = { ...grant, id: "g-2", basis: [{ name: "models", version: "m2" }, ...basis.slice(1)] };
  const judged = { ...look, judgedBy: [["edr/tool", other]] as const };
  assert.equal(whyNotAlone({ ...asked, look: judged }, { grants: [grant, renewed] }), undefined);
});
