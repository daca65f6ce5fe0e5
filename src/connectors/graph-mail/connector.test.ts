import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recognise } from "../../formats/index.ts";
import { recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startGraphMail } from "../../testing/doubles/graph-mail.ts";
import kind from "./connector.ts";

const tenant = "11111111-2222-4333-8444-555555555555";
const mail = (subject: string) =>
  `From: Mara <mara@example.test>\r\nTo: abuse@example.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.test>\r\nDate: Tue, 3 Feb 2026 04:05:06 +0000\r\n\r\nlook at this\r\n`;

async function opened() {
  const product = await startGraphMail();
  const times = alertTimes();
  let made = 0;
  const add = (count: number, how: "apart" | "at once" | "late") =>
    times.of(count, how).map((timeMs) => product.add(mail(`m${made++}`), timeMs));
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.double.url,
      "login-url": product.double.url,
      internal: true,
      tenant,
      "client-id": tenant,
      mailbox: "abuse@example.test",
      "page-size": 4,
    },
    secrets: { "client-secret": "canary-secret" },
    doubles: [product.double],
    isWrite: ({ path }) => path.endsWith("/move"),
    view: () => product.mails,
    alerts: { pageRecords: 4, add, stuck: product.holdStuck, clockOff: times.setOff },
    close: product.double.close,
  };
  return { scene, product, add, source: () => openIn(scene).connector.alerts as PolledSource };
}

testConnector("graph-mail", async () => (await opened()).scene);

type Opened = Awaited<ReturnType<typeof opened>>;
const about = (title: string, body: (given: Opened) => Promise<void>) =>
  test(title, async () => {
    const given = await opened();
    await body(given).finally(given.product.double.close);
  });
const pageOf = (source: PolledSource, cursor?: string) => source.page({ cursor, sinceMs: 0, signal: still() });

describe("graph-mail", () => {
  about("a mail comes with exactly its bytes, and formats read it as one", async ({ product, add, source }) => {
    add(1, "apart");
    const { records } = await pageOf(source());
    assert.equal(Buffer.from(records[0]!.bytes).toString("utf8"), product.mails[0]!.mime);
    assert.equal(records[0]!.sentAtMs, Date.parse(product.mails[0]!.received));
    assert.equal(recognise(records[0]!.bytes)?.name, "mail");
  });

  about("mails are moved once they are kept, not before, and settling again changes nothing", async ({ product, add, source }) => {
    add(6, "apart");
    const inProcessed = () => product.mails.filter(({ folder }) => folder === product.processed).length;
    const first = await pageOf(source());
    assert.deepEqual([first.records.length, first.more, inProcessed()], [4, true, 0]);
    await source().settled!(first.cursor, still());
    await source().settled!(first.cursor, still());
    assert.equal(inProcessed(), 4);
    const second = await pageOf(source(), first.cursor);
    await source().settled!(second.cursor, still());
    assert.deepEqual([second.records.length, second.more, inProcessed()], [2, false, 6]);
    assert.equal(product.double.seen.filter(({ path }) => path.endsWith("/move")).length, 6);
    // A crash before settling: the page comes again, what was moved is left out of the next round.
    assert.deepEqual((await pageOf(source(), second.cursor)).records, []);
  });

  about("where the place in the mailbox is forgotten, it begins anew and loses nothing", async ({ product, add, source }) => {
    add(3, "apart");
    const { cursor } = await pageOf(source());
    product.forget(true);
    const made = add(1, "apart");
    const again = await pageOf(source(), cursor);
    assert.deepEqual([again.records, again.more], [[], true]);
    const { records } = await pageOf(source(), again.cursor);
    assert.ok(records.some(({ id }) => id === made[0]));
  });

  about("a mail that is too large is refused by its name and moved, and keeps none back", async ({ product, add, source }) => {
    const large = product.add(mail("large") + "x".repeat(recordBytesMax), 1_000);
    const [small] = add(1, "apart");
    const { records, refused, cursor } = await pageOf(source());
    assert.deepEqual([records.map(({ id }) => id), refused!.map(({ id, reason }) => [id, reason])], [[small], [[large, "too-large"]]]);
    await source().settled!(cursor, still());
    assert.ok(product.mails.every(({ folder }) => folder === product.processed));
  });

  about("a mail that somebody took away meanwhile keeps none back", async ({ product, add, source }) => {
    add(3, "apart");
    product.double.fault = ({ path }) => (path.includes("000001") && path.endsWith("$value") ? "not-found" : undefined);
    assert.equal((await pageOf(source())).records.length, 2);
  });

  about("a mail that Graph cannot give keeps the others back for a while, and no longer", async ({ product, add, source }) => {
    const made = add(2, "apart");
    product.double.fault = ({ path }) => (path.includes("000001") && path.endsWith("$value") ? "internal-error" : undefined);
    const reading = source();
    for (let times = 0; times < 2; times++) await assert.rejects(pageOf(reading), { code: "connector/unavailable" });
    const { records, refused } = await pageOf(reading);
    assert.deepEqual([records.map(({ id }) => id), refused!.map(({ id, reason }) => [id, reason])], [[made[0]], [[made[1], "unreadable"]]]);
  });

  about("a right to move that is missing is said, and mails stay where they are", async ({ product, add, source }) => {
    add(1, "apart");
    const { cursor } = await pageOf(source());
    product.forbidMoves();
    await assert.rejects(source().settled!(cursor, still()), { code: "sink/refused" });
    assert.ok(product.mails.every(({ folder }) => folder !== product.processed));
  });

  about("a folder that is not there is said, with what to do", async ({ scene }) => {
    const { connector } = openIn({ ...scene, settings: { ...scene.settings, "processed-folder": "x' or 1 eq 1" } });
    await assert.rejects(connector.check(still()), { code: "connector/bad-settings" });
  });
});
