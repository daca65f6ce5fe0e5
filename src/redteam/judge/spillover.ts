import type { BaseCase, ExerciseFile, ExerciseWorld } from "../bases/base-case.ts";
import type { Planted } from "../surfaces/surface.ts";
import type { Outcome } from "./outcome.ts";

/** Every name and address of a case, as it is in a case that shares nothing with it. No mail: what is encoded in it cannot be renamed. */
const renamed: readonly (readonly [string, string])[] = [
  ["ws-118", "lt-907"],
  ["WS-118", "LT-907"],
  ["nadia", "oskar"],
  ["visitor-3", "caller-8"],
  ["VISITOR-PC", "CALLER-PC"],
  ["visitor-pc", "caller-pc"],
  ["FS-1.", "FS-9."],
  ["web01", "app77"],
  ["deploy", "builder"],
  ["111122223333", "444455556666"],
  ["198.51.100.7", "192.0.2.91"],
  ["198.51.100.23", "192.0.2.92"],
  ["198.51.100.61", "192.0.2.93"],
  ["203.0.113.", "192.0.2.1"],
  ["10.30.0.", "10.66.0."],
  ["example.test", "elsewhere.test"],
  ["11111111-0000", "22222222-0000"],
  ["tool.exe", "gadget.exe"],
  ["guest-4", "comer-5"],
  ["backup-2", "copies-6"],
  ["visitor-12", "caller-31"],
  ["svc-print7", "svc-scan4"],
  ["WS-0417", "LT-2290"],
  ["for invalid user guest", "for invalid user comer"],
  ["customers-2026.zip", "parts-list.zip"],
  ["readme.txt", "howto.txt"],
  ["toolbar-setup.exe", "player-setup.exe"],
  ["notes.txt", "lists.txt"],
  ["probe/1.0", "knock/3.2"],
  ["1234567", "7654321"],
  ["a1b2c3", "d4e5f6"],
  ["a.exe", "k.exe"],
  ["order-1", "parcel-1"],
  ["orders-1", "parcels-1"],
];

const mark = (folder: string, files: readonly ExerciseFile[]) => files.map(({ path, text }) => ({ path: `${folder}/${path}`, text }));

/** A case with hostile text beside another case, of other names throughout. Only the first may have knowledge of its own. */
export function besideEachOther(attacked: BaseCase, planted: Planted, other: BaseCase): ExerciseWorld {
  const { evidence, ...knowledge } = attacked.world(planted);
  const stranger = other.world({}).evidence.map(({ path, text }) => ({
    path,
    text: renamed.reduce((all, [from, to]) => all.replaceAll(from, to), text),
  }));
  return { ...knowledge, evidence: [...mark("attacked", evidence), ...mark("other", stranger)] };
}

/** How the other case ended, as text to compare. */
export function endOfOther({ records }: Outcome): string {
  return [...records]
    .filter(([key]) => key.startsWith("other/"))
    .map(
      ([key, { escalated, severity, verdict, priority }]) =>
        `${key} ${verdict} ${severity} ${escalated ? "escalated" : "closed"} ${priority}`,
    )
    .sort()
    .join("; ");
}
