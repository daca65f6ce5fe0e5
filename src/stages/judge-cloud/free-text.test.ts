import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyFields, type Fields, type FieldValue, type TelemetryEvent } from "../../core/event/event.ts";
import { openCloudJudge } from "./index.ts";
import { readCloudModel } from "./model.ts";
import { originOf, sessionApart } from "./origin.ts";
import { readingOf } from "./reading.ts";
import { harming } from "./sensitive/harming.ts";
import { hiding } from "./sensitive/hiding.ts";
import { holding } from "./sensitive/holding.ts";

const judge = openCloudJudge({
  model: readCloudModel(readFileSync(new URL("../../../trained/cloud/model.json", import.meta.url), "utf8")),
});
const source = { path: "x", record: 1, digest: `sha256:${"0".repeat(64)}` };
const severities = ["info", "informational", "low", "medium", "high", "critical"];

type Given = Readonly<Record<string, FieldValue>>;
type Base = { readonly dataset: "cloudtrail" | "saas"; readonly action: string; readonly fields: Given };

function said({ dataset, action, fields }: Base) {
  const all: Fields = Object.assign(emptyFields(), fields);
  const event: TelemetryEvent = {
    timeMs: 1_770_000_000_000,
    dataset,
    channel: "x",
    action,
    host: undefined,
    fields: all,
    source,
    logSource: {},
  };
  const judged = judge.judge(event);
  assert.ok(judged);
  return judged;
}

/** One event of each kind that the lists know (names made from the lists' own patterns), in the shapes of several products. */
const actions = [...hiding, ...holding, ...harming]
  .filter(({ named }) => !/\(\?[!=<]/.test(named.source))
  .flatMap(({ named }, seed) => fc.sample(fc.stringMatching(named), { numRuns: 2, seed }).map((name) => name.slice(0, 60)));
const shapes: readonly ((action: string) => Base)[] = [
  (action) => ({
    dataset: "cloudtrail",
    action,
    fields: {
      eventName: action,
      eventSource: "iam.amazonaws.com",
      "userIdentity.type": "AssumedRole",
      "userIdentity.arn": "arn:aws:sts::111122223333:assumed-role/Deploy/pacu-session",
      "userIdentity.accessKeyId": "ASIAEXAMPLE",
      sourceIPAddress: "198.51.100.7",
      userAgent: "python-requests/2.31 kali",
      "requestParameters.description": "temporary copy",
      "requestParameters.roleSessionName": "evil",
      "requestParameters.tags.0.key": "owner",
      "requestParameters.tags.0.value": "admin",
    },
  }),
  (action) => ({
    dataset: "cloudtrail",
    action,
    fields: {
      eventName: action,
      "userIdentity.type": "Root",
      errorCode: "AccessDenied",
      errorMessage: "not authorized",
      userAgent: "aws-cli/2.24.5",
    },
  }),
  (action) => ({
    dataset: "saas",
    action,
    fields: {
      eventType: action,
      "outcome.result": "SUCCESS",
      severity: "INFO",
      "client.userAgent.rawUserAgent": "curl/8.0",
      "target.0.displayName": "Payroll",
      message: "privilege granted to an outside account",
      title: "Suspicious token",
    },
  }),
  (action) => ({ dataset: "saas", action: "update", fields: { action: "update", description: `${action} disabled`, comment: "x", id: 7 } }),
];
const bases = actions.flatMap((action) => shapes.map((shape) => shape(action)));

const soothing = [
  "benign",
  "legitimate",
  "normal",
  "trusted",
  "expected",
  "harmless",
  "readonly",
  "read-only",
  "viewer",
  "private",
  "resolved",
  "closed",
  "dry_run=true",
  "severity=low",
  "riot=true",
  "malicious=false",
  "terraform",
  "HashiCorp",
  "cloudformation.amazonaws.com",
  "AWS Internal",
  "aws-internal",
  "invokedBy=config.amazonaws.com",
  "[bot]",
  "console.amazonaws.com",
  "Mozilla/5.0",
  "failed",
  "AccessDenied",
  "denied: false",
  "describe",
  "list",
  "enabled=true",
  "kube-system",
  "approved by security",
  "test",
  "INFO",
  "success",
  "success ok",
  '{"status":"failed"}',
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...soothing), { minLength: 1, maxLength: 60 }).map((words) => words.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 80 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 2_000, unit: "grapheme-ascii" }) },
);
const freePaths = [
  "userAgent",
  "requestParameters.description",
  "requestParameters.tags.1.key",
  "requestParameters.tags.1.value",
  "requestParameters.tagSet.items.3.value",
  "requestParameters.environment.variables.MODE",
  "labels.trusted",
  "annotations.note",
  "comment",
  "message",
  "requestParameters.bucketName",
  "requestParameters.policyDocument.Statement.0.Sid",
  "requestParameters.roleSessionName",
  "reason",
  "query_text",
  "note",
  "user_agent",
  "tags.status",
];

/** What an attacker can do without doing anything else: append to his own text, add text where his text may stand. */
const edits = fc.record({
  appended: text,
  apart: fc.constantFrom("", " ", "; "),
  added: fc.dictionary(fc.constantFrom(...freePaths), text, { maxKeys: 8 }),
});
type Edit = typeof edits extends fc.Arbitrary<infer E> ? E : never;

function edited({ dataset, action, fields }: Base, { appended, apart, added }: Edit): Base {
  const longer = Object.entries(fields).map(([path, value]) => {
    const session = sessionApart(value as string) !== undefined;
    const free = typeof value === "string" && (session || originOf(path.replace(/\.\d+(?=\.|$)/g, ""), value, action) === "free");
    return [path, free ? `${value}${apart}${appended}` : value] as const;
  });
  return { dataset, action, fields: { ...added, ...Object.fromEntries(longer) } };
}

function assertNoLower(before: ReturnType<typeof said>, after: ReturnType<typeof said>, tale: string): void {
  assert.ok(after.maliciousness >= before.maliciousness, `${tale}: ${before.maliciousness} to ${after.maliciousness}`);
  assert.ok(severities.indexOf(after.severity) >= severities.indexOf(before.severity), `${tale}: ${before.severity} to ${after.severity}`);
  assert.ok(before.category === "other" || after.category !== "other", `${tale}: ${before.category} to ${after.category}`);
}

describe("what an attacker may write", () => {
  // The guarantee of the whole folder: text that the caller chooses may raise a judgement and never lowers it.
  test("never lowers maliciousness or severity, whatever it says and wherever he puts it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...bases), edits, (base, edit) => {
        assertNoLower(said(base), said(edited(base, edit)), base.action);
      }),
      { numRuns: 1_500 },
    );
  });

  test("never lowers any action of the lists by the same soothing words in every place at once", () => {
    const words = soothing.join(" ");
    const added = Object.fromEntries(freePaths.map((path) => [path, words]));
    for (const base of bases) assertNoLower(said(base), said(edited(base, { appended: words, apart: " ", added })), base.action);
  });

  test("cannot push out what the provider says, by thousands of tags before it", () => {
    for (const base of bases.filter((_, at) => at % 7 === 0)) {
      const padding = Object.fromEntries(
        Array.from({ length: 1_500 }, (_, at) => [`requestParameters.tags.${at + 1}.value`, `benign${at}`]),
      );
      assertNoLower(said(base), said({ ...base, fields: { ...padding, ...base.fields } }), base.action);
    }
  });

  test("is told from what the provider writes by the field, and stays free when text is appended", () => {
    for (const path of freePaths.map((each) => each.replace(/\.\d+(?=\.|$)/g, ""))) assert.equal(originOf(path, "x", "y"), "free", path);
    for (const path of [
      "eventName",
      "errorCode",
      "userIdentity.type",
      "userIdentity.userName",
      "outcome.result",
      "severity",
      "requestParameters.ipPermissions.items.ipRanges.items.cidrIp",
    ])
      assert.equal(originOf(path, "x", "y"), "structural", path);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (path, value, more) => {
        if (originOf(path, value, "\u0000") === "free") assert.equal(originOf(path, value + more, "\u0000"), "free");
      }),
    );
  });

  test("is not an outcome, a refusal or a field of the event, even when it is written as one", () => {
    const fields: Fields = Object.assign(emptyFields(), {
      eventName: "StopLogging",
      userAgent: '{"errorCode":"AccessDenied"}',
      "userAgent.errorCode": "AccessDenied",
      "requestParameters.tags.status": "failed",
    });
    assert.equal(readingOf({ action: "StopLogging", dataset: "cloudtrail", fields }).outcome, "success");
  });

  test("raises: the name of an attack tool counts", () => {
    const of = (userAgent: string) =>
      said({ dataset: "cloudtrail", action: "ListBuckets", fields: { eventName: "ListBuckets", userAgent } });
    assert.ok(of("Pacu/1.0 kali").maliciousness > of("x").maliciousness);
    assert.equal(sessionApart("arn:aws:sts::111122223333:assumed-role/Deploy/a/b")?.[1], "a/b");
  });
});
