import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ifThere } from "../../src/testing/real/if-there.ts";
import { jobs } from "./asked.ts";
import { socDay } from "./day.ts";
import { adopt, atRest, type Day, decideInShadow, handOver, install, letIn, taken, theCase, workMsMax } from "./office.ts";
import { startProducts } from "./products.ts";
import { closeTicket, contain, heardBack, theTicket, undo, verdictsInSiem } from "./response.ts";
import { eventually, type Service, startService } from "./service.ts";
import { addsUp, once, verified } from "./sums.ts";

// Guarantees: with real servers all around it and killed twice, the service turns a reported mail into a case, a ticket, a suspended account and a verdict,
// each of them once, and what was handed over adds up.

test("a day in a SOC, from a mail that somebody reports to the verdict in the SIEM", { timeout: 420_000 }, async (t) => {
  await ifThere(t, await startProducts(), async (products) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-soc-day-")));
    // The account of the database must be able to pass through.
    chmodSync(folder, 0o711);
    const day: Day = { t, products, installation: { folder, dataDir: join(folder, "data") }, service: undefined as unknown as Service };
    try {
      await live(day);
    } catch (error) {
      t.diagnostic(day.service?.said().slice(-4_000) ?? "the service never ran");
      throw error;
    } finally {
      await day.service?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function live(day: Day): Promise<void> {
  const beganMs = performance.now();
  const done = (what: string) => day.t.diagnostic(`${((performance.now() - beganMs) / 1_000).toFixed(0)} s: ${what}`);
  const nowMs = Date.now();
  const { morning, lure, abuse } = socDay(nowMs, 1);

  await install(day, nowMs);
  day.service = await startService(day.installation);
  const rhea = await letIn(day);
  await adopt(day);
  done("installed, and somebody is signed in");

  await handOver(day, morning);
  await taken(rhea, morning);
  await handOver(day, lure);
  await taken(rhea, morning, lure);
  assert.ok(!(await jobs(rhea)).some(({ kind }) => kind === "ticket"), "a ticket was written before anybody decided");
  const decided = new Set<string>();
  await eventually("the first ticket", workMsMax, async () => {
    await decideInShadow(rhea, decided);
    return (await jobs(rhea)).some(({ kind, status }) => kind === "ticket" && status === "written");
  });
  done("the mail is a case, and tickets are being written");
  await day.service.kill();
  await handOver(day, abuse);
  day.service = await startService(day.installation);
  await taken(rhea, morning, lure, abuse);
  const found = await theCase(rhea);
  await atRest(rhea);
  await decideInShadow(rhea, new Set());
  await atRest(rhea);
  done("killed, and everything is settled");

  const ticket = await theTicket(day, rhea, found);
  await verdictsInSiem(day, found);
  await contain(day, rhea, found);
  done("the account is suspended");
  await closeTicket(day, ticket);
  await undo(day, rhea);
  done("the account is free again");
  await heardBack(rhea, found, ticket);
  done("the ticket's end came back");
  await atRest(rhea);
  await once(day, rhea);
  await addsUp(day, rhea, [morning, lure, abuse]);
  await verified(day, rhea);
  done("everything adds up, and the record holds");
}
