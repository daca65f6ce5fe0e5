import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readPolicies } from "../../src/wiring/policies.ts";
import { ordersDigestOf as ordersDigestOnServer, parseStandingOrders } from "../../src/wiring/standing-orders.ts";
import { ordersDigestOf } from "../src/api/signed.ts";

// Guarantees: what a browser works out from the orders and policies that it shows is the digest that binds, and any change to either is another digest. The
// server's own digest is the oracle.

const home = fileURLToPath(new URL("../..", import.meta.url));
const orders = parseStandingOrders(
  'origins: ["https://soc.example.test"]\nbudgets: { class-share-per-hour: 0.5, standing-share: 0.25 }\n',
  "orders",
);
/** As the page has them: what went over the line. */
const shown = JSON.parse(JSON.stringify(orders)) as Record<string, unknown>;

test("the digest that a browser works out is the one that two admins sign", async () => {
  const { policies, schema, engine } = await readPolicies(home);
  assert.ok(engine);
  const onServer = ordersDigestOnServer(orders, engine.version);
  assert.equal(await ordersDigestOf({ orders: shown, schema, policies }), onServer);
  assert.equal(await ordersDigestOf({ orders: shown, schema, policies: policies.toReversed() }), onServer);
});

test("other orders, another policy, one policy less and another schema each are another digest", async () => {
  const { policies, schema } = await readPolicies(home);
  const digest = await ordersDigestOf({ orders: shown, schema, policies });
  const first = policies[0] ?? assert.fail("there are no policies");
  const others = [
    { orders: { ...shown, origins: ["https://other.example.test"] }, schema, policies },
    { orders: shown, schema, policies: [{ ...first, text: `${first.text} ` }, ...policies.slice(1)] },
    { orders: shown, schema, policies: policies.slice(1) },
    { orders: shown, schema: `${schema} `, policies },
  ];
  for (const other of others) assert.notEqual(await ordersDigestOf(other), digest);
});
