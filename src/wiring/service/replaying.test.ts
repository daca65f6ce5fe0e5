import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { intake as intakeCommand } from "../../cli/intake.ts";
import type { OpenStore, System } from "../../cli/system.ts";
import { sealWebhook } from "../../core/webhook/webhook.ts";
import { receiveWebhook } from "../../engine/sources/webhook.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { readRecords } from "../../testing/source-scene.ts";
import { connectorDeskOf } from "../connector-desk.ts";
import { openStore } from "../store.ts";
import { withMappings } from "./replaying.ts";

// Guarantees: what a mapping refused is not lost: once the mapping is mended in the configuration, replaying brings each alert in once.

const key = "EXAMPLE-key-of-a-source-0001";
let folder: string;
let store: OpenStore;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-replay-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "key"), key, { mode: 0o600 });
  store = await openStore({ dataDir: folder }, { environment: {}, clock: realClock });
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const desk = connectorDeskOf({ clock: realClock, random: { secret: (sizeBytes) => "0".repeat(2 * sizeBytes) }, environment: {} });

/** The configuration as an operator leaves it: where the mapping looks for the title of an alert. */
function configure(source: string, title: string, keyFile = "key"): void {
  writeFileSync(
    join(folder, "watchkeeper.yaml"),
    `version: 1
connectors:
  - name: ${source}
    product: webhook
    settings:
      mapping: { each: items, id: id, source: { text: own }, title: ${title}, time: { paths: [at], format: seconds } }
    secrets: { key: { file: ${join(folder, keyFile)} } }
`,
  );
}

/** What the service does when somebody posts, with the configuration as it is now. */
async function post(source: string, value: unknown) {
  const [found] = await desk.configured({ dataDir: folder });
  assert.ok(found && "connector" in found, JSON.stringify(found));
  const body = Buffer.from(JSON.stringify(value));
  const headers = sealWebhook(Buffer.from(key), { body, nonce: `nonce-of-${source}-message`, sentAtMs: realClock.nowMs() });
  const { webhook } = found.connector;
  return receiveWebhook({ webhook, handOver: store.intake.handOver, clock: realClock }, { header: (name) => headers[name], body });
}

async function replay(...words: string[]) {
  const system = {
    environment: {},
    holdsDatabase: () => true,
    openStore: (choice: Parameters<System["openStore"]>[0]) => openStore(choice, { environment: {}, clock: realClock }),
    connectorDesk: desk,
  } as unknown as System;
  let out = "";
  const say = (text: string) => {
    out += text;
  };
  const terminal = { out: say, err: () => {}, colour: false } as never;
  await intakeCommand.run([...words, "--data-dir", folder], system, terminal, new AbortController().signal);
  return out;
}

async function alertsOf(source: string) {
  const records = (await store.intake.read(0, 1_000)).filter((each) => each.source === source);
  return (await readRecords(records)).alerts.map(({ title }) => title);
}
const lettersOf = (source: string) => store.intake.deadLetters({ limit: 10, source });
const message = {
  items: [
    { id: "1", name: "a", at: 1_795_424_400 },
    { id: "2", label: "b", at: 1_795_424_401 },
    { id: "3", label: "c", at: 1_795_424_402 },
  ],
};

test("a message that a mapping refused in part: mended and replayed at the command line, each alert is there once", async () => {
  configure("vendor", "name");
  assert.deepEqual(await post("vendor", message), { accepted: 1, repeated: 0 });
  const [letter] = await lettersOf("vendor");
  assert.equal(letter?.reason, "unmapped");
  const number = String(letter.letter);
  await assert.rejects(replay("replay", number), { code: "intake/still-refused" });
  assert.deepEqual(await alertsOf("vendor"), ["a"]);
  configure("vendor", "{ paths: [name, label] }");
  assert.match(await replay("replay", number), /taken in anew/);
  assert.match(await replay("replay", number), /it is there already/);
  assert.deepEqual(await alertsOf("vendor"), ["a", "b", "c"]);
  assert.deepEqual(
    (await lettersOf("vendor")).map(({ replayedAtMs }) => typeof replayedAtMs),
    ["number"],
  );
  assert.match(await replay("letters", "--source", "vendor"), /; taken in anew /);
});

test("the same in the service; a webhook that cannot be opened takes no message back, and nothing of it is lost", async () => {
  configure("scanner", "headline");
  assert.deepEqual(await post("scanner", message), { accepted: 0, repeated: 0 });
  const letter = (await lettersOf("scanner"))[0]?.letter ?? 0;
  const service = async () => {
    const all = await desk.configured({ dataDir: folder });
    const connectors = all.flatMap((each) => ("connector" in each ? [each.connector] : []));
    return withMappings(
      store.intake,
      connectors,
      all.flatMap((each) => ("connector" in each ? [] : [each])),
    );
  };
  configure("scanner", "{ paths: [name, label] }", "no-such-key");
  await assert.rejects((await service()).replay(letter));
  await assert.rejects(replay("replay", String(letter)));
  assert.deepEqual(await alertsOf("scanner"), []);
  configure("scanner", "{ paths: [name, label] }");
  assert.deepEqual(await (await service()).replay(letter), { accepted: 3, repeated: 0 });
  assert.deepEqual(await (await service()).replay(letter), { accepted: 0, repeated: 3 });
  assert.deepEqual(await alertsOf("scanner"), ["a", "b", "c"]);
  assert.equal(typeof (await lettersOf("scanner"))[0]?.replayedAtMs, "number");
});
