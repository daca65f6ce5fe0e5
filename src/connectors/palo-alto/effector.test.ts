import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { startPaloAlto } from "../../testing/doubles/palo-alto.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { address, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import { readPanAnswer } from "./answer.ts";
import paloAlto from "./effector.ts";

const tag = "watchkeeper-blocked";

async function open(limitMs = 15_000) {
  const product = await startPaloAlto();
  const order = {
    name: "edge",
    product: "palo-alto",
    for: ["block-address" as const],
    settings: { url: product.double.url, internal: true },
    secrets: {},
  };
  return { product, effector: paloAlto.open(order, { get: () => "canary-key" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

const scene = (name: string) => async (): Promise<VendorScene> => {
  const { product, effector } = await open(silentLimitMs);
  const { double } = product;
  product.tag(name, "somebody-elses");
  return {
    effector,
    verb: "block-address",
    target: address(name),
    bystander: address("198.51.100.8"),
    unknown: address("host.example.test"),
    ambiguous: address("198.51.100.0/24"),
    viewOf: async (target) => product.tagsOf(target.name),
    containByAnother: async () => product.tag(name, tag),
    refuse: async () => product.refuse(),
    ...onDouble(double, ({ text }) => text.includes("type=user-id")),
  };
};

testEffector("Palo Alto PAN-OS", scene("198.51.100.7"));
testEffector("Palo Alto PAN-OS, IPv6", scene("2001:db8::7"));
testVendor("Palo Alto PAN-OS", scene("198.51.100.7"));

describe("Palo Alto PAN-OS", () => {
  const order = orderOn("block-address", address("198.51.100.7"), "198.51.100.7");

  test("the firewall gets the time limit too, rounded up, and none that it cannot keep", async () => {
    for (const [releaseAfterMs, timeout] of [
      [1_500, "2"],
      [3_600_000, "3600"],
      [null, undefined],
      [9_000_000_000, undefined],
    ] as const) {
      const { product, effector } = await open();
      await effector.perform({ ...order, releaseAfterMs }, nothingStops);
      assert.deepEqual(product.tagsOf("198.51.100.7"), { [tag]: timeout });
      await product.double.close();
    }
  });

  about("a tag that came or went between our look and our change is no failure", async ({ product, effector }) => {
    const race = (then: () => void) => {
      product.double.fault = ({ text }) => {
        if (text.includes("type=user-id")) then();
        return undefined;
      };
    };
    race(() => product.tag("198.51.100.7", tag));
    await effector.perform(order, nothingStops);
    product.double.fault = undefined;
    assert.equal((await effector.observe(order)).inForce, "yes");
  });

  about("rows where we do not look are not the same as none", async ({ product, effector }) => {
    for (const result of ["<entries><row>198.51.100.7</row></entries><count>1</count>", "", "<count>many</count>"]) {
      product.say(`<response status="success"><result>${result}</result></response>`);
      await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" }, result);
    }
    product.say(
      '<response status="success"><result><entry ip="198.51.100.8"><tag><member>watchkeeper-blocked</member></tag></entry><count>1</count></result></response>',
    );
    assert.equal((await effector.observe(order)).inForce, "no");
    product.say('<response status="error" code="17"><msg><line>show is unexpected</line></msg></response>');
    await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
  });

  about("what is nobody's or everybody's address is no target", async ({ effector }) => {
    for (const name of [
      "0.0.0.0",
      "::",
      "127.0.0.1",
      "::1",
      "255.255.255.255",
      "224.0.0.1",
      "fe80::1",
      "fe80::1%eth0",
      "",
      "198.51.100.7</ip>",
    ]) {
      await assert.rejects(effector.locate(address(name), "block-address"), { code: "effector/no-target" }, name);
    }
    assert.equal(await effector.locate(address("::ffff:198.51.100.7"), "block-address"), "198.51.100.7");
    assert.equal(await effector.locate(address("2001:0DB8::0007"), "block-address"), "2001:db8::7");
    await assert.rejects(effector.locate({ ...address("198.51.100.7"), kind: "host" }, "block-address"), { code: "effector/no-target" });
  });
});

describe("answers of the XML API", () => {
  test("what is cut off, nested without end or no answer at all is none", () => {
    for (const text of [
      "",
      "{}",
      "<html></html>",
      '<response status="success"><result>',
      '<response status="success"></response><response/>',
      `${"<response>".repeat(50)}${"</response>".repeat(50)}`,
    ]) {
      assert.equal(readPanAnswer(text), undefined, text.slice(0, 60));
    }
    const bomb = '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><response status="success"><result><msg>&c;</msg></result></response>';
    assert.ok((readPanAnswer(bomb)?.messages[0] ?? "").length < 10);
    assert.equal(readPanAnswer(`<response status="success">${'<entry ip="x"/>'.repeat(20_000)}</response>`), undefined);
  });

  // Guarantees that no text from a firewall, or from whoever answers for it, ends the process.
  test("no text makes the reader throw", () => {
    const piece = fc.constantFrom(
      "<response status='success'>",
      "</response>",
      "<entry ip='198.51.100.7'>",
      "</entry>",
      "<tag>",
      "<member>",
      "t",
      "&amp;",
      "&#0;",
      "<![CDATA[",
      "]]>",
      "<!--",
      "<?",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        readPanAnswer(pieces.join(""));
      }),
    );
  });
});
