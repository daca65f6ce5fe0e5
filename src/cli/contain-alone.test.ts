import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type ContainmentFolder, containmentFolder } from "../testing/containment-folder.ts";
import { ifThere } from "../testing/real/if-there.ts";
import { type NftNamespace, startNftNamespace } from "../testing/real/nft-namespace.ts";
import { until } from "../testing/serving.ts";
import { watchedRun } from "../testing/watched-run.ts";

// Guarantees of what runs without a person, through the executable and a real firewall: a small step that standing orders allow is taken at the end of an
// investigation and ends by itself; a process that carries out all the time lets people approve and stop beside it.

const timeoutMs = 240_000;
/** The peer of `startNftNamespace`, as an outsider sees it. */
const outsider = "2001:db8:77::1";

const orders = (net: NftNamespace, more = "") => `inventory: [inventory.yaml]
release-after-minutes: { block-address: 60 }
effectors:
  - name: edge
    product: nftables
    for: [block-address]
    settings: { table: ${net.table}, set4: ${net.set4}, set6: ${net.set6}, network-namespace: ${net.guarded} }
${more}`;
const inventory = `as-of: ${new Date().toISOString()}
assets: [{ name: ws-1, role: workstation, criticality: low }]
identities: [{ name: mara, role: staff, usual-hosts: [ws-1] }]
`;

async function withFirewall(
  t: Parameters<typeof ifThere>[0],
  body: (home: ContainmentFolder, net: NftNamespace) => Promise<void>,
): Promise<void> {
  await ifThere(t, await startNftNamespace(), async (net) => {
    const home = containmentFolder();
    try {
      home.write("data/inventory.yaml", inventory);
      await body(home, net);
    } finally {
      home.remove();
    }
  });
}

describe("what standing orders allow without a person", () => {
  test("is carried out at the end of an investigation, with a time limit at the product itself; stopped, it is not", async (t) => {
    await withFirewall(t, async (home, net) => {
      await home.adoptOrders(orders(net));
      await home.ok("stop", "--because", "a drill");
      const contained = ["--contain", `${home.data}/containment.yaml`];
      const first = await home.investigate("drill", { account: "mara", address: outsider }, ...contained);
      assert.match(first.out, /containment: 1 proposed/);
      assert.match(first.out, /STOPPED, nothing was begun/);
      assert.ok(net.connects(outsider));

      for (const name of ["mara", "joss"]) await home.ok("resume", ...home.signed(name));
      const { out } = await home.ok("contain", "run");
      assert.match(out, /^c-1 {2}IN FORCE {2}block-address 2001:db8:77::1 by edge, tier 1: released by itself in/m);
      assert.ok(!net.connects(outsider) && net.connects(net.addresses.bystander4), "this address and no other");
      assert.match(net.nft("list", "set", "inet", net.table, net.set6), /timeout 1h/);
    });
  });

  test("is not carried out where the orders protect the address, and a throw-away database carries out nothing", async (t) => {
    await withFirewall(t, async (home, net) => {
      await home.adoptOrders(orders(net, 'protected: { addresses: ["2001:db8:77::/64"] }\n'));
      const contained = ["--contain", `${home.data}/containment.yaml`];
      await home.investigate("night", { account: "mara", address: outsider }, ...contained);
      assert.ok(net.connects(outsider));
      const lines = JSON.parse((await home.ok("contain", "list", "--all", "--json")).out) as { status: string }[];
      assert.deepEqual(
        lines.map(({ status }) => status),
        ["refused"],
      );

      const thrown = await watchedRun(["investigate", home.place("night.jsonl"), "--out", home.place("x"), ...contained], { timeoutMs });
      assert.equal(thrown.status, 2);
      assert.match(thrown.err, /--contain needs --data-dir/);
    });
  });
});

describe("beside a process that carries out", () => {
  test("people approve, look, and stop it over HTTP; what they decide is carried out, or is not, by the process that was there first", async (t) => {
    await withFirewall(t, async (home, net) => {
      // Without a time limit the block is not for the agent alone: one person approves it.
      await home.adoptOrders(orders(net).replace(/release-after-minutes.*\n/, ""));
      await home.investigate("night", { account: "mara", address: outsider });
      await home.ok("contain", "propose", "--world", "night");
      const server = await serving(home);
      try {
        const stopped = await post(`${server.url}/api/stop`, { because: "a drill", as: "ana" });
        assert.equal(stopped.recorded, true);
        assert.equal(stopped.scope, "all");
        await home.approve("c-1", "ana");
        assert.match((await home.ok("contain", "run")).out, /STOPPED/);
        assert.ok(net.connects(outsider));
        for (const name of ["mara", "joss"]) await home.ok("resume", ...home.signed(name));
        // The service carries out what was approved, once nobody stops it any more.
        const listed = async () => (await home.ok("contain", "list")).out;
        await until(
          async () => (/^c-1 {2}IN FORCE/m.test(await listed()) ? true : undefined),
          60_000,
          () => "c-1 is not in force",
        );
        assert.ok(!net.connects(outsider));
      } finally {
        await server.stop();
      }
    });
  });
});

const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));

/** `serve` on a free port; it owns the data folder for as long as it runs. */
async function serving(home: ContainmentFolder): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [program, "serve", "--port", "0", "--data-dir", home.data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((settle) => child.once("exit", () => settle()));
  const url = await new Promise<string>((settle, refuse) => {
    let said = "";
    child.stdout.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = /serves (http:\S+)\n/.exec(said)?.[1];
      if (found) settle(found);
    });
    child.once("exit", (status) => refuse(new Error(`serve ended with ${status} before it served`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

async function post(url: string, body: object): Promise<{ recorded: boolean; scope: string }> {
  const payload = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", headers: { "content-type": "application/json" } }, async (answer) => {
      resolve(JSON.parse(await text(answer)) as { recorded: boolean; scope: string });
    });
    asked.on("error", reject);
    asked.end(payload);
  });
}
