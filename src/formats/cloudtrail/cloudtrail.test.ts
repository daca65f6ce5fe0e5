import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { entitiesOf } from "../../core/observable/entities.ts";
import { readBytes, testFormat } from "../../testing/format-contract.ts";
import { sharedData } from "../../testing/shared-data.ts";

testFormat(import.meta.url, { "records.json": { format: "cloudtrail", events: 2, rejected: 2 } });

test("a call keeps its names, the whole of its parameters, and what it touched", async () => {
  const { records } = await readBytes(readFileSync(new URL("./samples/records.json", import.meta.url)));
  const [first, login, noTime, unknown] = records;
  assert.ok(first?.kind === "event" && login?.kind === "event" && noTime?.kind === "rejected" && unknown?.kind === "rejected");
  assert.equal(first.event.channel, "iam.amazonaws.com");
  assert.equal(first.event.action, "CreateAccessKey");
  assert.deepEqual(first.event.logSource, { product: "aws", service: "cloudtrail" });
  assert.equal(first.event.fields["requestParameters.userName"], "bob");
  assert.equal(first.event.fields.requestParameters, '{"userName":"bob"}');
  assert.equal(login.event.fields.requestParameters, null);
  assert.equal(login.event.fields["additionalEventData.MFAUsed"], "No");
  assert.deepEqual([noTime.letter.reason, unknown.letter.reason], ["no-time", "unknown-format"]);
  assert.deepEqual(
    entitiesOf(first.event).map(({ type, value, role }) => `${type} ${value} ${role}`),
    [
      "user alice actor",
      "access-key AKIAEXAMPLE actor",
      "ip 198.51.100.7 source",
      "user bob target",
      "access-key AKIAEXAMPLE2 target",
      "cloud-resource arn:aws:iam::111122223333:user/alice actor",
    ],
  );
});

test("recorded detonations read whole", async (t) => {
  const data = sharedData();
  if (data === undefined) return t.diagnostic("the shared data is absent: recordings are not checked");
  const folder = join(data, "stratus/docs/detonation-logs");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    const { ledgers } = await readBytes(readFileSync(join(folder, name)), { path: name });
    assert.deepEqual([ledgers.length, ledgers[0]?.format, ledgers[0]?.rejected], [1, "cloudtrail", 0], name);
    assert.ok(ledgers[0]!.events > 0, name);
  }
});
