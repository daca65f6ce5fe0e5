import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { Notice } from "../../ports/connector.ts";
import { failureOf, openIn } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { type Fault, faults } from "../../testing/doubles/double.ts";
import { routingKey, startPagerduty } from "../../testing/doubles/pagerduty.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import pagerduty from "./connector.ts";

const notice = (key: string, text = "case-1 needs a person"): Notice & { readonly key: string } => ({
  key,
  title: "somebody signs in from two places",
  text,
  severity: "high",
  url: "https://watchkeeper.example.test/cases/case-1",
});
type Product = Awaited<ReturnType<typeof startPagerduty>>;
// The routing key goes into each event by the vendor's design, so it is no canary; that it is told nowhere else is tested below.
const sceneOf = (product: Product): ConnectorScene => ({
  kind: pagerduty,
  settings: { url: product.double.url, "api-url": product.double.url, internal: true },
  secrets: { "routing-key": routingKey, "api-token": "canary-token" },
  doubles: [product.double],
  isWrite: ({ text }) => text.includes('"trigger"'),
  view: () => product.alerts,
  notify: {
    what: notice("wk:1"),
    another: notice("wk:2"),
    view: () => [...product.alerts],
    text: {
      holding: (text) => notice(`wk:text-${product.alerts.length}`, text),
      shown: () => product.alerts.at(-1)?.text,
    },
  },
  close: product.double.close,
});
testConnector("pagerduty on a double", async () => sceneOf(await startPagerduty()));

const still = () => new AbortController().signal;

test("the same notice again is the same alert, and the most urgent is the most urgent", async () => {
  const product = await startPagerduty();
  try {
    const { notify } = openIn(sceneOf(product)).connector;
    await notify?.write({ ...notice("wk:1"), severity: "critical" }, still());
    await notify?.write({ ...notice("wk:1"), severity: "critical" }, still());
    assert.deepEqual(
      product.alerts.map(({ severity }) => severity),
      ["critical"],
    );
  } finally {
    await product.double.close();
  }
});

test("the routing key is told nowhere, and a wrong one says what to do", async () => {
  const product = await startPagerduty();
  try {
    const { connector, calls } = openIn(sceneOf(product));
    await connector.check(still());
    await connector.notify?.write(notice("wk:1"), still());
    assert.doesNotMatch(`${inspect(connector, { depth: 8 })} ${JSON.stringify([connector, calls])}`, new RegExp(routingKey));
    const wrong = { ...sceneOf(product), secrets: { "routing-key": "X".repeat(32), "api-token": "canary-token" } };
    await failureOf(() => openIn(wrong).connector.check(still()), /^connector\/credentials$/);
    await failureOf(async () => openIn({ ...wrong, secrets: { ...wrong.secrets, "routing-key": "no key" } }), /^connector\/bad-settings$/);
    for (const fault of faults as readonly Fault[]) {
      product.double.fault = () => fault;
      const error = await failureOf(async () =>
        openIn(sceneOf(product), hurriedClock(40)).connector.notify?.write(notice("wk:9"), still()),
      );
      assert.doesNotMatch(inspect(error, { depth: 6 }), new RegExp(routingKey), fault);
    }
  } finally {
    await product.double.close();
  }
});
