import { type Held, obey } from "./held.ts";

/** Cases opened again in one round, so that a stopped class does not flood the watch. */
const reopenedPerRoundMax = 50;

/** Takes the steps that stops ask for: autonomy away, leads told, closed cases open again. Each is recorded when it is done, and tried again until then. */
export async function carryOutStops(held: Held): Promise<void> {
  const { state, parts } = held;
  for (const [name, { stopped }] of [...state.classes]) {
    if (!stopped) continue;
    const told = { class: name, because: stopped.because, atMs: stopped.atMs };
    if (!stopped.demoted) await step(held, name, "demoted", () => parts.demote(name, stopped.because));
    if (!stopped.paged) await step(held, name, "paged", () => parts.page(told).then(() => true));
  }
  const asked = [...state.reopening].slice(0, reopenedPerRoundMax).map(([caseId, because]) => ({ caseId, because }));
  if (asked.length === 0) return;
  const opened = new Set(await parts.reopen(asked));
  const ids = asked.map(({ caseId }) => caseId);
  await obey(held, {
    type: "OpenReviews",
    opened: ids.filter((caseId) => opened.has(caseId)),
    gone: ids.filter((caseId) => !opened.has(caseId)),
    atMs: parts.clock.nowMs(),
  });
}

/** One step that fails keeps no other from being taken. */
async function step(held: Held, name: string, what: "demoted" | "paged", take: () => Promise<boolean>): Promise<void> {
  const { parts } = held;
  try {
    if (!(await take())) return;
  } catch (error) {
    parts.note?.("a class that quality samples stopped could not be carried out whole; it is tried again", error);
    return;
  }
  await obey(held, { type: "CarryOut", class: name, step: what, atMs: parts.clock.nowMs() });
}

/** Takes in what people said of alerts since: a true positive among what was closed is a miss. What could not be recorded is kept for the next time. */
export async function hearPeople(held: Held): Promise<void> {
  const { state, parts, log, heard } = held;
  heard.push(...(await parts.saidTrue()));
  await log.refresh();
  for (let said = heard[0]; said; heard.shift(), said = heard[0]) {
    const { alertId, caseId } = said;
    for (const each of new Set([state.caseOfAlert.get(alertId) ?? caseId, caseId])) {
      if (!state.units.has(each) || state.units.get(each)?.truth !== undefined) continue;
      await obey(held, { type: "ComeTruth", caseId: each, from: { kind: "label", id: alertId }, atMs: parts.clock.nowMs() });
    }
  }
}
