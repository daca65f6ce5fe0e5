import type { Alert } from "../core/alert/alert.ts";
import type { ActionState } from "../core/containment/containment.ts";
import type { RecordRef } from "../core/event/event.ts";
import type { Evidence } from "../core/evidence/evidence.ts";
import { unlessErased } from "../engine/containment/case-revision.ts";
import { openRecorder } from "../engine/recorder.ts";
import type { Doing } from "./contain-options.ts";

/** One evidence item as an approver sees it: where it is from, beside what it says. */
export type ShownEvidence = Pick<Evidence, "id" | "says" | "tool"> & {
  /** When it was seen, and the product that says so, where it rests on an alert of the case. */
  readonly timeMs: number | undefined;
  readonly product: string | undefined;
  /** The input that it rests on, as its user named it, and how many records there are. */
  readonly file: string | undefined;
  readonly records: number;
};

/** What the case says that an action belongs to, as far as it can be read. */
export type CaseShown = { readonly evidence: readonly ShownEvidence[]; readonly unknowns: readonly string[] };

/** Reads the case of an action out of the record of its investigation. */
export async function caseOf({ action }: ActionState, { store, system }: Doing): Promise<CaseShown> {
  const { world, id } = action.case;
  if (!(await store.hasWorld(world))) return { evidence: [], unknowns: ["the investigation is no longer in this database"] };
  const recorder = await unlessErased(async () => openRecorder((await store.world(world)).journal, system.clock));
  if (recorder === "erased")
    return { evidence: [], unknowns: ["the personal data of its investigation was erased: what the case said cannot be read any more"] };
  const { state } = recorder;
  const standing = state.cases.get(id);
  if (!standing || standing.status === "unopened") return { evidence: [], unknowns: ["the case is no longer in its investigation"] };
  const alerts = new Map<string, Alert>();
  for (const alertId of standing.alertIds) {
    const alert = state.alerts.get(alertId);
    for (const source of alert ? [alert.source, ...(alert.records ?? [])] : []) if (alert) alerts.set(keyOf(source), alert);
  }
  const evidence = action.evidence.flatMap(({ id: evidenceId }) => {
    const found = standing.evidence.get(evidenceId);
    return found ? [shownOf(found, alerts)] : [];
  });
  return { evidence, unknowns: standing.conclusion?.unknowns ?? [] };
}

const keyOf = ({ path, record }: RecordRef) => JSON.stringify([path, record]);

function shownOf({ id, says, tool, source }: Evidence, alerts: ReadonlyMap<string, Alert>): ShownEvidence {
  const refs = source.kind === "record" ? [source] : source.records;
  const alert = refs.map((ref) => alerts.get(keyOf(ref))).find((each) => each !== undefined);
  const records = source.kind === "record" ? 1 : source.recordsTotal;
  return { id, says, tool, timeMs: alert?.timeMs, product: alert?.product, file: refs[0]?.path, records };
}
