import { fuzzReaders } from "../src/testing/model-fuzz/run.ts";

/**
 * `node bench/model-outputs.ts [outputs] [seed]`: so many hostile outputs (1,000,000) to the readers of the four roles. Prints how many were accepted, and every
 * crash and every accepted output that the second opinion finds wrong; ends with 1 if there is any.
 */
const outputs = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const stepMax = 50_000;
const began = performance.now();
let done = 0;
let accepted = 0;
let wrong = 0;
while (done < outputs) {
  const step = Math.min(stepMax, outputs - done);
  const run = fuzzReaders(step, seed + done);
  done += step;
  accepted += run.accepted;
  wrong += run.findings.length;
  for (const { role, raw, wrong: why } of run.findings) console.log(`${role}: ${why}\n  ${JSON.stringify(raw)}`);
}
// One-sided Clopper-Pearson at 95 % for nothing found.
const bound = wrong === 0 ? `, below ${((1 - 0.05 ** (1 / done)) * 100).toFixed(6)} % (95 %)` : "";
console.log(
  `${done} outputs from seed ${seed}: ${accepted} accepted, ${wrong} crashes or invalid ones accepted${bound}; ${Math.round((performance.now() - began) / 1000)} s`,
);
process.exitCode = wrong === 0 ? 0 : 1;
