import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import { type EffectorScene, testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { type NftNamespace, nftRuleset, startNftNamespace } from "../../testing/real/nft-namespace.ts";
import { openEffector } from "../../testing/real/open-effector.ts";
import nftables, { nftablesOver } from "./effector.ts";
import { readFirewall } from "./firewall.ts";
import { type RunNft, runNft } from "./run-nft.ts";

const address = (name: string): Handle => ({ kind: "address", id: `address:${name}`, name, knownTo: "evidence", aliases: [] });

function open({ guarded }: Pick<NftNamespace, "guarded">, run: RunNft = runNft(), limitMs = 10_000): Effector {
  return openEffector(nftablesOver(run), { name: "edge-firewall", settings: { "network-namespace": guarded }, limitMs });
}

/** What the set holds, without the seconds that run down. */
function elementsOf(firewall: NftNamespace): readonly string[] {
  return [...firewall.nft("list", "table", "inet", "soc").matchAll(/elements = \{([^}]*)\}/g)].flatMap(([, held = ""]) =>
    held
      .split(",")
      .map((element) => element.replace(/ expires \S+/, "").trim())
      .sort(),
  );
}

/** The same firewall, behind a command that a test can cut off or take the rights of. */
function troubled() {
  let trouble: "none" | "lose" | "silent" | "powerless" = "none";
  const powerless = runNft(["/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]);
  const run: RunNft = async (call) => {
    if (trouble === "silent") return new Promise(() => {});
    if (trouble === "powerless") return powerless(call);
    const end = await runNft()(call);
    return trouble === "lose" && call.changes ? { kind: "cut-off", why: "it was ended from outside" } : end;
  };
  let readMs = 0;
  const slow: RunNft = async (call) => {
    if (!call.changes && readMs > 0) await sleep(readMs);
    return run(call);
  };
  const slowReads = async (delayMs: number) => {
    readMs = delayMs;
  };
  const set = (next: typeof trouble) => {
    trouble = next;
  };
  return { run: slow, set, slowReads };
}

function contractOn(family: "4" | "6"): void {
  testEffector(`nftables, IPv${family}`, async (): Promise<EffectorScene | { missing: string }> => {
    const firewall = await startNftNamespace();
    if ("missing" in firewall) return firewall;
    const { peer4, peer6, bystander4 } = firewall.addresses;
    const [target, bystander] = family === "4" ? [peer4, bystander4] : [peer6, "2001:db8:77::3"];
    const trouble = troubled();
    return {
      effector: open(firewall, trouble.run, 1_500),
      verb: "block-address",
      target: address(target),
      unknown: address(`${target}/24`),
      bystander: address(bystander),
      releaseAfterMs: 3_600_000,
      viewOf: async ({ name }) => ({
        held: elementsOf(firewall).filter((element) => element.split(" ")[0] === name),
        connects: name === target && firewall.connects(name),
      }),
      containByAnother: async () =>
        void firewall.nft("add", "element", "inet", "soc", `blocked${family}`, `{ ${target} comment "by hand" }`),
      refuse: async () => trouble.set("powerless"),
      loseAnswer: async () => trouble.set("lose"),
      fallSilent: async () => trouble.set("silent"),
      slowReads: trouble.slowReads,
      silenceMsMax: 1_500,
      pass: async () => trouble.set("none"),
      close: firewall.stop,
    };
  });
}
contractOn("4");
contractOn("6");

async function withFirewall(
  t: TestContext,
  body: (firewall: NftNamespace, effector: Effector) => Promise<void>,
  ruleset = nftRuleset,
): Promise<void> {
  await ifThere(t, await startNftNamespace({ ruleset }), (firewall) => body(firewall, open(firewall)));
}

async function orderOn(effector: Effector, name: string, releaseAfterMs: number | null = null): Promise<EffectOrder> {
  const target = address(name);
  return {
    effectId: "c-1.0a1b2c3d",
    verb: "block-address",
    target,
    located: await effector.locate(target, "block-address"),
    parameters: {},
    releaseAfterMs,
  };
}

test("real packets of one address are thrown away until it is released, and nobody else's", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4, peer6, bystander4 } = firewall.addresses;
    const seen = () => [peer4, peer6, bystander4].map((from) => firewall.connects(from));
    const order = await orderOn(effector, peer4);
    const { state } = await effector.observe(order);
    assert.deepEqual(seen(), [true, true, true]);
    await effector.perform(order, nothingStops);
    assert.deepEqual(seen(), [false, true, true]);
    await effector.undo({ ...order, effectId: "c-1.0a1b2c3d.undo", before: state }, nothingStops);
    assert.deepEqual(seen(), [true, true, true]);
    await effector.perform(await orderOn(effector, peer6), nothingStops);
    assert.deepEqual(seen(), [true, false, true]);
  });
});

test("the firewall releases an address by itself, even if nobody lives to do it", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4 } = firewall.addresses;
    const order = await orderOn(effector, peer4, 1_200);
    await effector.perform(order, nothingStops);
    assert.equal(firewall.connects(peer4), false);
    assert.match((await effector.observe(order)).says, /another [012] seconds/);
    await sleep(2_200);
    assert.equal((await effector.observe(order)).inForce, "no");
    assert.equal(firewall.connects(peer4), true);
    assert.match((await effector.undo({ ...order, before: { element: null } }, nothingStops)).says, /not blocked any more/);
  });
});

test("undo takes away what this effect put there, and nothing of anybody else", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4 } = firewall.addresses;
    const order = await orderOn(effector, peer4);
    for (const comment of ['comment "by hand"', "", 'comment "watchkeeper c-2.99999999"', 'comment "watchkeeper c-1.0a1b2c3"']) {
      firewall.nft("add", "element", "inet", "soc", "blocked4", `{ ${peer4} ${comment} }`);
      const held = elementsOf(firewall);
      await effector.perform(order, nothingStops);
      await assert.rejects(effector.undo({ ...order, before: { element: null } }, nothingStops), { code: "effector/refused" });
      await effector.undo({ ...order, before: { element: { comment: "by hand", timeoutSeconds: null } } }, nothingStops);
      await assert.rejects(effector.undo({ ...order, before: { somethingElse: 1 } }, nothingStops), { code: "effector/refused" });
      assert.deepEqual(elementsOf(firewall), held);
      firewall.nft("delete", "element", "inet", "soc", "blocked4", `{ ${peer4} }`);
    }
  });
});

test("somebody who blocks the same address at the same moment keeps their element", async (t) => {
  await withFirewall(t, async (firewall) => {
    const { peer4 } = firewall.addresses;
    const racing: RunNft = (call) => {
      if (call.changes) firewall.nft("add", "element", "inet", "soc", "blocked4", `{ ${peer4} comment "by hand" }`);
      return runNft()(call);
    };
    const effector = open(firewall, racing);
    const { says } = await effector.perform(await orderOn(effector, peer4), nothingStops);
    assert.match(says, /by somebody else/);
    assert.deepEqual(elementsOf(firewall), [`${peer4} comment "by hand"`]);
  });
});

test("only one canonical address of one machine is a target", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const notOne = [
      ...[
        "192.0.2.0/24",
        "192.0.2.1-192.0.2.9",
        "192.0.2.1, 192.0.2.2",
        "192.0.2",
        "192.0.2.01",
        "0xc0000201",
        "3221225985",
        "192.0.2.1 timeout 1s",
      ],
      ...["2001:DB8::1", "2001:db8:0::1", "fe80::1%eth0", "::ffff:192.0.2.1", "ff02::1", "::", "::1", "fe80::1"],
      ...[
        "0.0.0.0",
        "127.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "169.254.169.254",
        "@blocked6",
        "evil.example.test",
        "",
        "}; flush ruleset",
      ],
    ];
    for (const name of notOne) await assert.rejects(effector.locate(address(name), "block-address"), { code: "effector/no-target" }, name);
    await assert.rejects(effector.locate({ ...address("192.0.2.1"), kind: "host" }, "block-address"), { code: "effector/no-target" });
    const order = await orderOn(effector, "192.0.2.1");
    for (const located of ["192.0.2.0/24", "0.0.0.0", "127.0.0.1", "::"]) {
      await assert.rejects(effector.perform({ ...order, located }, nothingStops), { code: "effector/refused" }, located);
    }
    await effector.perform({ ...order, effectId: 'c-1" }; flush ruleset' }, nothingStops);
    await effector.undo({ ...order, effectId: 'c-1" }; flush ruleset.undo', before: { element: null } }, nothingStops);
    assert.deepEqual(elementsOf(firewall), []);
  });
});

test("whatever text is asked for, the firewall holds single addresses that are written as we were told, or nothing", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const odd = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string({ maxLength: 50 }),
      fc.ipV4().map((ip) => `${ip}/8`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (name) => {
        const located = await effector.locate(address(name), "block-address").catch((cause) => {
          assert.equal((cause as SocError).code, "effector/no-target");
          return undefined;
        });
        if (located !== undefined) assert.equal(located, name);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(elementsOf(firewall), []);
  });
});

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
