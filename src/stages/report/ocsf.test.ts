import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { manyCases, quietAssessment, sampleAssessment } from "../../testing/sample-assessment.ts";
import { ocsfFindings } from "./ocsf.ts";

type Json = { readonly [name: string]: unknown };
const lines = (assessment: Assessment): Json[] =>
  ocsfFindings(assessment)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Required attributes of OCSF 1.6.0: base event, then the class, then the objects that we use. */
const base = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];
const ofClass: Readonly<Record<number, readonly string[]>> = {
  2004: [...base, "finding_info"],
  2005: [...base, "finding_info_list", "status_id"],
};
/** Numbers with a fixed meaning, and the caption each must carry. */
const captions: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  severity_id: { 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical" },
  activity_id: { 1: "Create", 2: "Update", 3: "Close" },
  confidence_id: { 1: "Low", 2: "Medium", 3: "High" },
  verdict_id: { 1: "False Positive", 2: "True Positive", 5: "Benign", 7: "Insufficient Data" },
  priority_id: { 1: "Low", 2: "Medium", 3: "High", 4: "Critical" },
  status_id: { 1: "New", 2: "In Progress", 4: "Resolved" },
};
const siblingOf = (name: string) => (name === "activity_id" ? "activity_name" : name.slice(0, -3));

function assertOcsf(finding: Json): void {
  const classId = Number(finding.class_uid);
  for (const name of ofClass[classId] ?? assert.fail(`class ${classId}`))
    assert.ok(finding[name] !== undefined, `${classId} without ${name}`);
  assert.equal(finding.category_uid, 2);
  assert.equal(finding.type_uid, classId * 100 + Number(finding.activity_id));
  assert.ok(Number.isInteger(finding.time) && Number(finding.time) > 1e12, "time is in milliseconds");
  for (const [name, known] of Object.entries(captions))
    if (finding[name] !== undefined) assert.equal(finding[siblingOf(name)], known[Number(finding[name])], name);
  const { version, product, uid } = finding.metadata as Json;
  assert.equal(version, "1.6.0");
  assert.ok((product as Json).name && uid);
  assert.equal(
    finding.verdict_id !== undefined && classId === 2004,
    ((finding.metadata as Json).profiles as string[] | undefined)?.includes("incident") ?? false,
  );
  for (const info of [finding.finding_info, finding.finding_info_list].flat()) if (info !== undefined) assert.ok((info as Json).uid);
  const {
    analytic,
    attacks = [],
    related_events: related = [],
  } = (finding.finding_info ?? {}) as Record<string, Json[]> & { analytic?: Json };
  if (analytic) assert.ok(analytic.type_id !== undefined && analytic.name);
  for (const attack of [...attacks, ...((finding.attacks as Json[] | undefined) ?? [])])
    assert.ok((attack.tactic || attack.technique || attack.sub_technique) && attack.version);
  for (const event of related) assert.ok(event.uid);
  for (const evidence of (finding.evidences as Json[] | undefined) ?? [])
    assert.ok(evidence.data, "an evidence needs at least one artifact");
  for (const observable of (finding.observables as Json[] | undefined) ?? [])
    assert.ok(observable.name && Number.isInteger(observable.type_id) && observable.type);
  if (classId === 2005) assert.ok(finding.assignee || finding.assignee_group, "at least one of assignee and assignee_group");
}

test("every line has what OCSF 1.6.0 requires of it", () => {
  for (const assessment of [sampleAssessment(), manyCases(12)]) for (const finding of lines(assessment)) assertOcsf(finding);
});

test("one Detection Finding per alert, then one Incident Finding per case; nothing for a quiet day", () => {
  const sample = sampleAssessment();
  const found = lines(sample);
  assert.deepEqual(
    found.slice(0, sample.alerts.length).map(({ metadata }) => (metadata as Json).uid),
    sample.alerts.map(({ id }) => id),
  );
  assert.equal(found.filter(({ class_uid: id }) => id === 2004).length, 24);
  assert.equal(found.filter(({ class_uid: id }) => id === 2005).length, 4);
  assert.equal(ocsfFindings(quietAssessment()), "");
});

test("an alert carries the verdict of its case, its evidence and the values that its own words name", () => {
  const dumped = lines(sampleAssessment()).find(({ metadata }) => (metadata as Json).uid === "a-7");
  assert.ok(dumped);
  assert.equal(dumped.verdict_id, 2);
  assert.equal(dumped.is_alert, true);
  assert.deepEqual(
    (dumped.evidences as Json[]).map(({ uid }) => uid),
    ["e-7"],
  );
  const values = (dumped.observables as Json[]).map(({ type_id: id, value }) => `${id} ${value}`);
  assert.ok(
    values.includes("9 C:\\Windows\\Temp\\upd.exe") && values.includes("4 CORP\\j.doe") && values.includes("1 ws-017"),
    String(values),
  );
  assert.ok(!values.some((value) => value.includes("dc01")));
});

test("an insufficient verdict is handed to people; a closed case is the agent's", () => {
  const incidents = lines(sampleAssessment()).filter(({ class_uid: id }) => id === 2005);
  assert.deepEqual(
    incidents.map(({ verdict_id: id, status_id: status, assignee_group: people }) => [id, status, people !== undefined]),
    [
      [2, 2, true],
      [7, 2, true],
      [5, 4, false],
      [1, 4, false],
    ],
  );
});

test("the same assessment is the same lines, whatever the run", () => {
  const { run: _, ...without } = sampleAssessment();
  assert.equal(ocsfFindings(without), ocsfFindings(sampleAssessment()));
});
