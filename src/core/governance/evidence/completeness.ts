import type { FrameworkMap } from "../framework.ts";
import type { WorldKind } from "../world-kind.ts";
import type { EvidencePeriod } from "./period.ts";

/** One world of an export: how many entries its checkpoint is over, how many of them the period holds, and what became of those. */
export type WorldStatement = {
  readonly world: string;
  readonly kind: WorldKind;
  readonly size: number;
  readonly inPeriod: number;
  readonly exported: number;
  readonly disclosed: number;
  /** Their keys were destroyed: what they said cannot be read by anybody. */
  readonly erased: number;
  /** They hold what proves who somebody is. */
  readonly withheld: number;
  /** Entries of the period that are of no type that is evidence here, by type. */
  readonly others: Readonly<Record<string, number>>;
};

/** What an export holds and what it does not, as it states it. */
export type CompletenessStatement = {
  readonly schema: "watchkeeper/evidence-export@1";
  readonly framework: FrameworkMap["framework"];
  readonly title: string;
  readonly tenant: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly madeAt: string;
  readonly version: string;
  readonly worlds: readonly WorldStatement[];
  /** Worlds that are there and not exported, with why. */
  readonly leftOut: readonly { readonly world: string; readonly because: string }[];
};

/** The schema of exports; another is another program's to check. */
export const evidenceSchema = "watchkeeper/evidence-export@1";

/** The two times of a period as a statement says them. */
export const periodText = ({ fromMs, toMs }: EvidencePeriod) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

/** The statement as people read it. */
export function completenessMarkdown({ title, tenant, period, madeAt, version, worlds, leftOut }: CompletenessStatement): string {
  const sum = (count: (world: WorldStatement) => number) => worlds.reduce((total, world) => total + count(world), 0);
  const rows = worlds.map(
    (each) =>
      `| ${each.world} | ${each.size} | ${each.inPeriod} | ${each.exported} | ${each.disclosed} | ${each.erased} | ${each.withheld} | ${each.inPeriod - each.exported} |`,
  );
  const others = worlds
    .filter((each) => Object.keys(each.others).length > 0)
    .map(
      ({ world, others: types }) =>
        `- ${world}: ${Object.entries(types)
          .map(([type, times]) => `${type} ${times}`)
          .join(", ")}`,
    );
  const lacking = sum(({ erased }) => erased);
  return `# Completeness

${title}, tenant ${tenant}, from ${period.from} to before ${period.to}. Made at ${madeAt} by Watchkeeper ${version}.

Of ${sum(({ inPeriod }) => inPeriod)} records in the period, ${sum(({ exported }) => exported)} are here, each with its proof. ${lacking === 0 ? "Nothing of them was erased." : `What ${lacking} of them said was erased; that they were there, when, and of which type is proven.`}
Every record of the period stands in a chain (chains/), so that none can be missing without its being seen; verify.py counts them anew.

| world | entries at the checkpoint | in the period | here | readable | erased | withheld | of other types |
|---|--:|--:|--:|--:|--:|--:|--:|
${rows.join("\n")}

## Of other types

These are in the chains by type and time. They are single steps (alerts as they came, claims, tiles of work), and are exported by case: watchkeeper journal export --case.

${others.join("\n") || "None."}

## Left out

${leftOut.map(({ world, because }) => `- ${world}: ${because}`).join("\n") || "Nothing."}
`;
}
