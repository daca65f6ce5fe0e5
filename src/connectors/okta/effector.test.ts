import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { renewedAtSeconds, startOkta } from "../../testing/doubles/okta.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { account, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import okta from "./effector.ts";

const [first, second] = ["00uExampleUserMara01", "00uExampleUserJoss02"];

async function open(limitMs = 15_000) {
  const product = await startOkta();
  product.add(first, "Mara@example.test");
  product.add(second, "joss@example.test");
  product.add("00uExampleUserTwin03", "twin@example.test");
  product.add("00uExampleUserTwin04", "twin@other.test");
  const settings = { url: product.double.url, internal: true, domain: "example.test" };
  const order = { name: "okta", product: "okta", for: ["disable-account" as const, "revoke-sessions" as const], settings, secrets: {} };
  return { product, effector: okta.open(order, { get: () => "canary-token" }, { clock: realClock, limitMs }) };
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
            product.userOf(first)!.status = "SUSPENDED";
          },
        }
      : {}),
    refuse: async () => product.refuse(),
    ...onDouble(double, ({ method }) => method !== "GET"),
    successIsEmpty: true,
  };
};

for (const verb of ["disable-account", "revoke-sessions"] as const) testEffector(`Okta, ${verb}`, scene(verb));
testVendor("Okta, disable-account", scene("disable-account"));

describe("Okta", () => {
  const order = orderOn("disable-account", account("mara"), first);

  about("a user who cannot be suspended is refused before anything is sent, and never deactivated", async ({ product, effector }) => {
    for (const status of ["LOCKED_OUT", "PASSWORD_EXPIRED", "STAGED", "PROVISIONED", "RECOVERY"]) {
      product.userOf(first)!.status = status;
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    }
    assert.ok(product.double.seen.every(({ method }) => method === "GET"));
  });

  about("whoever was deactivated since stays so when we undo", async ({ product, effector }) => {
    await effector.perform(order, nothingStops);
    product.userOf(first)!.status = "DEPROVISIONED";
    await effector.undo({ ...order, before: { status: "ACTIVE" } }, nothingStops);
    assert.equal(product.userOf(first)?.status, "DEPROVISIONED");
  });

  about("sessions that somebody else ended are not taken for ours", async ({ effector }) => {
    const revoke = { ...order, verb: "revoke-sessions" } as const;
    await effector.perform({ ...revoke, effectId: "c-9.1" }, nothingStops);
    for (let looks = 0; looks < 5; looks++) assert.equal((await effector.observe(revoke)).inForce, "no");
    assert.equal((await effector.observe({ ...revoke, effectId: "c-9.1" })).inForce, "yes");
  });

  about("a list that ignores our filter still finds the right user, and sessions are ended once", async ({ product, effector }) => {
    product.double.twist = ({ path }, json) => (path === "/api/v1/users" ? [first, second].map((id) => product.userOf(id)) : json);
    assert.equal(await effector.locate(account("mara"), "disable-account"), first);
    const revoke = { ...order, verb: "revoke-sessions" } as const;
    await effector.perform(revoke, nothingStops);
    for (let looks = 0; looks < 5; looks++) await effector.observe(revoke);
    await effector.perform(revoke, nothingStops);
    assert.equal(product.double.seen.filter(({ method }) => method === "DELETE").length, 1);
    product.double.twist = ({ path }, json) => (path.endsWith(first) ? { ...(json as object), id: second } : json);
    await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
  });

  about("names that would change the search find nothing and are not sent", async ({ product, effector }) => {
    for (const name of ['x" or profile.login pr', 'mara@example.test"', "mara ", "*", "m\u202eara", ""]) {
      await assert.rejects(effector.locate(account(name), "disable-account"), { code: "effector/no-target" });
    }
    assert.equal(product.double.seen.length, 0);
  });

  test("until its allowance is renewed nothing is sent, and it says when that is", async () => {
    const { product } = await open();
    let nowMs = (renewedAtSeconds - 40) * 1_000;
    const settings = { url: product.double.url, internal: true };
    const order = { name: "okta", product: "okta", for: ["disable-account" as const], settings, secrets: {} };
    const effector = okta.open(order, { get: () => "canary-token" }, { clock: { ...realClock, nowMs: () => nowMs } });
    try {
      await effector.check();
      product.double.fault = () => "rate-limit";
      await assert.rejects(effector.check(), { code: "connector/rate-limited", retry: { afterMs: 40_000 } });
      const sent = product.double.seen.length;
      product.double.fault = undefined;
      nowMs += 39_999;
      await assert.rejects(effector.check(), { code: "connector/rate-limited" });
      assert.equal(product.double.seen.length, sent);
      nowMs += 1;
      await effector.check();
    } finally {
      await product.double.close();
    }
  });
});
