import assert from "node:assert/strict";
import { loadavg } from "node:os";
import { allJudged, allRead, furtherCount, furtherMsMax, handInFurther } from "../harness/further-alerts.ts";
import { eventually, flow, go, looksRight, type Part } from "../harness.ts";

/** Beside the recorded day a company's many alerts come in, before anything else is done: all that follows has them in its queue. */
export const further: Part = (office) => {
  if (furtherCount === 0) return;
  flow(
    office,
    `${furtherCount} further alerts are handed in at once, and read, judged and laid in cases`,
    async () => {
      const held = office();
      const beganMs = performance.now();
      await handInFurther(held);
      const handedMs = performance.now();
      await allRead(held);
      const readMs = performance.now();
      await allJudged(held);
      const seconds = (untilMs: number) => ((untilMs - beganMs) / 1_000).toFixed(0);
      process.stdout.write(
        `# ${furtherCount} further alerts: handed in after ${seconds(handedMs)} s, read after ${seconds(readMs)} s, all with their verdict after ${seconds(performance.now())} s (load ${loadavg()[0]?.toFixed(1)})\n`,
      );
    },
    furtherMsMax * 2,
  );

  flow(office, "all of them are one list, from its first line to its last", async () => {
    const { page } = office().who("rhea");
    await go(page, `/?of=alerts${everyState}`);
    const lines = page.getByRole("grid").getByRole("row");
    await lines.first().waitFor();
    const first = await lines.first().textContent();
    await page.getByRole("grid").focus();
    await page.keyboard.press("G");
    await eventually("the end of what is there", 60_000, async () => (await lines.first().textContent()) !== first);
    assert.ok((await lines.count()) < 200, "as many lines as the window holds, and a few more");
    await looksRight(page, "queue-further");
  });
};

const everyState = "&state=open&state=escalated&state=closed";
