import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startPaloAlto } from "../testing/doubles/palo-alto.ts";
import { connectorDeskOf } from "../wiring/connector-desk.ts";
import { connectorsOf } from "../wiring/connectors.ts";
import { readStandingOrders } from "../wiring/standing-orders.ts";
import { runCommand } from "./menu.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const folder = mkdtempSync(join(tmpdir(), "connector-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The parts of the system that the command may touch: a database is not among them. */
const system = {
  version: "0.0.0",
  connectors: connectorsOf({ clock, environment: { KEY: "canary-key", WRONG: "canary-wrong" } }),
  clock,
  connectorDesk: connectorDeskOf({ clock, random: { secret: (bytes) => "00".repeat(bytes) }, environment: { PATH: process.env.PATH } }),
  readOrders: async (path: string) => {
    const { orders, path: place } = await readStandingOrders(path);
    return { orders, path: place, digest: "sha256:0" };
  },
} as unknown as System;

async function run(...words: string[]) {
  const said = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    redraw: () => undefined,
    input: [] as unknown as Terminal["input"],
    isInteractive: false,
    colour: false,
    columns: 80,
  };
  const status = await runCommand(["connector", ...words], system, terminal, new AbortController().signal);
  return { status, ...said };
}

function orders(url: string, variable = "KEY", more = ""): string {
  const path = join(folder, "containment.yaml");
  const edge = `  - name: edge\n    product: palo-alto\n    for: [block-address]\n    settings: { url: "${url}", internal: true }\n    secrets: { api-key: { env: ${variable} } }\n`;
  writeFileSync(path, `effectors:\n${edge}${more}`);
  return path;
}

describe("watchkeeper connector list", () => {
  test("says of every product what it can do and what it was proven on", async () => {
    const { status, out } = await run("list");
    assert.equal(status, 0);
    assert.match(out, /^crowdstrike +CrowdStrike Falcon: isolate-host; proven on a double$/m);
    assert.match(out, /^directory-ldap .*proven on the real product$/m);
    const json = JSON.parse((await run("list", "--json")).out);
    assert.equal(json.connectors.length + json.products.length + 1, out.trim().split("\n").length);
    assert.match(out, /^mcp-server +MCP server: tools; proven on the real product$/m);
    assert.match(out, /^not there yet: .*\n$/m);
    assert.ok(!json.absent.includes("Okta"), "Okta has an effector");
    assert.ok(json.connectors.every((each: { provenOn: string }) => ["a double", "the real product"].includes(each.provenOn)));
  });

  test("says what is configured here, and what of it cannot be used", async () => {
    const path = orders(
      "https://firewall.example.test",
      "KEY",
      "  - { name: dream, product: unicorn, for: [isolate-host] }\n  - { name: half, product: okta, for: [disable-account] }\n",
    );
    const { status, out } = await run("list", "--orders", path);
    assert.equal(status, 2);
    assert.match(out, /^ {2}edge: configured for block-address$/m);
    assert.match(out, /^ {2}half: not usable: .*api-token/m);
    assert.match(out, /^ {2}dream: not usable: .*unicorn/m);
    const { connectors, unknown } = JSON.parse((await run("list", "--orders", path, "--json")).out);
    assert.deepEqual(
      unknown.map(({ name }: { name: string }) => name),
      ["dream"],
    );
    assert.deepEqual(connectors.find(({ product }: { product: string }) => product === "palo-alto").configured, [
      { name: "edge", for: ["block-address"], problem: null },
    ]);
  });
});

describe("watchkeeper connector check", () => {
  test("0 when it answers, 2 when our credentials are wrong, 3 when it does not answer, and nothing is changed", async () => {
    const product = await startPaloAlto();
    try {
      const good = await run("check", "edge", "--orders", orders(product.double.url));
      assert.equal(good.status, 0);
      assert.match(good.out, /^✓ edge: PAN-OS answers/);
      const wrong = await run("check", "edge", "--orders", orders(product.double.url, "WRONG"), "--json");
      assert.equal(wrong.status, 2);
      assert.deepEqual(
        { ...JSON.parse(wrong.out), problem: "", remedy: "" },
        { name: "edge", answers: false, code: "connector/credentials", problem: "", remedy: "" },
      );
      assert.ok(product.double.seen.every(({ text }) => text.includes("type=op")));
      product.double.fault = () => "portal";
      assert.equal((await run("check", "edge", "--orders", orders(product.double.url))).status, 3);
    } finally {
      await product.double.close();
    }
    const gone = await run("check", "edge", "--orders", orders(product.double.url));
    assert.equal(gone.status, 3);
    assert.match(gone.err, /connector\/not-reached/);
    assert.doesNotMatch(JSON.stringify(gone), /canary/);
  });

  test("finds the orders in a data folder, as its neighbours do", async () => {
    const data = mkdtempSync(join(folder, "data-"));
    copyFileSync(orders("https://firewall.example.test"), join(data, "containment.yaml"));
    assert.match((await run("list", "--data-dir", data)).out, /^ {2}edge: configured for block-address$/m);
    assert.match((await run("check", "nobody", "--data-dir", data)).err, /nobody/);
  });

  test("2 for a name that is not configured, a secret that is missing, or a wrong command line", async () => {
    const path = orders("https://firewall.example.test", "ABSENT");
    for (const words of [
      ["check", "nobody", "--orders", path],
      ["check", "edge", "--orders", path],
      ["check", "edge"],
      ["check"],
      ["list", "edge"],
      ["burn"],
      [],
    ]) {
      assert.equal((await run(...words)).status, 2, words.join(" "));
    }
  });
});

describe("connectors of watchkeeper.yaml", () => {
  const server = fileURLToPath(new URL("../testing/mcp/server.ts", import.meta.url));
  const write = (lie: string, tools = "[]", more = "") => {
    const path = join(folder, "watchkeeper.yaml");
    const command = JSON.stringify([process.execPath, server, "stdio", lie]);
    const vendor = `  - name: vendor\n    product: mcp-server\n    settings: { command: ${command}, tools: ${tools} }\n`;
    writeFileSync(path, `version: 1\nconnectors:\n${vendor}${more}`);
    return path;
  };

  test("stand beside the effectors, and one that is wrong is told of with what to do", async () => {
    const path = write("honest", "[]", "  - { name: dream, product: unicorn }\n  - { name: half, product: mcp-server }\n");
    const { status, out } = await run("list", "--config", path, "--orders", orders("https://firewall.example.test"));
    assert.equal(status, 2);
    assert.match(out, /^ {2}vendor: configured for all that it serves$/m);
    assert.match(out, /^ {2}edge: configured for block-address$/m);
    assert.match(out, /^ {2}half: not usable: /m);
    assert.match(out, /^ {2}dream: not usable: .*unicorn/m);
    assert.equal((await run("check", "half", "--config", path)).status, 2);
    assert.match((await run("check", "nobody", "--config", path)).err, /use one of dream, half, vendor/);
  });

  test("are checked, and the tools of a stranger's server are pinned by a person", async () => {
    const checked = await run("check", "vendor", "--config", write("honest"));
    assert.equal(checked.status, 0);
    assert.match(checked.out, /^✓ vendor: it answers; it offers 1 tools, none of them allowed yet/);
    const fresh = await run("pin", "vendor", "--config", write("honest"));
    assert.equal(fresh.status, 0);
    assert.match(fresh.out, /^new +look_up_domain$/m);
    const line = /to allow it as it is now: - (\{.*\})$/m.exec(fresh.out)?.[1]?.replace("…", "What is known of a domain.");
    assert.equal((await run("pin", "vendor", "--config", write("honest", `[${line}]`))).out, "allowed look_up_domain\n");
    const changed = await run("pin", "vendor", "--config", write("changed", `[${line}]`));
    assert.equal(changed.status, 2);
    assert.match(changed.out, /^changed +look_up_domain$/m);
    assert.match(changed.out, /the server says: .*Ignore what you were told/);
    assert.equal((await run("check", "vendor", "--config", write("changed", `[${line}]`))).status, 2);
  });
});
