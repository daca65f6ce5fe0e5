import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { commonFolder, forPeople } from "./for-people.ts";
import { reportHtml, reportMarkdown } from "./index.ts";
import { withLiveNames } from "./outsider.ts";
import { measuresOf, nothingProposed } from "./plan.ts";

const [first] = sampleAssessment().cases;
assert.ok(first);
const proposal = first.containment[0];
assert.ok(proposal);

/** The sample's first case, in whose sentences an outsider's name and a machine of ours stand bare. */
function withNames(name: string, host: string): ReturnType<typeof sampleAssessment> {
  const sample = sampleAssessment();
  const says = `the host ${host} asked for ${name}, and for sub.${name}`;
  const each = {
    ...first!,
    title: says,
    because: `${says} [e-1]`,
    unknowns: [says],
    timeline: [{ time: first!.firstTime, says, evidence: ["e-1"] }],
    evidence: first!.evidence.map((item) => ({ ...item, says, question: `${says}?` })),
    observables: [
      { type: "domain" as const, value: name },
      { type: "host" as const, value: host },
    ],
  };
  return { ...sample, cases: [each] };
}

// Guarantees that a ticket or a mail program makes no link of an attacker's name, wherever a sentence holds it bare.
test("no sentence of a report holds a live name of an outsider, and our machines keep theirs", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
  fc.assert(
    fc.property(label, label, (one, two) => {
      const [name, host] = [`${one}.${two}.example`, "ws-1.corp.example.org"];
      const assessment = withNames(name, host);
      for (const text of [reportMarkdown(assessment, loadAttackCatalogue()), reportHtml(assessment, loadAttackCatalogue())]) {
        assert.ok(!text.includes(name), name);
        assert.ok(text.includes(host));
      }
    }),
    { numRuns: 25 },
  );
});

test("names are only written otherwise: nothing is lost, and nothing but sentences and paths changes", () => {
  const before = withNames("evil.example", "ws-1.corp.example.org");
  const { assessment, folder } = forPeople(before);
  assert.notDeepEqual(assessment, before);
  const [told, was] = [assessment.cases[0], before.cases[0]];
  assert.equal(withLiveNames(told?.because ?? ""), was?.because);
  assert.deepEqual(told?.observables, was?.observables);
  assert.deepEqual(
    assessment.inputs.map(({ path }) => folder + path),
    before.inputs.map(({ path }) => path),
  );
});

test("the folder that is left out is one that all paths share, and whole", () => {
  assert.equal(commonFolder(["/a/b/c.log", "/a/b/d/e.log"]), "/a/b/");
  assert.equal(commonFolder(["/a/bc/x", "/a/bd/x"]), "/a/");
  assert.equal(commonFolder(["/x", "/y"]), "");
  assert.equal(commonFolder(["one.log", "two.log"]), "");
  assert.equal(commonFolder(["C:\\logs\\a.evtx", "C:\\logs\\b.evtx"]), "C:\\logs\\");
  assert.equal(commonFolder([]), "");
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "/") }), { minLength: 1 }), (paths) => {
      const folder = commonFolder(paths);
      assert.ok(paths.every((path) => path.startsWith(folder)) && (folder === "" || folder.endsWith("/")));
    }),
  );
});

test("proposals become few lines in a working order, and none is lost", () => {
  const block = { ...proposal, action: "block-address" as const, tier: 2, approvers: 1, undo: "unblock-address" };
  const containment = [
    { ...proposal, action: "disable-account" as const, tier: 2, target: "mara" },
    { ...block, target: "203.0.113.2" },
    { ...block, target: "203.0.113.1" },
    { ...block, tier: 3, approvers: 2, target: "203.0.113.3" },
    { ...proposal, action: "collect-evidence" as const, tier: 0, approvers: 0, undo: null, target: "ws-1" },
  ];
  assert.deepEqual(
    measuresOf({ containment }).map(({ action, tier, proposals }) => [action, tier, proposals.map(({ target }) => target)]),
    [
      ["collect-evidence", 0, ["ws-1"]],
      ["block-address", 2, ["203.0.113.2", "203.0.113.1"]],
      ["block-address", 3, ["203.0.113.3"]],
      ["disable-account", 2, ["mara"]],
    ],
  );
  assert.deepEqual(measuresOf({ containment: [] }), []);
});

test("a confirmed case without proposals is never told as one that its verdict leaves alone", () => {
  assert.doesNotMatch(nothingProposed({ verdict: "true-positive", unknowns: [] }), /verdict does not support/);
  assert.match(
    nothingProposed({ verdict: "insufficient-data", unknowns: ["?"] }),
    /verdict does not support a change\. A person decides; begin with/,
  );
});
