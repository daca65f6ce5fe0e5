import { decideGovernance, type GovernanceCommand } from "../../core/governance/decide.ts";
import { emptyGovernance, evolveGovernance, type Governance, GovernanceEvent } from "../../core/governance/governance.ts";
import type { Person } from "../../core/person/person.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";

/** What is asked, without who asks and when. */
export type GovernanceRequest = GovernanceCommand extends infer Each
  ? Each extends GovernanceCommand
    ? Omit<Each, "by" | "atMs">
    : never
  : never;

/** Who oversees the agent of one tenant, and its serious incidents; several processes may hold it, on one journal. Refuses (`governance/…`, `journal/…`). */
export type GovernanceDesk = {
  readonly state: () => Promise<Governance>;
  /** A deed of a person: durable and published when it returns. Gives the facts. */
  readonly obey: (request: GovernanceRequest, by: Person) => Promise<readonly GovernanceEvent[]>;
};

/** Opens the journal of governance, checks and folds it. Refuses (`journal/…`). */
export async function openGovernanceDesk(journal: JournalStore, clock: Clock): Promise<GovernanceDesk> {
  const state = emptyGovernance();
  const log = await openSealedLog<GovernanceEvent>(journal, clock, {
    fold: (fact) => evolveGovernance(state, fact),
    factOf: (text) => GovernanceEvent.parse(JSON.parse(text)),
    // Names are never names of streams. The roster goes with one key; an incident has its own.
    streamOf: (fact) => ("id" in fact ? fact.id : "roster"),
    erased: "skip",
    unread: noteUnread(state),
  });
  return {
    async state() {
      await log.refresh();
      return state;
    },
    async obey(request, by) {
      const facts = await log.decide(() => decideGovernance({ ...request, by, atMs: clock.nowMs() } as GovernanceCommand, state));
      await log.checkpoint({ witness: "may" });
      return facts;
    },
  };
}

/** No number is given out twice, also that of what was erased. */
const noteUnread =
  ({ numbered }: Governance) =>
  (stream: string) => {
    const incident = /^si-([1-9]\d{0,8})$/.exec(stream);
    if (incident) numbered.incident = Math.max(numbered.incident, Number(incident[1]));
    else numbered.competence++;
  };
