import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { executable, timeoutMs } from "../testing/cli-scene.ts";

// Guarantees of the two questions about ATT&CK: an answer or a reason for each line.

describe("attack", () => {
  const hostile = [
    "not json",
    "{}",
    "[]",
    "null",
    '"text"',
    '{"id":{"a":1},"text":5}',
    "[".repeat(50_000),
    '{"__proto__":{"id":"x"},"text":"y"}',
  ];
  const ask = (what: string, lines: readonly string[]) =>
    spawnSync(process.execPath, [executable, "attack", what], { input: `${lines.join("\n")}\n`, encoding: "utf8", timeout: timeoutMs });

  test("map answers each line that can be read, best first, and names each that cannot", () => {
    const { status, stdout, stderr } = ask("map", [
      '{"id":"one","text":"The actor dumped LSASS memory with Mimikatz."}',
      "",
      ...hostile,
      '{"id":"two","text":""}',
    ]);
    assert.equal(status, 3);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; techniques: { id: string; confidence: number }[] });
    assert.deepEqual(
      answers.map(({ id }) => id),
      ["one", "two"],
    );
    assert.equal(answers[0]?.techniques[0]?.id, "T1003.001");
    const confidences = answers[0]?.techniques.map(({ confidence }) => confidence) ?? [];
    assert.deepEqual(
      confidences,
      confidences.toSorted((a, b) => b - a),
    );
    const refused = stderr
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { line: number }).line);
    assert.deepEqual(
      refused,
      hostile.map((_, index) => index + 3),
    );
  });

  test("actors answers with names and whether it is consistent, and refuses hostile lines", () => {
    const { status, stdout } = ask("actors", [
      '{"id":"one","techniques":["T1566.001","T1059.001","T9999"],"text":"APT29 was named"}',
      ...hostile,
    ]);
    assert.equal(status, 3);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { actors: { id: string; name: string; score: number; consistentWith: boolean }[] });
    assert.equal(answers.length, 1);
    const [first] = answers[0]?.actors ?? [];
    assert.match(first?.id ?? "", /^G\d{4}$/);
    assert.equal(first?.consistentWith, true);
  });

  test("a line without end is refused and does not fill the memory", () => {
    const { status, stderr } = spawnSync(process.execPath, [executable, "attack", "map"], {
      input: Buffer.alloc(64 * 1_048_576, "x"),
      encoding: "utf8",
      timeout: timeoutMs,
    });
    assert.equal(status, 3);
    assert.match(stderr, /longer than 4194304 characters/);
  });
});
