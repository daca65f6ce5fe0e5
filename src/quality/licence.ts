import { SocError } from "../core/soc-error.ts";

/** What the licence of a folder of labelled data lets us do, and what its card must say. */
export type Licence = {
  readonly source: string;
  readonly licence: string;
  /** "model": a model learned from it may ship. "knowledge": its facts may ship. "score": it may be scored, and nothing may be fitted to it. */
  readonly allows: "model" | "knowledge" | "score";
};

const model = (source: string, licence: string): Licence => ({ source, licence, allows: "model" });
const knowledge = (source: string, licence: string): Licence => ({ source, licence, allows: "knowledge" });
const score = (source: string, licence: string): Licence => ({ source, licence, allows: "score" });

/** The folders of labelled data that the suites know. A folder that is not among them trains nothing. */
export const licences: ReadonlyMap<string, Licence> = new Map([
  ["ait", model("AIT Alert Data Set, ait-aecid/alert-data-set", "CC BY 4.0")],
  ["panther", model("panther-labs/panther-analysis, rules with their unit tests", "Apache-2.0")],
  ["ham", model("SpamAssassin public corpus, in stdlib-js/datasets-spam-assassin", "PDDL-1.0")],
  ["tram", model("center-for-threat-informed-defense/tram", "Apache-2.0")],
  ["otrf", model("OTRF/Security-Datasets", "MIT")],
  ["evtx-mitre", model("mdecrevoisier/EVTX-to-MITRE-Attack", "CC0-1.0")],
  ["secrl", model("ExCyTIn-Bench, microsoft/SecRL", "MIT")],
  ["sigma", model("SigmaHQ/sigma; rules are their authors' work", "DRL 1.1")],
  ["stratus", model("DataDog/stratus-red-team, detonation logs", "Apache-2.0")],
  ["bipia", model("microsoft/BIPIA", "MIT")],
  ["purple", model("meta-llama/PurpleLlama, prompt injections", "MIT")],
  ["evtx-benign", model("omerbenamram/evtx, samples", "MIT")],
  ["maltrail", model("stamparm/maltrail", "MIT")],
  ["attack", knowledge("MITRE ATT&CK, © The MITRE Corporation, used by its terms of use", "ATT&CK terms of use")],
  ["galaxy", knowledge("MISP/misp-galaxy", "CC0-1.0 or BSD-2-Clause")],
  ["kev", knowledge("cisagov/kev-data", "public domain")],
  ["phish", score("rf-peixoto/phishing_pot", "CC BY-NC 4.0")],
  ["lolbas", score("LOLBAS-Project/LOLBAS", "GPL-3.0")],
  ["wazuh", score("wazuh/wazuh-ruleset, test files", "none stated; GPL-2.0 upstream")],
]);

/** The licence of a folder that a shipped model is trained on, or read for as knowledge. Refuses (`train/folder-not-allowed`) any other. */
export function trainingLicence(folder: string): Licence {
  const known = licences.get(folder);
  if (!known || known.allows === "score") throw notAllowed(folder, known);
  return known;
}

const notAllowed = (folder: string, known: Licence | undefined) =>
  new SocError({
    code: "train/folder-not-allowed",
    problem: known
      ? `the licence of "${folder}" (${known.licence}) does not let a model learned from it ship`
      : `nothing is known of the licence of "${folder}"`,
    remedy: "train on folders whose licence allows it; src/quality/licence.ts lists them",
    retry: "never",
  });
