import { alarmWorld } from "../alarm/alarm.ts";
import { autonomyWorld } from "../autonomy/grant.ts";
import { containmentWorld } from "../containment/containment.ts";
import { exerciseWorld } from "../exercise/exercise.ts";
import { handoverWorld } from "../handover/handover.ts";
import { learningWorld } from "../learning/learning.ts";
import { guideWorld } from "../model/guide.ts";
import { qualitySampleWorld } from "../quality-sample/quality-sample.ts";
import { regulationWorld } from "../regulation/dossier.ts";
import { serviceWorld } from "../service/service-record.ts";
import { writeBackWorld } from "../write-back/write-back.ts";
import { governanceWorld } from "./governance.ts";

/** What kinds of records a tenant has: the segments of its watch are one kind. "investigation" are runs on files, which are no part of its operation. */
export const worldKinds = [
  "watch",
  "containment",
  "write-back",
  "learning",
  "guide",
  "handover",
  "quality-sample",
  "autonomy",
  "exercise",
  "alarm",
  "regulation",
  "governance",
  "access",
  "service",
] as const;
/** One of `worldKinds`. */
export type WorldKind = (typeof worldKinds)[number];

const named: ReadonlyMap<string, WorldKind> = new Map([
  [containmentWorld, "containment"],
  [writeBackWorld, "write-back"],
  [learningWorld, "learning"],
  [guideWorld, "guide"],
  [handoverWorld, "handover"],
  [qualitySampleWorld, "quality-sample"],
  [autonomyWorld, "autonomy"],
  [exerciseWorld, "exercise"],
  [alarmWorld, "alarm"],
  [regulationWorld, "regulation"],
  [governanceWorld, "governance"],
  ["access", "access"],
  [serviceWorld, "service"],
]);

/** The kind of the record of this name; undefined for one that is no part of a tenant's operation. */
export const worldKind = (world: string): WorldKind | undefined => (/^watch-\d{6}$/.test(world) ? "watch" : named.get(world));
