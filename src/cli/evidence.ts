import { readPeriod } from "../core/governance/evidence/period.ts";
import { evidenceFrameworks } from "../core/governance/framework.ts";
import { inline } from "../core/report/inline.ts";
import type { PackFile } from "../core/transparency/pack/pack.ts";
import { accessWorld, noteExport } from "../engine/access/access-record.ts";
import { exportEvidence } from "../engine/governance/export-evidence.ts";
import { gatherCard } from "../engine/governance/gather-card.ts";
import { systemCard } from "../stages/governance/card.ts";
import { cardDocument, documentMarkdown } from "../stages/governance/card-document.ts";
import { documentPdf } from "../stages/regulation/pdf.ts";
import { badOption, type Command, oneOf, readOptions } from "./command.ts";
import { openEvidenceFolder } from "./evidence-folder.ts";
import { openKeptStore } from "./kept-store.ts";
import { count } from "./progress.ts";
import type { OpenStore, System } from "./system.ts";

const options = {
  framework: { type: "string" },
  period: { type: "string" },
  out: { type: "string" },
  "data-dir": { type: "string" },
  tenant: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper evidence export`: the records of a period for a framework, for an auditor who has nothing of ours. */
export const evidence: Command = {
  name: "evidence",
  summary: "export the records of a period, with proofs, for DORA, NIS2 or the AI Act",
  usage: `watchkeeper evidence export --framework dora|nis2|ai-act --period FROM/TO --out DIR [--data-dir DIR] [--tenant NAME] [--json]

  --framework WORD   which regulation the records are evidence for; each is mapped to its articles
  --period FROM/TO   two days or times in UTC, such as 2026-01-01/2026-07-01; the second is not included
  --out DIR          a folder that is empty or not there yet
  --data-dir DIR     the data folder of the installation (or DATABASE_URL); it may be running
  --tenant NAME      whose records (default: default)
  --json             print the statement of completeness as JSON

Each record carries its proof of inclusion under a checkpoint that is signed now; DIR/README.md says how an auditor checks it all with python3 alone, or with Go
and openssl. What is found broken is refused and nothing is handed over. That it was exported is recorded in the world "access". It is no legal advice.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length !== 1 || positionals[0] !== "export")
      throw badOption(`evidence takes "export", not "${positionals.join(" ").slice(0, 80)}"`);
    if (values.framework === undefined) throw badOption("--framework is missing: dora, nis2 or ai-act");
    const framework = oneOf("framework", values.framework, evidenceFrameworks);
    if (values.period === undefined) throw badOption("--period FROM/TO is missing");
    const period = readPeriod(values.period);
    if (values.out === undefined) throw badOption("--out DIR is missing");
    const tenant = values.tenant ?? "default";
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant))
      throw badOption(`--tenant takes a name of the configuration, not "${tenant.slice(0, 80)}"`);
    const store = await openKeptStore(system, values["data-dir"], tenant === "default" ? undefined : tenant);
    try {
      const folder = await openEvidenceFolder(values.out);
      const exported = await exportEvidence({
        ...{ framework, period, tenant, version: system.version, clock: system.clock, sink: folder.sink },
        beside: await cardFiles(store, system, tenant),
        worldNames: store.worldNames,
        journalOf: async (world) => (await store.world(world)).journal,
        stampTime: system.stampTime,
        progress: (world) => terminal.err(`reading ${inline(world, 80)}\n`),
      }).catch(async (cause: unknown) => {
        await folder.discard();
        throw cause;
      });
      const { journal: access } = await store.world(accessWorld);
      const what = `evidence export for ${framework}, ${exported.period.from} to ${exported.period.to}`;
      await noteExport(access, system.clock, { by: "machine", what, digest: exported.digest }).catch(async (cause: unknown) => {
        await folder.discard();
        throw cause;
      });
      const sum = (of: "inPeriod" | "exported" | "erased" | "withheld") => exported.worlds.reduce((total, world) => total + world[of], 0);
      if (values.json) terminal.out(`${JSON.stringify({ ...exported, out: values.out })}\n`);
      else
        terminal.out(
          `${count(sum("exported"))} of ${count(sum("inPeriod"))} records of the period, ${count(sum("erased"))} erased and ${count(sum("withheld"))} withheld, in ${inline(values.out)}; SHA-256 of its SHA256SUMS: ${exported.digest.slice(7)}\n`,
        );
      return 0;
    } finally {
      await store.close();
    }
  },
};

/** The system card as data, as text, and on paper. */
async function cardFiles(store: OpenStore, system: System, tenant: string): Promise<readonly PackFile[]> {
  const card = systemCard({
    ...(await gatherCard(store, system.clock.nowMs())),
    ...{ tenant, version: system.version, quality: await system.qualityFigures?.() },
  });
  const document = cardDocument(card);
  return [
    { path: "card/ai-system-card.json", bytes: Buffer.from(`${JSON.stringify(card, undefined, 2)}\n`) },
    { path: "card/ai-system-card.md", bytes: Buffer.from(documentMarkdown(document)) },
    { path: "card/ai-system-card.pdf", bytes: documentPdf(document) },
  ];
}
