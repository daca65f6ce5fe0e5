import { type FileHandle, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import { escapedJson } from "../core/report/escaped-json.ts";
import { SocError } from "../core/soc-error.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../stages/report/index.ts";
import { makeFolder } from "./make-folder.ts";

/** Where results go. A file appears whole or not at all: each is written beside its place and then moved there. */
export type ResultFolder = {
  readonly path: string;
  readonly writeAll: (assessment: Assessment, catalogue: AttackCatalogue) => Promise<void>;
  readonly openLines: () => Promise<ResultLines>;
  /** Writes one file of the folder. */
  readonly write: (name: string, text: string) => Promise<void>;
};

/** Lines of `assessments.jsonl`. `finish` moves them to their place; `abandon` leaves what there is in `assessments.jsonl.part`. */
export type ResultLines = {
  readonly write: (line: string) => Promise<void>;
  readonly finish: () => Promise<void>;
  readonly abandon: () => Promise<void>;
};

/** Makes the folder when it is not there, and refuses (`cli/output-not-writable`) before any work is done. */
export async function openResultFolder(path: string): Promise<ResultFolder> {
  try {
    await makeFolder(path);
    const probe = await open(join(path, ".watchkeeper-probe"), "w");
    await probe.close();
    await rm(join(path, ".watchkeeper-probe"));
  } catch (cause) {
    throw notWritable(path, cause);
  }
  return {
    path,
    writeAll: (assessment, catalogue) => writeAll(path, assessment, catalogue),
    openLines: () => openLines(join(path, "assessments.jsonl")),
    write: (name, text) => writeWhole(join(path, name), text),
  };
}

async function writeAll(folder: string, assessment: Assessment, catalogue: AttackCatalogue): Promise<void> {
  const files: readonly (readonly [string, () => string])[] = [
    ["report.md", () => reportMarkdown(assessment, catalogue)],
    ["report.html", () => reportHtml(assessment, catalogue)],
    ["navigator-layer.json", () => navigatorLayer(assessment, catalogue)],
    ["stix-bundle.json", () => stixBundle(assessment, catalogue)],
    ["ocsf-findings.jsonl", () => ocsfFindings(assessment)],
    ["assessment.json", () => `${escapedJson(JSON.stringify(assessment, undefined, 2))}\n`],
  ];
  for (const [name, content] of files) await writeWhole(join(folder, name), content());
}

async function writeWhole(place: string, text: string): Promise<void> {
  await named(place, () => writeFile(`${place}.part`, text)).catch(async (cause: unknown) => {
    await rm(`${place}.part`, { force: true });
    throw cause;
  });
  await rename(`${place}.part`, place);
}

async function openLines(place: string): Promise<ResultLines> {
  const file: FileHandle = await open(`${place}.part`, "w");
  return {
    write: (line: string) => named(place, async () => void (await file.writeFile(line))),
    async finish() {
      await file.close();
      await rename(`${place}.part`, place);
    },
    abandon: () => file.close(),
  };
}

/** Node says which file could not be opened, but not which could not be written to: a full disk is found by its path. */
async function named(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw Object.assign(cause as Error, { path });
  }
}

const notWritable = (path: string, cause: unknown) =>
  new SocError({
    code: "cli/output-not-writable",
    problem: `nothing can be written to "${path}"`,
    remedy: "choose another --out folder, free disk space, or change its permissions",
    retry: "never",
    cause,
  });
