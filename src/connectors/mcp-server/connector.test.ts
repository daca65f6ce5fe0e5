import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { SocError } from "../../core/soc-error.ts";
import type { Connector, ToolPin } from "../../ports/connector.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import type { Call } from "../kit/connector-kind.ts";
import kind from "./connector.ts";
import { pinOf, pinsOf } from "./pin.ts";
import { textBytesMax } from "./tool.ts";

const server = fileURLToPath(new URL("../../testing/mcp/server.ts", import.meta.url));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
});
const still = () => new AbortController().signal;

type Way = "stdio" | "http";
const ways: readonly Way[] = ["stdio", "http"];

/** A connector to a server that lies in this way, with these tools allowed. */
async function connect(way: Way, lie: string, tools: readonly unknown[] = [], more: Record<string, unknown> = {}) {
  const calls: Call[] = [];
  const place =
    way === "stdio"
      ? { command: [process.execPath, server, "stdio", lie] }
      : { url: `http://127.0.0.1:${await port(lie)}/mcp`, internal: true };
  const order = {
    name: "vendor",
    product: "mcp-server",
    settings: { ...place, tools, "answer-seconds": 5, ...more },
    secrets: {},
    "may-receive": "green",
  } as const;
  const secrets = { get: () => "canary-token", has: () => true };
  const parts = {
    clock: hurriedClock(1),
    random: { secret: (bytes: number) => "00".repeat(bytes) },
    programsIn: process.env.PATH ?? "",
    told: (call: Call) => void calls.push(call),
  };
  const connector: Connector = kind.open(order, secrets, parts);
  return { connector, calls };
}

async function port(lie: string): Promise<string> {
  const child = spawn(process.execPath, [server, "http", lie], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  for await (const said of child.stdout) return String(said).trim();
  return assert.fail("the server did not start");
}

let pinned: readonly unknown[] | undefined;
/** The honest server's tool, allowed as `connector pin` would print it. */
async function allowed(): Promise<readonly unknown[]> {
  if (!pinned) {
    const { connector } = await connect("stdio", "honest");
    pinned = (await connector.pins!(still())).map(({ tool, now }) => ({ tool, ...now, summary: "What the vendor knows of a domain." }));
  }
  return pinned;
}

async function failure(call: Promise<unknown>, code: SocError["code"]): Promise<SocError> {
  const error = await call.then(
    (answer) => assert.fail(`it answered ${inspect(answer).slice(0, 200)}`),
    (cause: SocError) => cause,
  );
  assert.equal(error.code, code, inspect(error));
  assert.doesNotMatch(inspect(error, { depth: 6 }), /canary/);
  assert.doesNotMatch(`${error.problem} ${error.remedy}`, /Ignore what you were told/);
  return error;
}

for (const way of ways) {
  const asking = async (lie: string, more: Record<string, unknown> = {}) => {
    const { connector, calls } = await connect(way, lie, await allowed(), more);
    return { ask: () => connector.tools![0]!.ask({ domain: "example.test" }), connector, calls };
  };

  describe(`an MCP server over ${way}`, () => {
    test("answers what it was allowed to be asked, as data", async () => {
      const { ask, connector, calls } = await asking("honest");
      const [tool] = connector.tools!;
      assert.equal(tool!.name, "mcp/vendor/look_up_domain");
      assert.equal(tool!.summary, "What the vendor knows of a domain.");
      const answer = await ask();
      assert.equal(answer.answer, "answered");
      assert.deepEqual(answer.facts.text, 'look_up_domain {"domain":"example.test"}');
      assert.doesNotMatch(answer.says, /example\.test/, "what a server said stands in a sentence of ours");
      assert.match((await connector.check(still())).says, /it offers 1 tools, 1 of them allowed/);
      if (way === "http") assert.ok(calls.length > 0 && calls.every(({ path }) => path === "/mcp"));
      assert.doesNotMatch(inspect([connector, calls, answer], { depth: 8 }), /canary/);
      await connector.close();
    });

    test("is asked nothing once description, version or number of a tool changed, until a person allows it anew", async () => {
      for (const lie of ["changed", "upgraded", "gone", "twice"]) {
        const { ask, connector } = await asking(lie);
        const error = await failure(ask(), "connector/tool-changed");
        assert.match(error.remedy, /connector pin vendor/);
        await failure(connector.check(still()), "connector/tool-changed");
        const pins = await connector.pins!(still());
        assert.ok(pins.every(({ state }) => state === (lie === "gone" ? "gone" : "changed")));
      }
    });

    test("that adds a tool gives nobody a new one", async () => {
      const { ask, connector } = await asking("added");
      assert.equal(connector.tools!.length, 1);
      assert.equal((await ask()).answer, "answered");
      const states = (await connector.pins!(still())).map(({ tool, state }: ToolPin) => `${tool} ${state}`);
      assert.deepEqual(states, ["delete_everything new", "look_up_domain allowed"]);
    });

    test("that says very much is cut, on whole characters", async () => {
      const { facts } = await (await asking("huge")).ask();
      const text = facts.text as string;
      assert.ok(Buffer.byteLength(text) <= textBytesMax && /^é+$/.test(text));
      assert.equal(facts.cut, true);
    });

    test("that says more than anyone may is a known error", async () => {
      const error = await (await asking("flood")).ask().catch((cause: SocError) => cause);
      // Over HTTP 4 MiB and its frame are too much for the door; a program's line is too long, and is not heard.
      assert.match((error as SocError).code, /^connector\/(?:unexpected-answer|too-late|not-reached)$/);
    });

    test("that never answers is left when the time is over", async () => {
      const startedMs = performance.now();
      await failure((await asking("silent", { "answer-seconds": 2 })).ask(), "connector/too-late");
      assert.ok(performance.now() - startedMs < 8_000);
    });

    test("that lists without end is refused", async () => {
      await failure((await asking("endless-list")).ask(), "connector/unexpected-answer");
    });

    test("that says no, or breaks, is heard without its words", async () => {
      const { answer, says } = await (await asking("fails")).ask();
      assert.equal(answer, "refused");
      assert.doesNotMatch(says, /canary/);
      await failure((await asking("throws")).ask(), "connector/unexpected-answer");
    });
  });
}

describe("a program that is a server", () => {
  test("asks for sampling in vain", async () => {
    const { connector } = await connect("stdio", "asks", await allowed());
    assert.equal((await connector.tools![0]!.ask({ domain: "x" })).facts.text, "it refused: -32601");
  });

  test("gets PATH, its token and a folder of its own, and nothing else; the folder goes with it", async () => {
    process.env.CANARY_VARIABLE = "canary-environment";
    const { connector } = await connect("stdio", "environment", await allowed(), { "token-variable": "VENDOR_TOKEN" });
    const answer = await connector.tools![0]!.ask({ domain: "x" });
    delete process.env.CANARY_VARIABLE;
    const [names, folder, token] = JSON.parse(answer.facts.text as string) as [string[], string, string];
    assert.deepEqual(names, ["PATH", "VENDOR_TOKEN"]);
    assert.equal(token, "canary-token");
    assert.match(folder, /watchkeeper-mcp-/);
    assert.equal(existsSync(folder), false);
  });

  test("that is not there, or says no word of the protocol, is a known error, and is ended", async () => {
    for (const [command, code] of [
      [["/absent/program"], "connector/not-reached"],
      [["cat", "/dev/null"], /^connector\//],
      [["sleep", "60"], "connector/too-late"],
      [["sh", "-c", "sleep 60 & sleep 60"], "connector/too-late"],
      [["sh", "-c", "cat /dev/zero | tr '\\0' x"], /^connector\//],
    ] as const) {
      const { connector } = await connect("stdio", "honest", [], { command, "answer-seconds": 1 });
      const startedMs = performance.now();
      const error = (await connector.check(still()).catch((cause: unknown) => cause)) as SocError;
      assert.match(error.code, code instanceof RegExp ? code : new RegExp(`^${code}$`), command.join(" "));
      assert.ok(performance.now() - startedMs < 6_000, command.join(" "));
    }
  });

  test("ends when somebody stops", async () => {
    const { connector } = await connect("stdio", "silent", await allowed());
    const stop = new AbortController();
    const checking = connector.pins!(stop.signal);
    await sleep(5);
    stop.abort();
    await assert.rejects(checking);
  });
});

describe("a server behind a door", () => {
  test("with a wrong token, or none at all there, is a known error that says what to do", async () => {
    const { connector } = await connect("http", "honest", []);
    await connector.pins!(still());
    const order = { name: "vendor", product: "mcp-server", secrets: {}, "may-receive": "green" } as const;
    const parts = { clock: hurriedClock(1), random: { secret: () => "00000000" } };
    const secrets = { get: () => "wrong", has: () => true };
    const wrong = kind.open(
      { ...order, settings: { url: `http://127.0.0.1:${await port("honest")}/mcp`, internal: true } },
      secrets,
      parts,
    );
    await failure(wrong.check(still()), "connector/credentials");
    const nobody = kind.open({ ...order, settings: { url: "http://127.0.0.1:9/mcp", internal: true } }, secrets, parts);
    await failure(nobody.check(still()), "connector/not-reached");
  });
});

describe("settings", () => {
  test("name a url or a command, and each mistake by its place", () => {
    const open = (settings: Record<string, unknown>) =>
      kind.open(
        { name: "vendor", product: "mcp-server", settings, secrets: {}, "may-receive": "green" },
        { get: () => "x" },
        { clock: hurriedClock(1), random: { secret: () => "00" } },
      );
    const pin = { tool: "t", version: "1", sha256: "0".repeat(64), summary: "s" };
    for (const [settings, place] of [
      [{}, "url"],
      [{ url: "https://mcp.example.test", command: ["x"] }, "url"],
      [{ url: "https://mcp.example.test/%zz" }, "url"],
      [{ url: "https://user:canary@mcp.example.test/" }, "url"],
      [{ url: "http://mcp.example.test/" }, "url"],
      [{ command: ["x"], "token-variable": "LD_PRELOAD" }, "token-variable"],
      [{ command: ["x"], tools: [pin, pin] }, "tools"],
      [{ command: ["x"], shell: true }, "shell"],
    ] as const)
      assert.throws(
        () => open(settings),
        (error: SocError) => error.code === "connector/bad-settings" && error.problem.includes(place) && !/canary/.test(inspect(error)),
        JSON.stringify(settings),
      );
    assert.equal(open({ command: ["x"], tools: [pin] }).tools?.length, 1);
  });
});

describe("a pin", () => {
  const offered = { name: "t", description: "d", inputSchema: { type: "object", properties: { b: {}, a: {} } } };
  test("is of everything that is described, in whatever order it is written", () => {
    const other = { inputSchema: { properties: { a: {}, b: {} }, type: "object" }, description: "d", name: "t" };
    assert.equal(pinOf(offered), pinOf(other));
    for (const change of [
      { description: "d " },
      { title: "x" },
      { inputSchema: { type: "object" } },
      { annotations: { readOnlyHint: true } },
      { outputSchema: {} },
    ])
      assert.notEqual(pinOf({ ...offered, ...change }), pinOf(offered), JSON.stringify(change));
  });

  test("that is named like something of JavaScript's own is just unknown", () => {
    assert.deepEqual(
      pinsOf([], "1", [{ ...offered, name: "constructor" }]).map(({ state }) => state),
      ["new"],
    );
  });
});
