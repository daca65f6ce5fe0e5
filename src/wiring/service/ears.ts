import type { Person } from "../../core/person/person.ts";
import { inline } from "../../core/report/inline.ts";
import { SocError } from "../../core/soc-error.ts";
import type { QualityDesk } from "../../engine/quality-sample/desk.ts";
import type { CaseAct, Watch } from "../../engine/watch/watch.ts";
import type { TicketEars } from "../../engine/write-back/parts.ts";

/** Who hears, once it is open: what is written back and what is watched know of one another only here. */
export type Heard = {
  watch: Watch | undefined;
  /** Takes the autonomy of a class away; there once somebody grants it. */
  demote?: (alertClass: string, because: string) => Promise<void>;
  samples?: Pick<QualityDesk, "state">;
};

const noteLengthMax = 2_000;

/** What people do in a ticket system becomes what they do to the case. Told again, it is done once. */
export function openEars(heard: Heard): TicketEars {
  const act = async (caseId: string, command: CaseAct, by: Person) => {
    const { watch } = heard;
    if (!watch) throw new Error("nothing is heard before the watch is open");
    try {
      await watch.act({ ...command, caseId }, by);
    } catch (cause) {
      // A case that is gone, merged or full of notes: the ticket holds what was said, and telling it again changes nothing.
      if (cause instanceof SocError && settled.has(cause.code)) return;
      throw cause;
    }
  };
  const deskOf = (caseId: string) => heard.watch?.state().desks.get(caseId);
  return {
    async comment({ caseId, connector, ticket, id, by, text }) {
      const note = inline(`${connector} ${ticket}#${id}: ${text}`, noteLengthMax);
      await heard.watch?.refresh();
      if (deskOf(caseId)?.notes.some((each) => each.text === note)) return;
      await act(caseId, { act: "note", text: note }, by);
    },
    async closed({ caseId, by, verdict, because }) {
      // A verdict that stands is not recorded again; it may not be learned yet.
      await act(caseId, { act: "overrule", verdict, because }, by);
    },
    async assigned({ caseId, assignee }) {
      await heard.watch?.refresh();
      const wanted = assignee ?? null;
      if ((deskOf(caseId)?.assignee ?? null) !== wanted) await act(caseId, { act: "assign", assignee: wanted }, byTickets);
    },
  };
}

/** Who gave it to whom is known to the ticket system alone. */
const byTickets: Person = "person:ticket-system";

const settled: ReadonlySet<string> = new Set([
  "watch/case-left",
  "watch/unknown-case",
  "watch/too-many-notes",
  "case/already-concluded",
  "case/not-open",
]);
