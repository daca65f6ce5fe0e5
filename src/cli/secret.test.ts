import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { openSealer } from "../storage/secrets/sealer.ts";
import { sealingOf } from "../wiring/sealing.ts";
import { hiddenLine } from "./hidden-line.ts";
import { secret } from "./secret.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "secret-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const system = { secrets: sealingOf({}) } as unknown as System;

function sitting(input: string, hidden?: string) {
  const said = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    redraw: () => {},
    input: (async function* () {
      yield input;
    })(),
    ...(hidden !== undefined && { hiddenLine: async () => hidden }),
    isInteractive: false,
    colour: false,
    columns: 80,
  };
  return { terminal, said };
}
const run = (words: readonly string[], { terminal }: { terminal: Terminal }, where = system) =>
  secret.run(words, where, terminal, new AbortController().signal);

describe("watchkeeper secret", () => {
  const keyFile = join(folder, "key");

  test("makes a key once, for its owner alone, and never over another", async () => {
    assert.equal(await run(["key", keyFile], sitting("")), 0);
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    const before = readFileSync(keyFile, "utf8");
    await assert.rejects(run(["key", keyFile], sitting("")), { code: "key/exists" });
    await assert.rejects(run(["key", join(folder, "absent", "key")], sitting("")), { code: "key/not-writable" });
    assert.equal(readFileSync(keyFile, "utf8"), before);
  });

  test("seals what is piped or typed, and prints a line that opens with that key for that name", async () => {
    for (const at of [sitting("canary-value\n"), sitting("", "canary-value")]) {
      assert.equal(await run(["seal", "edge", "api-key", "--key-file", keyFile], at), 0);
      assert.doesNotMatch(at.said.out + at.said.err, /canary/);
      const sealed = /^api-key: \{ sealed: "([^"]+)" \}\n$/.exec(at.said.out)?.[1];
      assert.equal(openSealer(readFileSync(keyFile, "utf8").trim()).open(sealed!, "default/connector/edge/api-key"), "canary-value");
    }
  });

  test("refuses what is no line of text, a name that is none, and to do without a key", async () => {
    for (const text of ["", "\n", "canary-a\ncanary-b\n", "x".repeat(70_000)])
      await assert.rejects(run(["seal", "edge", "api-key", "--key-file", keyFile], sitting(text)), (error: Error & { code: string }) => {
        assert.equal(error.code, "connector/bad-secret");
        return !/canary/.test(`${error.message} ${error.stack}`);
      });
    await assert.rejects(run(["seal", "../edge", "api-key", "--key-file", keyFile], sitting("x")), { code: "cli/bad-option" });
    await assert.rejects(run(["seal", "edge", "api-key"], sitting("x")), { code: "secret/bad-key" });
    await assert.rejects(run(["seal", "edge", "api-key", "canary-value"], sitting("x")), { code: "cli/bad-option" });
    writeFileSync(join(folder, "open"), readFileSync(keyFile), { mode: 0o644 });
    await assert.rejects(run(["seal", "edge", "api-key", "--key-file", join(folder, "open")], sitting("x")), {
      code: "connector/bad-secret",
    });
  });

  test("takes the key out of the variable", async () => {
    const at = sitting("canary-value");
    const withKey = { secrets: sealingOf({ WATCHKEEPER_SEALING_KEY: readFileSync(keyFile, "utf8").trim() }) } as unknown as System;
    assert.equal(await run(["seal", "edge", "api-key", "--tenant", "other"], at, withKey), 0);
    assert.match(at.said.out, /sealed/);
  });
});

describe("a line that is not shown", () => {
  const typed = async (...chunks: readonly string[]) => {
    const events = new EventEmitter();
    const raw: boolean[] = [];
    const keyboard = Object.assign(events, { setRawMode: (on: boolean) => raw.push(on), resume: () => {}, pause: () => {} });
    const line = hiddenLine(keyboard);
    for (const chunk of chunks) events.emit("data", Buffer.from(chunk));
    return { line: await line, raw, listeners: events.listenerCount("data") };
  };

  test("ends with Enter, whatever the pieces; corrections count; the keyboard is given back", async () => {
    assert.deepEqual(await typed("can", "ary\r"), { line: "canary", raw: [true, false], listeners: 0 });
    assert.equal((await typed("caé\u007f\u007fanary\n")).line, "canary");
    assert.equal((await typed("\u007fx\u0004")).line, "x");
    assert.equal((await typed("canary\u0003")).line, undefined);
    assert.equal((await typed("x".repeat(70_000))).line, undefined);
  });
});
