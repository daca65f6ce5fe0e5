import { setTimeout as sleep } from "node:timers/promises";
import { testIntake } from "./intake-contract.ts";
import { MemoryIntake } from "./memory-intake.ts";

testIntake("in memory", async () => {
  let nowMs = Date.UTC(2026, 0, 5);
  const clock = { nowMs: () => nowMs, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: true }) };
  const intake = new MemoryIntake(clock, 500);
  const set = (toMs: number) => {
    nowMs = toMs;
  };
  return { intake, other: intake, set, waitingMax: 500 };
});
