import { knownNamesOf } from "../core/prompt/known-names.ts";

/** What prompts of tests know of their organisation: one machine, one person, one domain. */
export const knownCorp = knownNamesOf(
  {
    assets: [
      {
        name: "ws-07.corp.test",
        aliases: [],
        addresses: [],
        criticality: "low",
        role: "workstation",
        "depends-on": [],
        "redundant-with": [],
        "runs-as": [],
        protected: false,
      },
    ],
    identities: [
      {
        name: "CORP\\alice",
        aliases: [],
        "display-name": "Alice Moreau",
        role: "employee",
        privileged: false,
        "usual-hosts": [],
        protected: false,
      },
    ],
    "own-domains": ["corp.test"],
  },
  () => false,
);
