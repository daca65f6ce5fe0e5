import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SocError } from "../../core/soc-error.ts";
import { open, withFirewall } from "../../testing/nftables-scene.ts";
import { nftRuleset } from "../../testing/real/nft-namespace.ts";
import { openEffector } from "../../testing/real/open-effector.ts";
import nftables from "./effector.ts";
import { readFirewall } from "./firewall.ts";
import { runNft } from "./run-nft.ts";

test("a firewall that would not heed our blocks is told before anything depends on it, with the rules that it lacks", async (t) => {
  const wrong: readonly [string, RegExp][] = [
    ["", /no table/],
    ["table inet soc { }\n", /no set "blocked4"/],
    [nftRuleset.replace("set blocked6", "set other6").replaceAll("@blocked6", "@other6"), /no set "blocked6"/],
    [nftRuleset.replaceAll("flags timeout", "flags interval"), /lacks the flag timeout/],
    [nftRuleset.replaceAll("flags timeout", "flags interval, timeout"), /flag interval/],
    [nftRuleset.replaceAll("counter drop", "counter accept"), /no rule drops/],
    [nftRuleset.replaceAll("ip saddr", "ip daddr"), /no rule drops/],
    [nftRuleset.replaceAll("ip6 saddr", "ip6 daddr"), /no rule drops/],
  ];
  for (const [ruleset, says] of wrong) {
    await withFirewall(
      t,
      async (_, effector) => {
        await assert.rejects(effector.check(), (cause) => {
          assert.ok(cause instanceof SocError);
          assert.deepEqual(
            [cause.code, says.test(cause.problem), cause.remedy.includes("set blocked4 { type ipv4_addr; flags timeout; }")],
            ["connector/bad-settings", true, true],
          );
          return true;
        });
      },
      ruleset,
    );
  }
  await assert.rejects(open({ guarded: "no-such-namespace" }).check(), { code: "connector/bad-settings" });
});

test("names in the settings are names, never words of a command", () => {
  for (const settings of [
    { table: "soc; flush ruleset" },
    { set4: "-f" },
    { "network-namespace": "../x" },
    { "network-namespace": "-a" },
    { program: "/bin/sh" },
  ]) {
    assert.throws(() => openEffector(nftables, { name: "edge-firewall", settings }), { code: "connector/bad-settings" });
  }
});

test("nothing that a firewall could write is taken for another set or address", () => {
  assert.equal(readFirewall("not JSON"), undefined);
  assert.equal(readFirewall('{"nftables":[{"set":{"name":7}}]}'), undefined);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const sets = readFirewall(
        JSON.stringify({ nftables: [{ set: { name: "__proto__", table: "soc", family: "inet", type: "ipv4_addr", elem: [value] } }] }),
      );
      for (const [name, { elements }] of sets ?? []) {
        assert.equal(name, "__proto__");
        for (const key of elements.keys()) assert.equal(typeof key, "string");
      }
    }),
  );
});

test("a command that hangs, floods or is not there ends with its call, and says so", async () => {
  const end = (before: readonly string[], signal = AbortSignal.timeout(5_000)) =>
    runNft(["/bin/sh", "-c", ...before])({ given: ["-j"], changes: false, namespace: undefined, signal });
  const hung = await end(["exec sleep 30"], AbortSignal.timeout(100));
  assert.equal(hung.kind, "cut-off");
  const flooded = await end(["exec yes"]);
  assert.deepEqual(flooded, { kind: "cut-off", why: "its answer was too large" });
  const killed = await end(["kill -9 $$"]);
  assert.equal(killed.kind, "cut-off");
  const absent = await runNft(["/nowhere/at-all"])({ given: [], changes: true, namespace: undefined, signal: AbortSignal.timeout(5_000) });
  assert.equal(absent.kind, "not-started");
});
