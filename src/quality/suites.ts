import type { Suite } from "./suite.ts";
import { actors, actorsQuick } from "./suites/actors.ts";
import { ait } from "./suites/ait.ts";
import { evtxMitre, otrf } from "./suites/attack-suites.ts";
import { cloud } from "./suites/cloud.ts";
import { correlation } from "./suites/correlation.ts";
import { benign, sigmaRegression } from "./suites/detection-suites.ts";
import { detonations } from "./suites/detonations.ts";
import { phish } from "./suites/phish.ts";
import { tram, tramQuick } from "./suites/tram.ts";

/** Every labelled suite, in the order in which `watchkeeper eval all` runs them. */
export const suites: readonly Suite[] = [
  sigmaRegression,
  benign,
  evtxMitre,
  otrf,
  correlation,
  ait,
  cloud,
  detonations,
  phish,
  tram,
  tramQuick,
  actors,
  actorsQuick,
];
