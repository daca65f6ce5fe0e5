import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startDovecot } from "./dovecot.ts";
import { ifThere } from "./if-there.ts";
import { startNftNamespace } from "./nft-namespace.ts";
import { startSamba } from "./samba.ts";
import { startSlapd } from "./slapd.ts";

// What is tested here is the ground that other tests stand on: the products really run, and nothing of them outlives a test.

test("the directory lets people in, locks them, and is gone afterwards", async (t) => {
  await ifThere(t, await startSlapd(), async (slapd) => {
    assert.equal(slapd.signsIn("mara"), true);
    slapd.write(`dn: ${slapd.dnOf("mara")}\nchangetype: modify\nadd: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n`);
    assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), ["000001010000Z"]);
    assert.equal(slapd.signsIn("mara"), false);
    assert.equal(slapd.signsIn("joss"), true);
    await slapd.stop();
    await falls(slapd.port);
  });
});

test("the firewall passes real packets until an address is blocked, and again when its time is over", async (t) => {
  await ifThere(t, await startNftNamespace(), async (firewall) => {
    const { peer4, peer6, bystander4 } = firewall.addresses;
    assert.deepEqual(
      [peer4, peer6, bystander4].map((from) => firewall.connects(from)),
      [true, true, true],
    );
    firewall.nft("add", "element", "inet", "soc", "blocked4", `{ ${peer4} timeout 2s }`);
    assert.deepEqual(
      [peer4, peer6, bystander4].map((from) => firewall.connects(from)),
      [false, true, true],
    );
    await sleep(2_100);
    assert.equal(firewall.connects(peer4), true);
  });
});

const dying = `
import { startNftNamespace } from "${new URL("nft-namespace.ts", import.meta.url)}";
import { startSlapd } from "${new URL("slapd.ts", import.meta.url)}";
const [firewall, slapd] = [await startNftNamespace(), await startSlapd()];
console.log(JSON.stringify({ guarded: firewall.guarded, peer: firewall.peer, ca: slapd.certificates.ca, port: slapd.port }));
setInterval(() => {}, 1_000);`;

test("a test that is killed leaves no namespace, no process and no folder behind", async (t) => {
  await ifThere(t, await startNftNamespace(), async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", dying], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await new Promise<Buffer>((settle) => child.stdout.once("data", settle))).toString().split("\n");
    const { guarded, peer, ca, port } = JSON.parse(line ?? "") as { guarded: string; peer: string; ca: string; port: number };
    assert.equal(await isListening(port), true);
    assert.ok(existsSync(ca) && namespaces().includes(guarded));
    child.kill("SIGKILL");
    for (let waits = 0; waits < 200 && (existsSync(ca) || namespaces().includes(guarded) || namespaces().includes(peer)); waits++)
      await sleep(50);
    await falls(port);
    assert.deepEqual([existsSync(ca), namespaces().includes(guarded), namespaces().includes(peer)], [false, false, false]);
  });
});

test("mail and domain are gone after their test, too", async (t) => {
  for (const start of [startDovecot, startSamba]) {
    await ifThere<{ securePort: number; stop: () => Promise<void> }>(t, await start(), async (part) => {
      assert.equal(await isListening(part.securePort), true);
      await part.stop();
      await falls(part.securePort);
    });
  }
});

/** A killed process gives up its port a moment after the kill. */
async function falls(port: number): Promise<void> {
  for (let waits = 0; waits < 100 && (await isListening(port)); waits++) await sleep(20);
  assert.equal(await isListening(port), false);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
    socket.once("connect", () => socket.destroy());
  });
}

const namespaces = () => spawnSync("/usr/sbin/ip", ["netns", "list"], { encoding: "utf8" }).stdout;
