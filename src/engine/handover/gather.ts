import type { Access } from "../../core/access/account.ts";
import type { Handovers } from "../../core/handover/handover.ts";
import type { HandoverPeriod } from "../../core/handover/text.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Job } from "../../core/write-back/write-back.ts";
import { writeBackWorld } from "../../core/write-back/write-back.ts";
import type { CaseRow } from "../../ports/views.ts";
import type { FailedJob, HandoverFindings, OpenCase } from "../../stages/handover/findings.ts";
import { happenedIn, recordsStanding } from "./happened.ts";
import type { HandoverSources } from "./parts.ts";

/** Open cases that are counted, and of those the ones that are read whole. */
const casesMax = 1_000;
const casesWholeMax = 200;
const casesPerPage = 500;

/** Looks at everything that a handover is composed from. What cannot be looked at just now is named, and keeps nothing else from being told. */
export async function gatherHandover(
  sources: HandoverSources,
  { period, last }: { readonly period: HandoverPeriod; readonly last: Handovers["last"] },
): Promise<HandoverFindings> {
  const unknown: string[] = [];
  const tried = async <Outcome>(what: string, look: () => Promise<Outcome>): Promise<Outcome | undefined> => {
    try {
      return await look();
    } catch (error) {
      unknown.push(`${what}${error instanceof SocError ? `: ${error.problem}` : ""}`);
      return undefined;
    }
  };
  const cases = await tried("which cases are open", () => openCasesOf(sources.views));
  const containment = await tried("how containment stands", async () => {
    const desk = await sources.containment();
    await desk.refresh();
    return desk.state;
  });
  const killSwitch = await tried("whether containment is stopped", sources.killSwitch);
  const connectors = sources.connectors && (await tried("which connectors work", sources.connectors));
  if (!sources.connectors) unknown.push("which connectors work: it was drafted by a process that opens none");
  const connected = sources.connected && (await tried("how many connectors there are", sources.connected));
  const health = await tried("how the sources fare", sources.intake.health);
  const jobs = await tried("what could not be written back", async () => (await sources.jobs?.()) ?? []);
  const happened = await tried("what changed in the period", () => happenedIn(sources.worlds, period));
  const records = await tried("how far the records are published", () => recordsStanding(sources.worlds, [writeBackWorld]));
  const ledger = await tried("whether the ledger over alerts adds up", sources.ledger);
  const access = await tried("who has an account", sources.access);
  const beside = await besideCases(sources, period, tried);
  return {
    ...beside,
    period,
    cases: cases?.open ?? [],
    moreCases: cases?.more ?? false,
    containment,
    killSwitch,
    connectors: connectors ?? [],
    connected,
    sources: health ?? [],
    before: last,
    jobs: (jobs ?? []).flatMap(failedJob),
    happened: happened?.happened ?? [],
    cutWorlds: happened?.cut ?? [],
    names: namesOf(access),
    ledger,
    records: records ?? [],
    unknown,
  };
}

type Tried = <Outcome>(what: string, look: () => Promise<Outcome>) => Promise<Outcome | undefined>;

/** What falls due beside cases, and the shift in figures; each only where its part is configured. */
async function besideCases(sources: HandoverSources, period: HandoverPeriod, tried: Tried) {
  const { figures, clocks, samples, exercises, alarms, proposedGrants } = sources;
  return {
    figures: figures && (await tried("the figures of the shift", () => figures(period))),
    clocks: clocks && (await tried("which clocks of regulators run", clocks)),
    samples: samples && (await tried("which quality samples are due", samples)),
    exercises: exercises && (await tried("what exercises found", exercises)),
    alarms: alarms && (await tried("which rates are out of the ordinary", alarms)),
    proposedGrants: proposedGrants && (await tried("which grants wait for signatures", proposedGrants)),
  };
}

async function openCasesOf(views: HandoverSources["views"]): Promise<{ readonly open: readonly OpenCase[]; readonly more: boolean }> {
  const rows: CaseRow[] = [];
  let after: string | undefined;
  do {
    const page = await views.cases(
      { state: ["in-progress", "escalated", "waiting"] },
      { limit: casesPerPage, ...(after !== undefined && { after }) },
    );
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined && rows.length < casesMax);
  const open: OpenCase[] = [];
  for (const [at, row] of rows.entries()) open.push(openCase(at < casesWholeMax ? ((await views.case(row.id)) ?? row) : row));
  return { open, more: after !== undefined };
}

function openCase({ id, title, severity, priority, state, verdict, alerts, openedAtMs, settledAtMs, assignee, detail }: CaseRow): OpenCase {
  return {
    id,
    title,
    severity,
    priority,
    state: state === "escalated" || state === "waiting" ? state : "in-progress",
    verdict,
    alerts,
    openedAtMs,
    settledAtMs,
    assignee,
    because: detail?.because,
    unknowns: detail?.unknowns ?? [],
  };
}

function failedJob({ key, kind, connector, caseId, state }: Job): FailedJob[] {
  if (state.status !== "failed") return [];
  const { problem, remedy } = state.why;
  return [{ key, kind, connector, caseId, problem, remedy, sure: state.sure }];
}

const namesOf = (access: Access | undefined) => new Map([...(access?.accounts.values() ?? [])].map(({ id, name }) => [id, name]));
