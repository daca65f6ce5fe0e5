import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SocError } from "../../core/soc-error.ts";
import type { Notice } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { channel, shownBySlack, startSlack } from "../../testing/doubles/slack.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import slack from "./connector.ts";
import { messageOf } from "./message.ts";

const notice = (key: string, text = "case-1 needs a person"): Notice & { readonly key: string } => ({
  key,
  title: "somebody signs in from two places",
  text,
  severity: "high",
});

testConnector("slack on a double", async (): Promise<ConnectorScene> => {
  const product = await startSlack();
  return {
    kind: slack,
    settings: { url: product.double.url, internal: true, channel },
    secrets: { token: "canary-token" },
    doubles: [product.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => product.messages,
    notify: {
      what: notice("wk:1"),
      another: notice("wk:2"),
      view: () => [...product.messages],
      text: {
        holding: (text) => notice("wk:3", text),
        shown: () => shownBySlack(product.messages.at(-1)?.text ?? "").replace(/^[^\n]*\n/, ""),
      },
    },
    close: product.double.close,
  };
});

const still = () => new AbortController().signal;
type Product = Awaited<ReturnType<typeof startSlack>>;
const opened = ({ double }: Product) =>
  openConnectorOf(slack, { name: "chat", settings: { url: double.url, internal: true, channel }, secrets: { token: "canary-token" } });
async function withSlack(body: (product: Product) => Promise<void>): Promise<void> {
  const product = await startSlack();
  try {
    await body(product);
  } finally {
    await product.double.close();
  }
}

test("a no of Slack's is a clear no, but for those after which it may have been posted", async () => {
  const expected = [
    ["not_in_channel", "sink/refused"],
    ["invalid_auth", "sink/refused"],
    ["msg_too_long", "sink/refused"],
    ["ratelimited", "sink/refused"],
    ["internal_error", "connector/unavailable"],
    ["fatal_error", "connector/unavailable"],
  ] as const;
  for (const [word, code] of expected)
    await withSlack(async (product) => {
      product.refuse(word);
      const error = await opened(product)
        .notify?.write(notice("wk:1"), still())
        .catch((cause: unknown) => cause);
      assert.ok(error instanceof SocError);
      assert.equal(error.code, code, word);
      if (word === "ratelimited") assert.notEqual(error.retry, "never");
    });
});

test("what others write with our key in it is not ours, and what lies too far back is not called absent", async () => {
  await withSlack(async (product) => {
    const { notify } = opened(product);
    product.say({ bot_id: "B0OTHER", text: "x", metadata: { event_type: "watchkeeper_notice", event_payload: { key: "wk:1" } } });
    product.say({ bot_id: product.us, text: "x", metadata: { event_type: "other", event_payload: [] } });
    assert.equal(await notify?.find(notice("wk:1"), still()), undefined);
    const { id } = (await notify?.write(notice("wk:1"), still())) ?? assert.fail();
    for (let count = 0; count < 450; count++) product.say({ text: "chatter" });
    assert.equal((await notify?.find(notice("wk:1"), still()))?.id, id);
    for (let count = 0; count < 1_800; count++) product.say({ text: "chatter" });
    await assert.rejects(async () => notify?.find(notice("wk:2"), still()), { code: "sink/cannot-tell" });
  });
});

test("whatever stands in a notice, it begins no markup and asks for no preview", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), fc.string(), (title, text, url) => {
      const message = messageOf({ ...notice("wk:1"), title, text, url }, channel);
      assert.doesNotMatch(message.text, /[<>]|&(?!amp;|lt;|gt;)/);
      assert.ok(message.text.length <= 40_000);
      assert.ok(!message.mrkdwn && !message.unfurl_links && !message.unfurl_media && !message.link_names);
    }),
  );
});
