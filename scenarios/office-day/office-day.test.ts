import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answerOf } from "../../src/core/indicator/answer.ts";
import { indexOf } from "../../src/core/indicator/index.ts";
import { readIndicators } from "../../src/core/indicator/read.ts";
import { openChance } from "../../src/redteam/records/chance.ts";
import { testScenario } from "../kit/contract.ts";
import { readEvidence } from "../kit/reading.ts";
import { generateOfficeDay, playOfficeDay } from "./generate.ts";
import { encodedCommand } from "./intrusion/cast.ts";

testScenario("an office day", generateOfficeDay, { ordinaryMin: 50_000, bytesMax: 80_000_000 });

describe("the story of an office day", () => {
  const { truth } = playOfficeDay(1);
  const part = (name: string) => truth.parts.find((candidate) => candidate.part === name);

  test("runs from the mail to the cleared logs", () => {
    assert.deepEqual(
      part("intrusion")?.chain.map(({ step }) => step),
      [
        "phishing-mail",
        "document-opened",
        "macro-runs-shell",
        "implant-downloaded",
        "beacons",
        "discovery",
        "bypass-of-user-account-control",
        "credentials-read",
        "stolen-credentials-used",
        "moved-to-file-server",
        "moved-to-second-desk",
        "task-created",
        "shares-read",
        "archive-made",
        "carried-away",
        "cloud-copy",
        "logs-cleared",
      ],
    );
  });

  test("has a twin inside the hours of the approved change", () => {
    const chain = part("administrator")?.chain ?? [];
    for (const { from, to } of chain) {
      assert.ok(from >= "2026-03-17T13:00:00.000Z", from);
      assert.ok(to <= "2026-03-17T15:30:00.000Z", to);
    }
    assert.ok(chain.length > 0);
  });

  test("holds an encoded command that is nothing but a comment", () => {
    const script = Buffer.from(encodedCommand, "base64").toString("utf16le");
    assert.match(script, /^# [^\r\n]*$/);
  });
});

describe("the machines of an office day", () => {
  test("start no program before the one that starts it, and none twice", async () => {
    const started = new Map<string, number>();
    const starts: { guid: string; parent: string; timeMs: number }[] = [];
    for await (const { records } of readEvidence(generateOfficeDay(1).filter(({ path }) => path.includes("windows/"))))
      for (const record of records) {
        if (record.kind !== "event" || record.event.action !== "1") continue;
        const { ProcessGuid, ParentProcessGuid } = record.event.fields;
        starts.push({ guid: String(ProcessGuid), parent: String(ParentProcessGuid), timeMs: record.event.timeMs });
        started.set(String(ProcessGuid), record.event.timeMs);
      }
    assert.ok(starts.length > 4_000, `${starts.length} starts`);
    assert.equal(started.size, starts.length);
    assert.deepEqual(
      starts.filter(({ parent, timeMs }) => (started.get(parent) ?? 0) > timeMs),
      [],
    );
  });
});

describe("the indicators of an office day", () => {
  const files = generateOfficeDay(1).filter(({ path }) => path.startsWith("indicators/"));
  const read = files.map(({ path, bytes }) => readIndicators({ name: path, text: Buffer.from(bytes).toString("utf8") }));
  const index = indexOf(read.flatMap(({ indicators }) => indicators));
  const noon = Date.parse("2026-03-17T12:00:00Z");
  const answers = [
    ["domain", "cdn.officedeliver-sync.example", "known-bad"],
    ["domain", "brightline-frieght.example", "suspicious"],
    ["ip", "198.51.100.23", "expired"],
    ["domain", "mail.officecloud.example", "known-good"],
    ["domain", "storage.dropvault.example", "unknown"],
  ] as const;

  for (const [type, value, answer] of answers)
    test(`call ${value} ${answer}`, () => assert.equal(answerOf(index.lookUp({ type, value }, noon)), answer));
});

describe("chance", () => {
  test("does not change for one part when another part draws more", () => {
    const first = openChance("a seed");
    const second = openChance("a seed");
    for (let draw = 0; draw < 100; draw++) second.fraction();
    assert.equal(first.fork("mail").hex(32), second.fork("mail").hex(32));
    assert.notEqual(first.fork("mail").hex(32), first.fork("web").hex(32));
  });
});
