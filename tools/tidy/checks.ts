import { completeConnectors, completeFormats, completeLock, errorPages, glossaryWords } from "./completeness.ts";
import { hiddenCharacters, publicAddresses, secrets, unfinishedWork } from "./content.ts";
import { docstrings } from "./docstrings.ts";
import { forbiddenNames } from "./forbidden.ts";
import { lengths } from "./lengths.ts";
import type { Check } from "./tree.ts";

/** All house rules, in the order in which they are reported. */
export const checks: readonly Check[] = [
  lengths,
  forbiddenNames,
  docstrings,
  completeConnectors,
  completeFormats,
  completeLock,
  errorPages,
  glossaryWords,
  hiddenCharacters,
  unfinishedWork,
  publicAddresses,
  secrets,
];
