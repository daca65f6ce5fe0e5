import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Has a script play against the mistake of a number in a process of its own, from the first episode on, and gives what it printed. Fails with what it said where it broke off. */
export async function findDefect<Found>(script: URL, number: number, episodesMax: number): Promise<Found> {
  const child = spawn(process.execPath, [fileURLToPath(script), String(number), String(episodesMax), "1"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  const faults: Buffer[] = [];
  child.stdout.on("data", (bytes) => said.push(bytes));
  child.stderr.on("data", (bytes) => faults.push(bytes));
  const code = await new Promise((settle) => child.once("close", settle));
  assert.equal(code, 0, Buffer.concat(faults).toString("utf8"));
  return JSON.parse(Buffer.concat(said).toString("utf8")) as Found;
}
