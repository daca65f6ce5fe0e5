import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Assessment } from "../../../core/assessment/assessment.ts";
import { observableTypes } from "../../../core/observable/observable.ts";
import { loadAttackCatalogue } from "../../../knowledge/attack.ts";
import { manyCases, quietAssessment, sampleAssessment } from "../../../testing/sample-assessment.ts";
import { cyberObservables, patternOf } from "./cyber-observable.ts";
import { stixBundle } from "./stix-bundle.ts";

const catalogue = loadAttackCatalogue();
type Json = { readonly [name: string]: unknown };

/** What STIX 2.1 (OASIS standard, sections 3, 4, 5 and 6) requires of each type that we write, beside the common properties. */
const required: Readonly<Record<string, readonly string[]>> = {
  identity: ["name"],
  grouping: ["context", "object_refs"],
  "observed-data": ["first_observed", "last_observed", "number_observed", "object_refs"],
  "attack-pattern": ["name"],
  "course-of-action": ["name"],
  indicator: ["pattern", "pattern_type", "valid_from"],
  note: ["content", "object_refs"],
  relationship: ["relationship_type", "source_ref", "target_ref"],
  sighting: ["sighting_of_ref"],
};
const observableRequired: Readonly<Record<string, readonly string[]>> = {
  "ipv4-addr": ["value"],
  "ipv6-addr": ["value"],
  "domain-name": ["value"],
  url: ["value"],
  "email-addr": ["value"],
  directory: ["path"],
  file: [],
  "user-account": [],
  "windows-registry-key": [],
  process: [],
};
/** Vocabularies that are fixed, and the open ones of which we use known words. */
const words: Readonly<Record<string, readonly string[]>> = {
  context: ["suspicious-activity", "malware-analysis", "unspecified"],
  pattern_type: ["stix", "pcre", "sigma", "snort", "suricata", "yara"],
  identity_class: ["individual", "group", "system", "organization", "class", "unknown"],
};
const hashLengths: Readonly<Record<string, number>> = { MD5: 32, "SHA-1": 40, "SHA-256": 64, "SHA-512": 128 };

const identifier = /^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const timeNames = /^(created|modified|first_seen|last_seen|first_observed|last_observed|valid_from|valid_until)$/;

/** The rules of STIX 2.1 that can be checked without a schema: throws on the first that is broken. */
function assertStix(text: string): readonly Json[] {
  const bundle = JSON.parse(text) as Json;
  assert.equal(bundle.type, "bundle");
  assert.match(String(bundle.id), identifier);
  const objects = bundle.objects as readonly Json[];
  assert.ok(objects.length > 0, "a bundle with no objects has no objects property");
  const ids = new Set(objects.map(({ id }) => String(id)));
  assert.equal(ids.size, objects.length, "ids are unique");
  for (const object of objects) {
    assertObject(object);
    walk(object, (name, value) => {
      if (Array.isArray(value)) assert.ok(value.length > 0, `${name} is an empty list`);
      assert.ok(value !== null && value !== undefined, `${name} is null`);
      if (timeNames.test(name)) assert.match(String(value), timestamp);
      if (/_refs?$/.test(name)) for (const ref of [value].flat()) assert.ok(ids.has(String(ref)), `${name} ${ref} is not in the bundle`);
      assert.match(name, /^[a-zA-Z0-9_-]{2,250}$/);
    });
  }
  return objects;
}

function assertObject(object: Json): void {
  const type = String(object.type);
  assert.match(String(object.id), identifier);
  assert.ok(String(object.id).startsWith(`${type}--`));
  assert.equal(object.spec_version, "2.1");
  const needs = required[type] ?? observableRequired[type];
  assert.ok(needs, `type ${type}`);
  for (const name of needs) assert.ok(object[name] !== undefined, `${type} without ${name}`);
  for (const [name, known] of Object.entries(words))
    if (object[name] !== undefined) assert.ok(known.includes(String(object[name])), `${name} ${object[name]}`);
  if (required[type]) {
    assert.ok(String(object.modified) >= String(object.created), "modified before created");
    if (object.confidence !== undefined)
      assert.ok(Number.isInteger(object.confidence) && Number(object.confidence) >= 0 && Number(object.confidence) <= 100);
    for (const reference of (object.external_references as Json[] | undefined) ?? [])
      assert.ok(reference.source_name && (reference.external_id || reference.url || reference.description));
  } else {
    assert.equal(object.created, undefined, "an observable has no created");
  }
  if (type === "observed-data")
    assert.ok(
      String(object.last_observed) >= String(object.first_observed) &&
        Number(object.number_observed) >= 1 &&
        Number(object.number_observed) <= 999_999_999,
    );
  if (type === "observed-data")
    for (const ref of object.object_refs as string[])
      assert.ok(Object.hasOwn(observableRequired, ref.split("--")[0] ?? ""), "observed data refers to observables only");
  if (type === "file") assert.ok(object.hashes !== undefined || object.name !== undefined);
  if (type === "sighting" && object.last_seen) assert.ok(String(object.last_seen) >= String(object.first_seen));
  for (const [name, digest] of Object.entries((object.hashes as Record<string, string> | undefined) ?? {}))
    assert.equal(digest.length, hashLengths[name]);
}

function walk(value: unknown, look: (name: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) look(name, inner);
    walk(inner, look);
  }
}

test("the bundle keeps the rules of STIX 2.1 that can be checked", () => {
  for (const assessment of [sampleAssessment(), quietAssessment(), manyCases(30)]) assertStix(stixBundle(assessment, catalogue));
});

test("whatever observables a case holds, the bundle stays valid", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.ipV4(),
    fc.ipV6(),
    fc.webUrl(),
    fc.emailAddress(),
    fc.domain(),
    fc.constantFrom("__proto__", "C:\\", "/", "a".repeat(64), "'] OR [x", "\\", "::", "1.2.3.4.5"),
  );
  const observable = fc.record({ type: fc.constantFrom(...observableTypes), value });
  fc.assert(
    fc.property(
      fc.array(observable, { maxLength: 12 }),
      (observables) => void assertStix(stixBundle(withObservables(observables), catalogue)),
    ),
    { numRuns: 200 },
  );
});

function withObservables(observables: Assessment["cases"][number]["observables"]): Assessment {
  const sample = sampleAssessment();
  return { ...sample, cases: sample.cases.map((each) => ({ ...each, observables })) };
}

test("indicators only for what intelligence knows as hostile, in true-positive cases, each seen and based on observed data", () => {
  const objects = assertStix(stixBundle(sampleAssessment(), catalogue));
  const indicators = objects.filter(({ type }) => type === "indicator");
  assert.deepEqual(
    indicators.map(({ pattern }) => pattern),
    ["[ipv4-addr:value = '203.0.113.66']"],
  );
  assert.ok(objects.some((object) => object.type === "sighting" && object.sighting_of_ref === indicators[0]?.id));
  assert.ok(
    objects.some(
      (object) => object.type === "relationship" && object.relationship_type === "based-on" && object.source_ref === indicators[0]?.id,
    ),
  );
  const sample = sampleAssessment();
  const doubtful = { ...sample, cases: sample.cases.map((each) => ({ ...each, verdict: "insufficient-data" as const })) };
  assert.ok(!stixBundle(doubtful, catalogue).includes('"indicator"'));
});

test("a pattern cannot be broken out of", () => {
  assert.equal(patternOf({ type: "url", value: "http://evil.test/a'b" }), "[url:value = 'http://evil.test/a\\'b']");
  fc.assert(
    fc.property(fc.string(), (tail) => {
      const pattern = patternOf({ type: "email", value: `a@b${tail}` });
      if (pattern) assert.match(pattern, /^\[[a-z0-9-]+:value = '(\\[\\']|[^\\'])*'\]$/);
    }),
  );
});

test("techniques are ATT&CK's own, actors are a note and never an object, unknowns are a note", () => {
  const objects = assertStix(stixBundle(sampleAssessment(), catalogue));
  const dumping = objects.find(({ type, name }) => type === "attack-pattern" && String(name).includes("LSASS"));
  assert.deepEqual(dumping?.external_references, [
    { source_name: "mitre-attack", external_id: "T1003.001", url: "https://attack.mitre.org/techniques/T1003/001" },
  ]);
  assert.deepEqual(dumping?.kill_chain_phases, [{ kill_chain_name: "mitre-attack", phase_name: "credential-access" }]);
  assert.ok(!objects.some(({ type }) => type === "intrusion-set" || type === "threat-actor"));
  const notes = objects.filter(({ type }) => type === "note").map(({ abstract, content }) => `${abstract}: ${content}`);
  assert.ok(notes.some((note) => note.startsWith("Consistent with: APT29 (G0016)") && note.endsWith("is not attribution.")));
  assert.equal(notes.filter((note) => note.startsWith("What is unknown")).length, 2);
});

test("one grouping per case holds what the case is made of; proposals say that nothing was done", () => {
  const objects = assertStix(stixBundle(sampleAssessment(), catalogue));
  assert.equal(objects.filter(({ type }) => type === "grouping").length, 4);
  for (const action of objects.filter(({ type }) => type === "course-of-action"))
    assert.match(String(action.description), /^Proposed, not carried out\./);
});

test("the same assessment is the same bundle, whatever the run; another world's case has other ids", () => {
  const { run: _, ...without } = sampleAssessment();
  assert.equal(stixBundle(without, catalogue), stixBundle(sampleAssessment(), catalogue));
  const groupings = (assessment: Assessment) =>
    (JSON.parse(stixBundle(assessment, catalogue)).objects as Json[]).filter(({ type }) => type === "grouping").map(({ id }) => id);
  const other = groupings({ ...sampleAssessment(), input: "another" });
  assert.ok(groupings(sampleAssessment()).every((id) => !other.includes(id)));
});

test("what is not what it claims to be becomes no observable", () => {
  for (const [type, value] of [
    ["ip", "300.1.1.1"],
    ["ip", "10.0.0"],
    ["domain", "not a domain"],
    ["domain", "localhost"],
    ["url", "/relative"],
    ["email", "nobody"],
    ["hash", "xyz"],
    ["hash", `imphash=${"a".repeat(32)}`],
    ["file", "C:\\"],
  ] as const)
    assert.deepEqual(cyberObservables({ type, value }), [], `${type} ${value}`);
  const [directory, file] = cyberObservables({ type: "file", value: "C:\\Windows\\Temp\\a.exe" });
  assert.deepEqual([directory?.path, file?.name, file?.parent_directory_ref], ["C:\\Windows\\Temp", "a.exe", directory?.id]);
});
