import { type FileHandle, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import { SocError } from "../core/soc-error.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../stages/report/index.ts";

/** Where results go. A file appears whole or not at all: each is written beside its place and then moved there. */
export type ResultFolder = {
  readonly path: string;
  readonly writeAll: (assessment: Assessment, catalogue: AttackCatalogue) => Promise<void>;
  readonly openLines: () => Promise<{ readonly write: (line: string) => Promise<void>; readonly close: () => Promise<void> }>;
};

/** Makes the folder when it is not there, and refuses (`cli/output-not-writable`) before any work is done. */
export async function openResultFolder(path: string): Promise<ResultFolder> {
  try {
    await mkdir(path, { recursive: true });
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
  };
}

async function writeAll(folder: string, assessment: Assessment, catalogue: AttackCatalogue): Promise<void> {
  const files: readonly (readonly [string, () => string])[] = [
    ["report.md", () => reportMarkdown(assessment, catalogue)],
    ["report.html", () => reportHtml(assessment, catalogue)],
    ["navigator-layer.json", () => navigatorLayer(assessment, catalogue)],
    ["stix-bundle.json", () => stixBundle(assessment, catalogue)],
    ["ocsf-findings.jsonl", () => ocsfFindings(assessment)],
    ["assessment.json", () => `${JSON.stringify(assessment, undefined, 2)}\n`],
  ];
  for (const [name, content] of files) {
    const place = join(folder, name);
    await writeFile(`${place}.part`, content());
    await rename(`${place}.part`, place);
  }
}

async function openLines(place: string) {
  const file: FileHandle = await open(`${place}.part`, "w");
  return {
    write: async (line: string) => void (await file.write(line)),
    async close() {
      await file.close();
      await rename(`${place}.part`, place);
    },
  };
}

const notWritable = (path: string, cause: unknown) =>
  new SocError({
    code: "cli/output-not-writable",
    problem: `nothing can be written to "${path}"`,
    remedy: "choose another --out folder, free disk space, or change its permissions",
    retry: "never",
    cause,
  });
