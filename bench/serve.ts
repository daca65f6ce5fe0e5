/**
 * The service under load: `node bench/serve.ts [--rate 200] [--seconds 600] [--burst 20000] [--settle 20]`. Starts `watchkeeper serve` on a database of its
 * own in a temporary folder, every commit synced, with a signed webhook for each of five products and a syslog listener over TCP, and sends as products do.
 * Every alert has an id of its own. Measured from outside: for each alert the time from the receipt of its record to its triage, by the rows that people
 * see; how long a burst takes to be worked off; the memory of the process; and the account: everything sent is there once.
 */
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openHookSender } from "../src/testing/hook-sender.ts";
import { freePort } from "../src/testing/real/part.ts";
import { openSeenOutside, type SeenAlert } from "../src/testing/seen-outside.ts";
import { startServing } from "../src/testing/serving.ts";
import { chanceOf } from "../tools/trials/chance.ts";
import { openMix } from "./watch-mix.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "200" },
    seconds: { type: "string", default: "600" },
    burst: { type: "string", default: "20000" },
    settle: { type: "string", default: "20" },
    profile: { type: "string" },
  },
});
const [rate, seconds, burst] = [Number(values.rate), Number(values.seconds), Number(values.burst)];
const sources = ["suricata", "wazuh", "edr", "proxy", "mail-gateway"];
/** Of a hundred alerts of the burst and the stream, so many come by syslog. */
const bySyslogShare = 10;
const [ticksPerSecond, burstSeconds, sayEverySeconds] = [10, 10, 30];
const triagedWaitMs = 300_000;

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "wk-bench-serve-")));
// The account of the database must be able to pass through.
chmodSync(scratch, 0o711);
const key = randomUUID();
const syslogPort = await freePort();
writeFileSync(join(scratch, "key"), key, { mode: 0o600 });
writeFileSync(
  join(scratch, "watchkeeper.yaml"),
  `version: 1
connectors:
${sources.map((name) => `  - { name: ${name}, product: webhook, settings: { mapping: none }, secrets: { key: { file: ${join(scratch, "key")} } } }`).join("\n")}
  - { name: sensors, product: syslog-listener, settings: { transport: tcp, port: ${syslogPort} } }
watch: { settle-seconds: ${values.settle} }
logs: { level: info, file: service.log }
`,
);
const dataDir = join(scratch, "data");
const serving = await startServing({
  words: ["--data-dir", dataDir, "--config", join(scratch, "watchkeeper.yaml")],
  cwd: scratch,
  ...(values.profile !== undefined && { environment: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` } }),
});
const seen = await openSeenOutside({ dataDir, join: true });
const sender = openHookSender({ urls: () => [serving.url], key });
const syslog = await new Promise<Socket>((settle, fail) => {
  const socket = connect({ host: "127.0.0.1", port: syslogPort }, () => settle(socket));
  socket.once("error", fail);
});
const mix = openMix(chanceOf(1));
const chance = chanceOf(2);
let sent = 0;

/** Sends so many alerts, and resolves once the webhooks among them are acknowledged. Ids begin with the phase. */
async function send(phase: string, count: number): Promise<void> {
  const posts: Promise<void>[] = [];
  for (const [source, lines] of mix.next(count)) {
    const posted: string[] = [];
    for (const line of lines) {
      const id = `${phase}-${++sent}`;
      const alert = { ...(JSON.parse(line) as { title: string; host?: string; user?: string }), id };
      if (chance.below(100) < bySyslogShare) syslog.write(cefOf(alert));
      else posted.push(JSON.stringify(alert));
    }
    if (posted.length > 0) posts.push(sender.send(source, `${posted.join("\n")}\n`, randomUUID()));
  }
  await Promise.all(posts);
}

/** A sensor's alert as syslog with CEF. */
function cefOf({ id, title, host, user }: { readonly id: string; readonly title: string; readonly host?: string; readonly user?: string }) {
  const time = new Date().toISOString();
  // As different as those of the mix: one address in all of them would make one case of everything.
  const source = `203.0.113.${chance.below(250)}`;
  return `<129>1 ${time} ${host ?? "sensor"} sensor - - - CEF:0|Example|Threat detection|1|4000|${title}|8|rt=${Date.now()} externalId=${id} cat=malware dhost=${host ?? ""} duser=${user ?? ""} src=${source}\n`;
}

/** Sends at a pace. Posts overlap, as those of many senders do. */
async function paced(phase: string, perSecond: number, forSeconds: number, each: (atSeconds: number) => Promise<void>): Promise<void> {
  const under = new Set<Promise<void>>();
  const startMs = performance.now();
  for (let tick = 0; tick < forSeconds * ticksPerSecond; tick++) {
    const dueMs = startMs + (tick * 1_000) / ticksPerSecond;
    if (performance.now() < dueMs) await sleep(dueMs - performance.now());
    const one = send(phase, perSecond / ticksPerSecond).finally(() => under.delete(one));
    under.add(one);
    if (tick % (sayEverySeconds * ticksPerSecond) === 0 && tick > 0) await each(tick / ticksPerSecond);
  }
  await Promise.all(under);
}

const megabytes = () =>
  Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${serving.child.pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1_024);
const load = () => loadavg()[0]?.toFixed(1);
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

function delaysOf(alerts: readonly SeenAlert[], phase: string): string {
  const sorted = alerts
    .filter(({ givenId }) => givenId?.startsWith(`${phase}-`))
    .map(({ receivedAtMs, triagedAtMs }) => (triagedAtMs ?? Number.POSITIVE_INFINITY) - receivedAtMs)
    .toSorted((a, b) => a - b);
  return `p50 ${quantile(sorted, 0.5)} ms, p95 ${quantile(sorted, 0.95)} ms, p99 ${quantile(sorted, 0.99)} ms, most ${sorted.at(-1)} ms, of ${sorted.length}`;
}

/** Waits until everything that was sent is triaged, or no more comes; gives how long that took. */
async function triaged(): Promise<number> {
  const fromMs = performance.now();
  while ((await seen.counts()).triaged < sent && performance.now() - fromMs < triagedWaitMs) await sleep(250);
  return performance.now() - fromMs;
}

const memory: number[] = [];
await paced("steady", rate, seconds, async (atSeconds) => {
  const counts = await seen.counts();
  memory.push(megabytes());
  console.log(
    `after ${atSeconds} s: sent ${sent}, shown ${counts.alerts}, triaged ${counts.triaged}; waiting ${await seen.waiting()}; RSS ${memory.at(-1)} MB; load ${load()}`,
  );
});
await triaged();
let alerts = await seen.alerts();
console.log(`sustained ${rate}/s for ${seconds} s: ${delaysOf(alerts, "steady")}; RSS ${megabytes()} MB; load ${load()}`);
if (burst > 0) {
  const burstMs = performance.now();
  await paced("burst", burst / burstSeconds, burstSeconds, async () => {});
  const acceptedMs = performance.now() - burstMs;
  const caughtUpMs = await triaged();
  alerts = await seen.alerts();
  console.log(
    `burst of ${burst}: accepted in ${(acceptedMs / 1_000).toFixed(1)} s, all triaged ${(caughtUpMs / 1_000).toFixed(1)} s after that; ${delaysOf(alerts, "burst")}; RSS ${megabytes()} MB; load ${load()}`,
  );
}
const ids = new Set(alerts.map(({ givenId }) => givenId));
const counts = await seen.counts();
const cases = await seen.cases();
console.log(
  `account: sent ${sent}, shown ${alerts.length}, different ${ids.size}, triaged ${counts.triaged}, open ${counts.open}, dead letters ${await seen.letters()}; cases ${cases.length}, settled ${cases.filter(({ state }) => state === "closed" || state === "escalated").length}; answers but 202: ${JSON.stringify([...sender.refused])}; RSS over time ${memory.join(" ")} MB`,
);
const log = readFileSync(join(scratch, "service.log"), "utf8").split("\n");
console.log(
  `warnings and errors in the log: ${log
    .filter((line) => /"level":"?(?:warn|error|40|50)/.test(line))
    .slice(0, 5)
    .join("\n")}`,
);
syslog.destroy();
await seen.close();
console.log(`ended with ${await serving.stop()}`);
rmSync(scratch, { recursive: true, force: true });
if (alerts.length !== sent || ids.size !== sent) process.exitCode = 1;
