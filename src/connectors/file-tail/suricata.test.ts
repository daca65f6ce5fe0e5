import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ifThere } from "../../testing/real/if-there.ts";
import { eveLines, startSuricata, suricataRule } from "../../testing/real/suricata.ts";
import { drain, keptIntake, openConnector, polledOf, readRecords } from "../../testing/source-scene.ts";
import kind from "./connector.ts";

test("what a real Suricata writes is followed while it writes and through rotation, and read as alerts and events", async (t) => {
  await ifThere(t, startSuricata(), async (suricata) => {
    const source = polledOf(openConnector(kind, { folder: suricata.logs, files: ["eve.json*"] }));
    const intake = keptIntake();
    let looks = 0;
    for (let number = 1; number <= 4; number++) {
      let isWriting = true;
      const seen = suricata.see(number).finally(() => {
        isWriting = false;
      });
      while (isWriting) {
        await drain(source, intake);
        looks++;
        await new Promise((settle) => setTimeout(settle, 10));
      }
      await seen;
      if (number === 2) renameSync(join(suricata.logs, "eve.json"), join(suricata.logs, "eve.json.1"));
    }
    await drain(source, intake);
    const { alerts, events, rejected } = await readRecords(intake.records.values());
    t.diagnostic(`${intake.records.size} lines in ${looks} looks: ${alerts.length} alerts, ${events.length} events`);
    assert.deepEqual([rejected, intake.repeated], [[], 0]);
    assert.deepEqual(
      alerts.map(({ title, techniques }) => [title, techniques]),
      Array.from({ length: 4 }, () => [suricataRule.title, [suricataRule.technique]]),
    );
    assert.deepEqual(new Set(events.map(({ channel }) => channel)), new Set(["http", "dns", "flow"]));
    assert.equal(intake.texts().filter((text) => eveLines(suricata).includes(text)).length, eveLines(suricata).length);
  });
});
