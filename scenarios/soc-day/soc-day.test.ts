import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readKey } from "../../src/cli/person-key.ts";
import { freePort } from "../../src/testing/real/part.ts";
import { type Day, socDay } from "./day.ts";
import { comeIn, type PersonAtDesk } from "./person.ts";
import { type Products, startProducts, writeInstallation } from "./products.ts";
import { command, eventually, type Installation, type Service, startService } from "./service.ts";

const t0 = performance.now();
const say = (...words: unknown[]) => console.error(`[${((performance.now() - t0) / 1000).toFixed(1)}]`, ...words);

test("proto", { timeout: 300_000 }, async () => {
  const products = await startProducts();
  if ("missing" in products) return say(products.missing);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-day-")));
  chmodSync(folder, 0o711);
  const installation = { folder, dataDir: join(folder, "data") };
  say("products run", folder);
  let service: Service | undefined;
  try {
    const lines = [];
    for (const [name, roles] of [["ada", "[admin]"], ["ben", "[admin]"], ["rhea", "[responder]"]]) {
      const line = await command(installation, "contain", "keygen", name!, "--out", join(folder, `${name}.key`));
      lines.push(line.split("\n")[0]!.replace("[responder]", roles!));
    }
    const now = Date.now();
    const port = await freePort();
    writeInstallation(folder, products, { port, people: lines.join("\n"), now: new Date(now).toISOString() });
    say(await command(installation, "config", "check", join(folder, "watchkeeper.yaml"), "--connect").catch(String));
    service = await startService(installation);
    say(service.said());
    for (const name of ["ada", "ben"])
      say(await command(installation, "contain", "adopt", "--as", name, "--key", join(folder, `${name}.key`), "--data-dir", installation.dataDir, "--orders", join(folder, "containment.yaml")).catch(String));
    const link = /token=([0-9a-zA-Z_-]+)/.exec(service.said())?.[1]!;
    const ada = await comeIn(service.place, link, "ada");
    await ada.addApp();
    const made = await ada.ask<{ id: string }>("POST", "/api/v1/people", { name: "rhea", roles: ["responder", "auditor"] });
    const { link: rheaLink } = await ada.ask<{ link: string }>("POST", `/api/v1/people/${made.id}/link`);
    const rhea = await comeIn(service.place, /[0-9a-f]{64}/.exec(rheaLink)![0]);
    await rhea.addApp();
    say("people");
    const day = socDay(now, 1);
    await products.syslog.send(day.syslog);
    await products.bus.send("alerts.edr", day.bus);
    for (const mail of day.mails) await products.mail.deliver("abuse", mail);
    for (const { timeMs, fields } of day.siem) products.siem.addAlert(timeMs, fields as Record<string, unknown>);
    await products.sensor.see(1, now - 28 * 60_000);
    say("handed over");
    for (let i = 0; i < 12; i++) {
      await new Promise((r) => setTimeout(r, 5000));
      const { cases, accounting } = await rhea.ask<any>("GET", "/api/v1/cases");
      say(JSON.stringify(accounting), cases.map((c: any) => `${c.id} ${c.state} ${c.verdict} ${c.severity} n=${c.alerts} ${c.title}`));
      const { jobs } = await rhea.ask<any>("GET", "/api/v1/write-back/jobs");
      say(jobs.map((j: any) => `${j.kind} ${j.connector} ${j.case} ${j.status} ${j.problem ?? ""}`));
      const { actions } = await rhea.ask<any>("GET", "/api/v1/actions");
      say(actions.map((j: any) => `${j.id} ${j.verb} ${j.target} ${j.status} t${j.tier} ${j.says}`));
      if (i === 3 || i === 11) {
        const { sources } = await rhea.ask<any>("GET", "/api/v1/sources");
        say(sources.map((s: any) => `${s.source} acc=${s.accepted} rep=${s.repeated} dl=${s.deadLettered} wait=${s.waiting} ${s.state} ${s.problem}`));
        const { alerts } = await rhea.ask<any>("GET", "/api/v1/alerts");
        say(alerts.map((a: any) => `${a.id} src=${a.source} ${a.product} ${a.severity} ${a.case} ${a.state} ${a.title}`));
      }
    }
    say(service.said());
  } finally {
    await service?.stop();
    await products.stop();
    if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
  }
});
