import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { DemoScenario } from "../../cli/system.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Connector } from "../../ports/connector.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import { MemoryIntake } from "../../testing/memory-intake.ts";
import { openDemoData } from "./demo-data.ts";

// Guarantees: demo data is played once, in order of time, and only where nothing else is; what its company knows is gone once a source is configured.

const records: DemoScenario["records"] = ["b", "a", "c"].map((id, at) => ({
  source: at === 1 ? "demo-mail" : "demo-zeek",
  id,
  bytes: Buffer.from(id),
  timeMs: at * 3_600_000,
}));

describe("demo data", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "wk-demo-data-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function opened(connectors: readonly Pick<Connector, "name" | "alerts">[] = [], intake?: MemoryIntake) {
    const clock = hurriedClock(50);
    const held = intake ?? new MemoryIntake(clock);
    const parts = {
      tenant: { name: "default" },
      folder,
      log: { warn: (_event: string, _fields: unknown, cause: unknown) => assert.fail(String(cause)) },
      system: {
        clock,
        demoScenario: async (place: string) => {
          writeFileSync(join(place, "inventory.yaml"), "assets: []\n");
          return { records };
        },
      },
    };
    return { intake: held, demo: openDemoData(parts as never, { intake: held, connectors: connectors as never }) };
  }
  const play = (demo: ReturnType<typeof opened>["demo"], hasCases = false) => demo.play({ hasCases, known: async () => {} });

  test("is handed over in order of time, and its company is known from then on", async () => {
    const { demo, intake } = opened();
    assert.deepEqual(demo.knowledge().inventory, []);
    assert.equal(await demo.state(), "no");
    const played = await play(demo);
    assert.equal(demo.catchesUp(), true);
    await played.handed;
    assert.equal(demo.catchesUp(), false);
    assert.deepEqual(played.sources, ["demo-mail", "demo-zeek"]);
    assert.deepEqual(
      (await intake.read(0, 10)).map(({ id }) => id),
      ["b", "a", "c"],
    );
    assert.equal(demo.knowledge().inventory.length, 1);
    assert.deepEqual(await demo.ownSources(), []);
    await intake.processed(10);
    assert.equal(await demo.state(), "played");
  });

  test("is handed over whole where the database ends a transaction that stood still, and what was kept before is not there twice", async () => {
    const clock = hurriedClock(50);
    const intake = new MemoryIntake(clock);
    let lost = 0;
    const shaky = Object.assign(Object.create(intake) as MemoryIntake, {
      async handOver(...words: Parameters<MemoryIntake["handOver"]>) {
        const received = await intake.handOver(...words);
        if (lost++ < 2) throw new SocError({ code: "storage/server-lost", problem: "lost", remedy: "again", retry: { afterMs: 2_000 } });
        return received;
      },
    });
    const { demo } = opened([], shaky);
    await (await play(demo)).handed;
    assert.ok(lost > 2);
    assert.deepEqual(
      (await intake.read(0, 10)).map(({ id }) => id),
      ["b", "a", "c"],
    );
  });

  test("is refused where it was played, where there is a source of one's own, and where there are cases", async () => {
    const first = opened();
    await (await play(first.demo)).handed;
    await assert.rejects(play(first.demo), { code: "demo/not-fresh" });
    rmSync(join(folder, "demo"), { recursive: true });
    await assert.rejects(play(opened([{ name: "edge", alerts: {} as never }]).demo), { code: "demo/not-fresh" });
    await assert.rejects(play(opened().demo, true), { code: "demo/not-fresh" });
    const heard = opened();
    await heard.intake.handOver({ source: "edge", records: [{ id: "1", bytes: Buffer.from("x") }] });
    await heard.intake.heard("edge", { state: "running" });
    await assert.rejects(play(heard.demo), { code: "demo/not-fresh" });
  });

  test("what its company knows counts no longer once a source is configured", async () => {
    await (await play(opened().demo)).handed;
    assert.deepEqual(opened([{ name: "edge", alerts: {} as never }]).demo.knowledge(), { inventory: [], indicators: [] });
  });
});
