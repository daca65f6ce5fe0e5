import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { SocError } from "../../core/soc-error.ts";
import type { Notice } from "../../ports/connector.ts";
import { openIn } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, hostileTexts, testConnector } from "../../testing/connector-contract.ts";
import { type Fault, faults } from "../../testing/doubles/double.ts";
import { shownByTeams, signature, startTeams } from "../../testing/doubles/teams.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import { cardOf } from "./card.ts";
import teams from "./connector.ts";

const notice = (key: string, text = "case-1 needs a person"): Notice & { readonly key: string } => ({
  key,
  title: "somebody signs in from two places",
  text,
  severity: "high",
  url: "https://watchkeeper.example.test/cases/case-1",
});
type Product = Awaited<ReturnType<typeof startTeams>>;
// The address is the secret here, and holds it by the vendor's design: that it is told nowhere else is tested below, in place of the suite's canaries.
const sceneOf = (product: Product, settings = {}): ConnectorScene => ({
  kind: teams,
  settings: { internal: true, ...settings },
  secrets: { "webhook-url": product.address },
  doubles: [product.double],
  isWrite: ({ method }) => method !== "GET",
  view: () => product.posted,
  close: product.double.close,
});
testConnector("teams on a double", async () => sceneOf(await startTeams()));

const still = () => new AbortController().signal;
async function withTeams(body: (product: Product) => Promise<void>): Promise<void> {
  const product = await startTeams();
  try {
    await body(product);
  } finally {
    await product.double.close();
  }
}

test("a notice is one card of plain text, and what stands in it stays text", async () => {
  await withTeams(async (product) => {
    const { notify } = openIn(sceneOf(product)).connector;
    for (const text of hostileTexts) {
      await notify?.write(notice("wk:1", text), still());
      const [, shown, told] = shownByTeams(product.posted.at(-1)!).split("\n");
      assert.equal(shown, text);
      assert.match(told ?? "", /leads to sign-in/);
    }
    assert.equal(product.posted.length, hostileTexts.length);
    assert.equal(product.posted[0]?.actions?.[0]?.url, notice("").url);
  });
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary", maxLength: 20_000 }), fc.string(), (title, text, url) => {
      const card = JSON.stringify(cardOf({ ...notice(""), title, text, url }));
      assert.doesNotMatch(card, /"type":"(?:TextBlock|Image)"|msteams/);
      for (const [, address] of card.matchAll(/"url":"([^"]*)/g)) assert.match(address ?? "", /^https?:/);
    }),
  );
  assert.ok(Buffer.byteLength(JSON.stringify(cardOf(notice("", "é\n".repeat(20_000))))) < 28_000);
  assert.ok(Buffer.byteLength(JSON.stringify(cardOf(notice("", "日".repeat(500).concat("\n").repeat(100))))) < 28_000);
});

// Guarantees that "nothing was sent" is said only when it is so, that nothing is sent twice, and that a person decides about what nobody knows.
for (const fault of [...faults, "unauthorized", "not-found", "internal-error"] as Fault[])
  test(`through "${fault}" a message is never sent twice, and a no is a no`, async () => {
    await withTeams(async (product) => {
      product.double.fault = () => fault;
      const { notify } = openIn(sceneOf(product), hurriedClock(40)).connector;
      const error = await notify?.write(notice("wk:1"), still()).then(
        () => assert.fail("it passed"),
        (cause: unknown) => cause,
      );
      assert.ok(error instanceof SocError);
      assert.doesNotMatch(inspect(error, { depth: 6 }), new RegExp(signature));
      assert.ok(product.double.seen.filter(({ method }) => method === "POST").length <= 1);
      if (error.code === "sink/refused") assert.equal(product.posted.length, 0);
      if (["forbidden", "unauthorized", "rate-limit", "not-found"].includes(fault)) assert.equal(error.code, "sink/refused");
      await assert.rejects(async () => notify?.find(notice("wk:1"), still()), { code: "sink/cannot-tell" });
      const eager = openIn(sceneOf(product, { "resend-when-unknown": true })).connector;
      assert.equal(await eager.notify?.find(notice("wk:1"), still()), undefined);
    });
  });

test("the address is told nowhere, and one that is none or that ended says what to do", async () => {
  await withTeams(async (product) => {
    const { connector, calls } = openIn(sceneOf(product));
    await connector.check(still());
    await connector.notify?.write(notice("wk:1"), still());
    assert.equal(calls.length, 2);
    assert.doesNotMatch(
      `${inspect(connector, { depth: 8 })} ${JSON.stringify([connector, calls])}`,
      new RegExp(`${signature}|0123456789abcdef`),
    );
    const refusal = async (address: string) => {
      const open = () => openIn({ ...sceneOf(product), secrets: { "webhook-url": address } }).connector;
      const error = await Promise.resolve()
        .then(() => open().check(still()))
        .catch((cause: unknown) => cause);
      assert.ok(error instanceof SocError);
      return error.code;
    };
    assert.equal(await refusal(product.address.replace(signature, "other")), "connector/credentials");
    assert.equal(await refusal(product.address.replace("abcdef", "000000")), "connector/not-allowed");
    for (const bad of ["", "teams", "file:///etc/passwd", "https://a@example.test/x", "https://example.test/", "https://example.test/%ff"])
      assert.equal(await refusal(bad), "connector/bad-settings", bad);
  });
});
