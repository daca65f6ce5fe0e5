import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import { matchActors } from "../stages/map-attack/match-actors.ts";
import { openAttackReader } from "./attack-reader.ts";
import { openJudges } from "./judges.ts";
import { openScorer } from "./scorer.ts";

const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const catalogue = loadAttackCatalogue();
const reader = openAttackReader(home, catalogue);
const bytesMax = 3 * 1024 * 1024;

describe("the shipped models of ATT&CK reading", () => {
  test("are there, and small", () => {
    for (const name of ["techniques", "actors"]) assert.ok(statSync(join(home, "trained", name, "model.json")).size <= bytesMax, name);
  });

  const sentences: readonly (readonly [string, string])[] = [
    ["T1003.001", "Credentials were taken out of the memory of the process lsass.exe."],
    ["T1053.005", "It stays on the machine by a scheduled task that starts it every ten minutes."],
    ["T1566.001", "Victims got mails with a macro-laden document attached."],
    ["T1140", "The second stage is decrypted in memory with a hard-coded key."],
    ["T1547.001", "A value below the Run key starts the implant at logon."],
    ["T1059.001", "The operators ran encoded PowerShell commands."],
    ["T1486", "Files on all shares were encrypted and a ransom was asked for."],
    ["T1056.001", "Keystrokes of the user were logged to a hidden file."],
    ["T1105", "The downloader fetched further tools from its server."],
    ["T1113", "Pictures of the screen are taken every minute."],
  ];
  for (const [technique, sentence] of sentences)
    test(`read ${technique} in plain words`, () => {
      const claims = reader.mapText(sentence).slice(0, 3);
      assert.ok(
        claims.some(({ id }) => id === technique),
        JSON.stringify(claims),
      );
    });

  test("say nothing of ordinary prose", () => {
    for (const text of [
      "The meeting is at noon in the large room.",
      "Lunch menu: soup and bread",
      "Rivers rise in spring when the snow melts.",
    ])
      assert.deepEqual(reader.mapText(text), [], text);
  });

  test("put nobody's hosts down to nobody", () => {
    const observables = [
      { type: "domain", value: "www.example.org" },
      { type: "ip", value: "192.0.2.4" },
      { type: "domain", value: "intranet.example.com" },
    ] as const;
    assert.deepEqual(matchActors({ observables, infrastructure: reader.infrastructure, byNaming: true }, catalogue), []);
    assert.deepEqual(matchActors({ observables: [], infrastructure: reader.infrastructure, byNaming: true }, catalogue), []);
  });
});

test("the name of the reader holds the digests of its models", () => {
  assert.match(reader.name, /^techniques@[0-9a-f]{12}, actors@[0-9a-f]{12}$/);
});

test("a home without models is refused and not read with less", () => {
  const empty = mkdtempSync(join(tmpdir(), "watchkeeper-"));
  try {
    for (const open of [() => openAttackReader(empty, catalogue), () => openJudges(empty), () => openScorer(empty)])
      assert.throws(open, { code: "model/missing" });
  } finally {
    rmSync(empty, { recursive: true });
  }
});
