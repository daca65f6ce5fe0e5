import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openChance } from "../kit/chance.ts";
import { testScenario } from "../kit/contract.ts";
import { generateOfficeDay, playOfficeDay } from "./generate.ts";
import { encodedCommand } from "./intrusion/cast.ts";

testScenario("an office day", generateOfficeDay, { ordinaryMin: 50_000, bytesMax: 80_000_000 });

describe("the story of an office day", () => {
  const { files, truth } = playOfficeDay(1);
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

  test("never gives two processes one identity", () => {
    const guids = files.flatMap(({ path, bytes }) =>
      path.includes("winlogbeat")
        ? Buffer.from(bytes)
            .toString("utf8")
            .split("\n")
            .filter((line) => line.includes('"event_id":"1"'))
            .map((line) => JSON.parse(line).winlog.event_data.ProcessGuid)
        : [],
    );
    assert.ok(guids.length > 1_000);
    assert.equal(new Set(guids).size, guids.length);
  });
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
