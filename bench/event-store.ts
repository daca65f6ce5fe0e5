import { emptyFields, type Fields, type TelemetryEvent } from "../src/core/event/event.ts";
import type { EventQuery } from "../src/core/query/query.ts";
import { openEventStore } from "../src/storage/event/postgres-events.ts";
import { openDatabase } from "../src/storage/open-database.ts";

// How fast events like Sysmon's are stored and found. `node bench/event-store.ts [events] [batch] [batches at once]`
const [eventsTotal = 200_000, batchEvents = 4_000, together = 2] = process.argv.slice(2).map(Number);
const differentEvents = 20_000;
const beginMs = Date.UTC(2020, 0, 1);

let state = 1;
/** A number below `bound`: mulberry32, the same in every run. */
function below(bound: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
}
const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join("");
const tools = Array.from({ length: 300 }, (_, index) => ({ path: `C:\\Windows\\System32\\tool${index}.exe`, sha256: hex(64) }));

function fieldsOf(kind: number, host: string): Fields {
  const tool = tools[below(tools.length)]!;
  const fields = Object.assign(emptyFields(), {
    Computer: host,
    ProcessGuid: `{${hex(32)}}`,
    ProcessId: String(below(60_000)),
    Image: tool.path,
    User: `EXAMPLE\\user${below(200)}`,
    RuleName: "-",
    Description: `An event of about a thousand bytes: ${hex(300)}`,
  });
  if (kind === 0)
    return Object.assign(fields, {
      CommandLine: `"${tool.path}" -k group -s ${hex(40)}`,
      sha256: tool.sha256,
      ParentImage: tools[below(tools.length)]!.path,
      ParentCommandLine: `${tool.path} --run ${hex(120)}`,
    });
  if (kind === 1)
    return Object.assign(fields, {
      SourceIp: `10.0.0.${below(50)}`,
      DestinationIp: `198.51.100.${below(250)}`,
      DestinationHostname: `h${below(3_000)}.example.net`,
      More: hex(200),
    });
  return Object.assign(fields, { TargetFilename: `C:\\Users\\u\\AppData\\Local\\Temp\\${hex(12)}.tmp`, More: hex(250) });
}

function eventOf(record: number): TelemetryEvent {
  const kind = below(3);
  const host = `ws${below(50)}.example.test`;
  return {
    timeMs: beginMs,
    dataset: "windows",
    channel: "Microsoft-Windows-Sysmon/Operational",
    action: String([1, 3, 11][kind]),
    host,
    fields: fieldsOf(kind, host),
    source: { path: "sysmon.evtx", record, digest: `sha256:${hex(64)}` },
    logSource: { product: "windows", category: "process_creation" },
  };
}

const pool = Array.from({ length: differentEvents }, (_, record) => eventOf(record + 1));
const opened = performance.now();
const database = await openDatabase({ ephemeral: true });
const store = await openEventStore(database, "bench");
console.log(`opened in ${Math.round(performance.now() - opened)} ms; ${JSON.stringify(pool[0]!.fields).length} bytes of fields each`);

const began = performance.now();
const cpu = process.cpuUsage();
const underWay = new Set<Promise<void>>();
for (let from = 0, batch = 0; from < eventsTotal; from += batchEvents, batch++) {
  const count = Math.min(batchEvents, eventsTotal - from);
  const events = Array.from({ length: count }, (_, place) => ({
    ...pool[(from + place) % pool.length]!,
    timeMs: beginMs + (from + place) * 80,
  }));
  if (underWay.size >= together) await Promise.race(underWay);
  const stored: Promise<void> = store.append({ inputIndex: 0, batch, events, letters: [] }).then(() => void underWay.delete(stored));
  underWay.add(stored);
}
await Promise.all(underWay);
await store.finishLoading();
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
const rss = Math.round(process.memoryUsage().rss / 1_048_576);
console.log(`${eventsTotal} events stored in ${(wallMs / 1_000).toFixed(1)} s (${Math.round((eventsTotal / wallMs) * 1_000)}/s)`);
console.log(`our own CPU, making the events included: ${((user + system) / eventsTotal).toFixed(1)} us each; resident ${rss} MiB`);

const questions: Record<string, Partial<EventQuery>> = {
  "a user": { entity: "user:user5" },
  "a user within ten minutes": { entity: "user:user5", time: { fromMs: beginMs, toMs: beginMs + 600_000 } },
  "a user with a condition": { entity: "user:user5", where: { field: "process.path", op: "endsWith", value: "tool7.exe" } },
  "a user by host": { entity: "user:user5", aggregate: { by: ["host"], distinct: "process.path" } },
  "a word in all command lines": { where: { field: "process.command-line", op: "contains", value: "mimikatz" } },
};
for (const [name, parts] of Object.entries(questions)) {
  const asked = performance.now();
  const { total } = await store.search({ time: { fromMs: 0, toMs: 4e12 }, sort: "oldest", limit: 100, ...parts });
  console.log(`${name}: ${total} in ${(performance.now() - asked).toFixed(0)} ms`);
}
await database.close();
