import assert from "node:assert/strict";
import { describe } from "node:test";
import { startEntra } from "../../testing/doubles/entra.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { account, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import entra from "./effector.ts";

const id = (digit: string) => `${digit.repeat(8)}-1111-4111-8111-111111111111`;
const [first, second] = [id("a"), id("b")];

async function open(limitMs = 15_000) {
  const product = await startEntra();
  product.add(first, "Mara@example.test");
  product.add(second, "joss@example.test", true);
  product.add(id("c"), "twin@example.test");
  product.add(id("d"), "twin@other.test");
  const settings = {
    url: product.double.url,
    "login-url": product.double.url,
    internal: true,
    tenant: id("e"),
    "client-id": id("f"),
    domain: "example.test",
  };
  const order = { name: "entra", product: "entra", for: ["disable-account" as const, "revoke-sessions" as const], settings, secrets: {} };
  return { product, effector: entra.open(order, { get: () => "canary-secret" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

const scene = (verb: "disable-account" | "revoke-sessions") => async (): Promise<VendorScene> => {
  const { product, effector } = await open(silentLimitMs);
  const { double } = product;
  return {
    effector,
    verb,
    target: account("mara"),
    bystander: account("joss@example.test"),
    unknown: account("nobody"),
    ambiguous: account("twin", ["twin@other.test"]),
    viewOf: async ({ name }) => ({ ...product.userOf(name === "mara" ? first : second) }),
    ...(verb === "disable-account"
      ? {
          containByAnother: async () => {
            product.userOf(first)!.accountEnabled = false;
          },
        }
      : {}),
    refuse: async () => product.refuse(),
    ...onDouble(double, ({ method, path }) => method !== "GET" && !path.endsWith("/token")),
  };
};

for (const verb of ["disable-account", "revoke-sessions"] as const) testEffector(`Microsoft Entra ID, ${verb}`, scene(verb));
testVendor("Microsoft Entra ID, disable-account", scene("disable-account"));

describe("Microsoft Entra ID", () => {
  const order = orderOn("disable-account", account("mara"), first);

  about("only the one field is written, and undo writes back what was", async ({ product, effector }) => {
    await effector.perform(order, nothingStops);
    for (let looks = 0; looks < 5; looks++) await effector.observe(order);
    await effector.undo({ ...order, before: { accountEnabled: true } }, nothingStops);
    const bodies = product.double.seen.filter(({ method }) => method === "PATCH").map(({ text }) => JSON.parse(text));
    assert.deepEqual(bodies, [{ accountEnabled: false }, { accountEnabled: true }]);
  });

  about("an account that another directory keeps in step is said to be one", async ({ effector }) => {
    assert.match((await effector.observe({ ...order, located: second })).says, /kept in step/);
    assert.doesNotMatch((await effector.observe(order)).says, /kept in step/);
  });

  about("sessions revoked before we looked do not count, those revoked after do", async ({ product, effector }) => {
    const located = await effector.locate(account("mara"), "revoke-sessions");
    const revoke = { ...order, verb: "revoke-sessions", located } as const;
    assert.equal((await effector.observe(revoke)).inForce, "no");
    product.userOf(first)!.signInSessionsValidFromDateTime = "2025-11-01T00:00:00Z";
    assert.equal((await effector.observe(revoke)).inForce, "no");
    product.userOf(first)!.signInSessionsValidFromDateTime = "2026-02-01T00:00:00Z";
    assert.equal((await effector.observe(revoke)).inForce, "yes");
    assert.equal((await effector.observe({ ...revoke, located: first })).inForce, "no");
  });

  about("an answer about another user is never taken for ours", async ({ product, effector }) => {
    product.double.twist = ({ path }, json) => (path === "/v1.0/users" ? { value: [product.userOf(second), product.userOf(first)] } : json);
    assert.equal(await effector.locate(account("mara"), "disable-account"), first);
    product.double.twist = ({ path }, json) => (path.endsWith(first) ? { ...(json as object), id: second, accountEnabled: false } : json);
    await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
  });

  about("a token that ran out is renewed, and the change is made once", async ({ product, effector }) => {
    await effector.check();
    product.tokens.expire();
    await effector.perform(order, nothingStops);
    assert.equal(product.tokens.given(), 2);
    assert.equal(product.double.seen.filter(({ method }) => method === "PATCH").length, 1);
  });
});
