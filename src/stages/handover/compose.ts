import type { ComposedHandover } from "../../core/handover/text.ts";
import { openCases } from "./cases.ts";
import { changesSection } from "./changes.ts";
import { actionsSection, approvalsSection, killSwitchSection } from "./containment.ts";
import { dutiesSection } from "./duties.ts";
import { figuresSection } from "./figures.ts";
import type { HandoverFindings } from "./findings.ts";
import { countsOf, sourcesSection } from "./sources.ts";
import { watchOuts } from "./watch-outs.ts";
import { writeBackSection } from "./write-back.ts";

/** The agent's part of a handover, from what stands and what happened. Every fact cites what it rests on. The same findings, the same handover. */
export function composeHandover(findings: HandoverFindings): ComposedHandover {
  const { period, records } = findings;
  return {
    period,
    sections: [
      killSwitchSection(findings),
      approvalsSection(findings),
      actionsSection(findings),
      openCases(findings),
      watchOuts(findings),
      dutiesSection(findings),
      sourcesSection(findings),
      writeBackSection(findings),
      figuresSection(findings),
      changesSection(findings),
    ],
    sources: countsOf(findings),
    records: records.map(({ world, entries, hash }) => ({ world, entries, hash })).toSorted((a, b) => (a.world < b.world ? -1 : 1)),
  };
}
