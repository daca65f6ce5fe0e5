import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { TelemetryEvent } from "../src/core/event/event.ts";
import { sysmonEvents } from "./sysmon-day.ts";

const linesAtOnce = 5_000;

/** Writes a made Sysmon day as Winlogbeat does, one JSON line per event; never holds more than a few lines of it. */
export async function writeSysmonLines(path: string, count: number, seed: number): Promise<void> {
  const out = createWriteStream(path);
  let lines: string[] = [];
  const flush = async () => {
    if (lines.length > 0 && !out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
    lines = [];
  };
  for (const event of sysmonEvents(count, seed)) {
    lines.push(lineOf(event));
    if (lines.length >= linesAtOnce) await flush();
  }
  await flush();
  out.end();
  await once(out, "finish");
}

function lineOf({ timeMs, host, channel, action, fields }: TelemetryEvent): string {
  const {
    Provider_Name,
    EventID: _,
    Version,
    Level: __,
    Task,
    Opcode: ___,
    Keywords: ____,
    EventRecordID,
    Channel: _____,
    Computer,
    ...data
  } = fields;
  const texts = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
  return JSON.stringify({
    "@timestamp": new Date(timeMs).toISOString(),
    event: { code: action, kind: "event", provider: Provider_Name },
    host: { name: host },
    winlog: {
      channel,
      provider_name: Provider_Name,
      event_id: action,
      version: Version,
      record_id: EventRecordID,
      computer_name: Computer,
      task: String(Task),
      opcode: "Info",
      event_data: texts,
    },
  });
}
