import { containmentWorld } from "../../core/containment/containment.ts";
import type { RecordEvent } from "../../core/journal/keeping.ts";
import { inline } from "../../core/report/inline.ts";
import { type KeepingRequest, notErasable, openRecordLog } from "../../engine/journal/record-log.ts";
import { openActionsOf } from "../../engine/open-actions.ts";
import { folderOf } from "../contain-options.ts";
import { named, statusWords } from "../contain-text.ts";
import { keptWorld, openKeptStore } from "../kept-store.ts";
import { count } from "../progress.ts";
import type { OpenStore, System } from "../system.ts";
import type { Terminal } from "../terminal.ts";
import { type JournalAction, type JournalValues, saidBy } from "./options.ts";

/** `journal erase`: destroy the keys of personal data, on the record. */
export const erase: JournalAction = (values, system, terminal) => keep("ErasePersonalData", values, system, terminal);
/** `journal hold`: nothing of this may be erased. */
export const hold: JournalAction = (values, system, terminal) => keep("PlaceLegalHold", values, system, terminal);
/** `journal release-hold`: the hold is over. */
export const releaseHold: JournalAction = (values, system, terminal) => keep("ReleaseLegalHold", values, system, terminal);

async function keep(type: KeepingRequest["type"], ...[values, system, terminal]: Parameters<JournalAction>): ReturnType<JournalAction> {
  const said = saidBy(values);
  const { world } = values;
  if (type === "ErasePersonalData" && world === containmentWorld) throw notErasable(world);
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const { journal } = await keptWorld(store, world);
    const log = await openRecordLog(journal, system.clock);
    if (type === "ErasePersonalData") await warnOfActions(values, { store, system, terminal });
    const facts = await log.obey({ type, scope: values.stream ?? "all", ...said });
    const events = type === "ErasePersonalData" && values.stream === undefined ? await store.eraseEvents?.(world) : undefined;
    await log.checkpoint({ witness: "may" });
    if (values.json) terminal.out(`${JSON.stringify(facts)}\n`);
    else for (const fact of facts) terminal.out(`${factText(fact, world)}\n`);
    if (facts.length === 0) terminal.out("nothing changed: that is so already\n");
    if (type === "ErasePersonalData") terminal.err(whatIsLeft(values.stream, events));
    return 0;
  } finally {
    await store.close();
  }
}

const actionsShownMax = 20;

/** What was contained because of a case outlives it: whoever erases the case hears it first, while they can still look at the case. */
async function warnOfActions(
  values: JournalValues,
  { store, system, terminal }: { readonly store: OpenStore; readonly system: System; readonly terminal: Terminal },
): Promise<void> {
  if (!(await store.hasWorld(containmentWorld))) return;
  const { desk } = await system.openContainment(store, { folder: folderOf(values, system) });
  const open = openActionsOf(desk.state, values.world, values.stream);
  if (open.length === 0) return;
  const lines = open
    .slice(0, actionsShownMax)
    .map(({ action, status }) => `    ${action.id}  ${statusWords(status)}  ${action.verb} ${named(action.target.name)}\n`);
  const more = open.length > actionsShownMax ? `    and ${open.length - actionsShownMax} more\n` : "";
  terminal.err(
    `! ${count(open.length)} ${open.length === 1 ? "action" : "actions"} of what is erased ${open.length === 1 ? "waits or is" : "wait or are"} in force:\n${lines.join("")}${more}  What waits is void from now on. What is in force stays so until it is released or undone: watchkeeper contain undo ID\n`,
  );
}

function factText(fact: RecordEvent, world: string): string {
  switch (fact.type) {
    case "PersonalDataErased":
      return `erased: the keys of ${count(fact.streams.length)} ${fact.streams.length === 1 ? "stream" : "streams"} of "${inline(world)}" are destroyed, as ${fact.by} asked`;
    case "LegalHoldPlaced":
      return `on hold: ${fact.scope} of "${inline(world)}", by ${fact.by}`;
    case "LegalHoldReleased":
      return `released: ${fact.scope} of "${inline(world)}", by ${fact.by}`;
    case "KeyRotated":
      return "the signing key was replaced";
  }
}

function whatIsLeft(stream: string | undefined, events: number | undefined): string {
  const telemetry =
    stream === undefined
      ? `${count(events ?? 0)} events that were read for it are removed too.`
      : "Alerts in other streams and the events that were read stay; without --stream they go too.";
  return `${telemetry} Backups of database and keys still open it until you destroy them; reports and packs that were written are yours to remove.\n`;
}
