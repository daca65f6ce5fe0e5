import type { CountClosure } from "../../core/quality-sample/decide-closure.ts";
import { epochAt } from "../../core/quality-sample/decide-epoch.ts";
import { chancesOf } from "../../core/quality-sample/draw.ts";
import type { SettledCase } from "../../ports/settled.ts";
import { agentWord, blindCase } from "../../stages/quality-sample/blind.ts";
import { goldCase } from "../../stages/quality-sample/gold.ts";
import { classesIn, stratumOf } from "../../stages/quality-sample/stratum.ts";
import { type CaseEnd, lastEndOf } from "./closed-at.ts";
import { type Held, obey } from "./held.ts";

const dayMs = 86_400_000;

/** Hears of a settled case: counts what the agent closed, and what turned out to be a true positive after it was closed. Durable; the same case may be told again. */
export async function hearSettled(held: Held, settled: SettledCase): Promise<void> {
  const end = await lastEndOf(held.parts.records, settled.caseId);
  if (end?.by === "agent" && settled.case.verdict !== "true-positive") await countClosure(held, settled, end);
  if (settled.case.verdict === "true-positive") await comeTruth(held, settled);
}

/** Who is drawn depends on the secret of the epoch and the id of the case, and on nothing that is told here. */
async function countClosure(held: Held, settled: SettledCase, { place, atMs: closedAtMs }: CaseEnd): Promise<void> {
  const { parts, state, log } = held;
  await log.refresh();
  const { caseId } = settled;
  const epoch = epochAt(state, place)?.number;
  const known = epoch !== undefined && (await parts.secrets.has(epoch));
  const mac = known ? await parts.secrets.mac(epoch, caseId) : undefined;
  const atMs = parts.clock.nowMs();
  const alertIds = settled.run.cases.get(caseId);
  const command: CountClosure = {
    type: "CountClosure",
    caseId,
    revision: settled.revision,
    place,
    closedAtMs,
    stratum: stratumOf(settled),
    category: settled.case.category,
    classes: classesIn(settled),
    alertIds: alertIds && alertIds.status !== "unopened" ? alertIds.alertIds : [],
    chances: mac && epoch !== undefined ? { epoch, of: chancesOf(mac) } : undefined,
    blind: blindCase(settled),
    agent: agentWord(settled),
    // The last bytes decide on no chance.
    gold: mac && goldCase(settled, mac.subarray(18)),
    dueAtMs: atMs + parts.settings["due-days"] * dayMs,
    atMs,
  };
  await obey(held, command);
}

/** Closed cases that share an alert with one that is a true positive, itself among them where it was closed before. */
async function comeTruth(held: Held, { caseId, alerts }: SettledCase): Promise<void> {
  const { parts, state, log } = held;
  await log.refresh();
  const touched = alerts.filter(({ verdict }) => verdict === "true-positive").flatMap(({ id }) => state.caseOfAlert.get(id) ?? []);
  for (const each of new Set([...touched, ...(state.units.has(caseId) ? [caseId] : [])]))
    await obey(held, { type: "ComeTruth", caseId: each, from: { kind: "case", id: caseId }, atMs: parts.clock.nowMs() });
}
