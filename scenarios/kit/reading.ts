import type { InputRecord } from "../../src/formats/format.ts";
import { readInput } from "../../src/formats/read.ts";
import type { ScenarioFile } from "../../src/redteam/records/recording.ts";

/** One file of a scenario as the product reads it. Paths lose their leading folder, as in the truth. */
export type ReadFile = { readonly path: string; readonly format: string; readonly records: readonly InputRecord[] };

const evidenceFolder = "evidence/";

/** Reads the evidence of a scenario with the product's own readers, file by file. */
export async function* readEvidence(files: readonly ScenarioFile[]): AsyncGenerator<ReadFile> {
  for (const { path, bytes, modifiedMs } of files) {
    if (!path.startsWith(evidenceFolder)) continue;
    const records: InputRecord[] = [];
    let format = "";
    for await (const step of readInput(path.slice(evidenceFolder.length), piecesOf(bytes), { modifiedMs })) {
      if (step.kind === "batch") records.push(...step.records);
      else format = step.format;
    }
    yield { path: path.slice(evidenceFolder.length), format, records };
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += 65_536) yield bytes.subarray(offset, offset + 65_536);
}
