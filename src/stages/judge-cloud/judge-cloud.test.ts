import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isTechniqueId } from "../../core/attack/attack.ts";
import { emptyFields, type Fields, type TelemetryEvent } from "../../core/event/event.ts";
import { openCloudJudge } from "./index.ts";
import { readCloudModel, writeCloudModel } from "./model.ts";
import { readingOf } from "./reading.ts";
import { harming } from "./sensitive/harming.ts";
import { hiding } from "./sensitive/hiding.ts";
import { holding } from "./sensitive/holding.ts";
import { openSessions } from "./session.ts";

const shipped = readFileSync(new URL("../../../trained/cloud/model.json", import.meta.url), "utf8");
const judge = openCloudJudge({ model: readCloudModel(shipped) });

function event(action: string, fields: Record<string, string | number | boolean | null> = {}, timeMs = 1_770_000_000_000): TelemetryEvent {
  const all: Fields = Object.assign(emptyFields(), fields);
  const source = { path: "x", record: 1, digest: `sha256:${"0".repeat(64)}` };
  return { timeMs, dataset: "saas", channel: "unknown", action, host: undefined, fields: all, source, logSource: {} };
}

const call = (
  eventName: string,
  fields: Record<string, string | number | boolean | null> = {},
  timeMs = 1_770_000_000_000,
): TelemetryEvent => ({
  ...event(
    eventName,
    { eventName, "userIdentity.type": "IAMUser", "userIdentity.accessKeyId": "AKIAEXAMPLE", sourceIPAddress: "198.51.100.7", ...fields },
    timeMs,
  ),
  dataset: "cloudtrail",
});

describe("what an event means", () => {
  test("is read alike from products that spell it differently", () => {
    for (const action of [
      "DeleteTrail",
      "Microsoft.Insights/diagnosticSettings/delete",
      "google.logging.v2.ConfigServiceV2.DeleteSink",
      "audit_log.disable",
    ])
      assert.equal(readingOf(event(action)).known[0]?.says, "an audit log is stopped, deleted or narrowed", action);
    for (const action of ["DeactivateMFADevice", "user.mfa.factor.deactivate", "org.disable_two_factor_requirement"])
      assert.equal(readingOf(event(action)).known[0]?.technique, "T1556.006", action);
  });

  test("tells whether it came about: a refusal anywhere counts, and a call without an error went through", () => {
    assert.equal(readingOf(call("DeleteTrail")).outcome, "success");
    assert.equal(readingOf(call("DeleteTrail", { errorCode: "AccessDenied" })).outcome, "failure");
    assert.equal(readingOf(event("x", { "outcome.result": "FAILURE" })).outcome, "failure");
    assert.equal(readingOf(event("x", { "response.statusCode": 403 })).outcome, "failure");
    assert.equal(readingOf(event("x", { resultType: "Success" })).outcome, "success");
    assert.equal(readingOf(event("x", { colour: "red" })).outcome, "untold");
  });

  test("does not take an administrator's address for an administrator's role", () => {
    assert.ok(!readingOf(event("x", { "actor.email": "admin@example.test" })).traits.includes("administrator rights"));
    assert.ok(readingOf(event("x", { "requestParams.role": "account-admins" })).traits.includes("administrator rights"));
    assert.ok(readingOf(event("x", { "requestParams.targetGroupName": "account-admins" })).free.traits.includes("administrator rights"));
  });

  test("names techniques that exist, and every list has its own sentences", () => {
    const all = [...hiding, ...holding, ...harming];
    for (const { technique, tactic } of all) assert.ok(isTechniqueId(technique) && /^TA\d{4}$/.test(tactic), technique);
    assert.equal(new Set(all.map(({ says }) => says)).size, all.length);
  });
});

describe("the judge", () => {
  test("raises its bar above looking, and below what blinds the defender", () => {
    const looks = judge.judge(call("DescribeInstances", { readOnly: true }));
    const stops = judge.judge(call("StopLogging", { readOnly: false, "requestParameters.name": "main" }));
    assert.ok(
      looks && stops && looks.maliciousness < judge.alertsFrom && stops.maliciousness >= judge.alertsFrom,
      `${looks?.maliciousness} ${stops?.maliciousness}`,
    );
    assert.deepEqual([stops.category, stops.techniques, stops.tactics], ["defense-evasion", ["T1562.008"], ["TA0005"]]);
    assert.ok(stops.reasons.length > 0 && !stops.reasons.some(({ says }) => /[:/]\w/.test(says)), JSON.stringify(stops.reasons));
    assert.equal(stops.title, "An audit log is stopped, deleted or narrowed");
  });

  test("thinks more of what went through than of the same thing refused", () => {
    const actions = [
      "StopLogging",
      "CreateAccessKey",
      "AuthorizeSecurityGroupIngress",
      "PutBucketPolicy",
      "DeleteDBCluster",
      "UpdateAssumeRolePolicy",
    ];
    for (const action of actions) {
      const done = judge.judge(call(action))?.maliciousness ?? 0;
      const refused = judge.judge(call(action, { errorCode: "AccessDenied", errorMessage: "not authorized" }))?.maliciousness ?? 1;
      assert.ok(done > refused, `${action}: ${done} ${refused}`);
    }
  });

  // Guarantees that no event whatever makes it throw, answer nothing, or say a number that is no probability; and that it says the same twice.
  test("answers for any event", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), value), (action, fields) => {
        const said = judge.judge(event(action, fields as Record<string, string>));
        assert.ok(said && said.maliciousness >= 0 && said.maliciousness <= 1);
        assert.deepEqual(judge.judge(event(action, fields as Record<string, string>)), said);
      }),
      { numRuns: 150 },
    );
  });

  test("is bounded in work: a hostile event costs no more than a large one", () => {
    const fields: Record<string, string> = {};
    for (let at = 0; at < 2_000; at++) fields[`a.${at}`] = `${"createdelete".repeat(4_000)}${at}`;
    const started = process.hrtime.bigint();
    judge.judge(event("x".repeat(60_000), fields));
    assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 2_000);
  });

  test("reads back the model that it writes, and refuses another", () => {
    assert.equal(writeCloudModel(readCloudModel(shipped)).length, shipped.length);
    assert.throws(() => readCloudModel(shipped.replace('"slope":', '"slope":1')), /model/);
    assert.throws(() => readCloudModel("{}"), /model/);
  });
});

describe("what the same credentials do", () => {
  const minuteMs = 60_000;
  const grave = { ...judge.judge(call("StopLogging"))!, maliciousness: 0.9 };
  const mild = { ...judge.judge(call("DescribeInstances"))!, maliciousness: 0.2 };

  test("around a grave call is drawn in, before and after, but not an hour away", () => {
    const follow = openSessions(0.5);
    const at = (minutes: number) => call("DescribeInstances", {}, 1_770_000_000_000 + minutes * minuteMs);
    assert.deepEqual([...follow(at(-60), mild), ...follow(at(-5), mild)], []);
    assert.deepEqual(
      follow(call("StopLogging"), grave).map(({ event: { timeMs } }) => timeMs),
      [at(-5).timeMs],
    );
    assert.equal(follow(at(5), mild)[0]?.judged.severity, "low");
    assert.ok((follow(at(6), mild)[0]?.judged.maliciousness ?? 0) < grave.maliciousness);
    assert.deepEqual(follow(at(60), mild), []);
  });

  test("and what others do, or services, is not", () => {
    const follow = openSessions(0.5);
    follow(call("StopLogging"), grave);
    assert.deepEqual(follow(call("DescribeInstances", { "userIdentity.accessKeyId": "AKIAOTHER" }), mild), []);
    assert.deepEqual(follow(call("DescribeInstances", { "userIdentity.invokedBy": "config.amazonaws.com" }), mild), []);
    assert.deepEqual(follow({ ...call("DescribeInstances"), dataset: "saas" }, mild), []);
  });

  test("follows credentials that were handed out", () => {
    const follow = openSessions(0.5);
    follow(call("AssumeRole", { "responseElements.credentials.accessKeyId": "ASIAEXAMPLE" }), mild);
    assert.equal(follow(call("DeleteTrail", { "userIdentity.accessKeyId": "ASIAEXAMPLE" }), grave).length, 1);
  });

  test("draws in a bounded number", () => {
    const follow = openSessions(0.5);
    follow(call("StopLogging"), grave);
    let drawn = 0;
    for (let at = 0; at < 500; at++) drawn += follow(call("DescribeInstances"), mild).length;
    assert.ok(drawn > 10 && drawn <= 64, String(drawn));
  });

  test("draws in no more when what was held meets a second grave call", () => {
    const follow = openSessions(0.5);
    const hold = () => Array.from({ length: 64 }, () => follow(call("DescribeInstances"), mild).length);
    hold();
    const first = follow(call("StopLogging"), grave).length;
    const between = hold();
    const second = follow(call("StopLogging"), grave).length;
    assert.deepEqual([first, between.every((count) => count === 0), second], [64, true, 0]);
  });
});
