import type { Containment } from "../core/containment/containment.ts";
import type { Filed } from "../engine/containment/file-proposals.ts";
import { proposeCommand } from "./contain-orders.ts";
import { named, said, stateWords } from "./contain-text.ts";

const linesShownMax = 50;

/** What could not be proposed and what was filed before, each with its reason and how it is asked for again. */
export function filedLines({ declined, before }: Pick<Filed, "declined" | "before">, { actions }: Containment, world: string): string[] {
  const notPossible = declined.map(
    ({ caseId, action, target, says }) => `not proposed: ${action} ${named(target)} (${named(caseId)}): ${said(says)}`,
  );
  const known = before.map(({ caseId, action, target, id, says }) => {
    const what = `filed before: ${action} ${named(target)} (${named(caseId)})`;
    const held = id === undefined ? undefined : actions.get(id);
    if (!held) return `${what}: was not possible: ${said(says)}`;
    const stands = `${what}: ${held.action.id}, ${stateWords(held.status, held.action.verb)}`;
    if (!againStatuses.has(held.status)) return `${stands}: watchkeeper contain show ${held.action.id}`;
    const again = proposeCommand({ world, id: caseId }, " --as NAME --key FILE");
    return `${stands}: ${said(says)}. A person may ask again: ${again}`;
  });
  const lines = [...notPossible, ...known];
  return lines.length <= linesShownMax
    ? lines
    : [...lines.slice(0, linesShownMax), `… and ${lines.length - linesShownMax} more with --json`];
}

/** What is over, and what a person may therefore ask for once more. */
const againStatuses: ReadonlySet<string> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone", "already-so", "gone"]);
