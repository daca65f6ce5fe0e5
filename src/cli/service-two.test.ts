import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { allRoles, openServiceCluster, requireWhole, type ServiceCluster, untilIdle } from "../../tools/trials/service/cluster.ts";
import { keepSending } from "../../tools/trials/service/kill.ts";
import type { Member } from "../../tools/trials/service/members.ts";
import { openWatchRecord, type WatchRecord } from "../../tools/trials/service/watch-record.ts";

// Guarantees: two processes of the service on one PostgreSQL share the cases; what a killed or suspended one held is another's within ten seconds; one that
// wakes up does no harm and works on; a database that is stopped and started is waited for. Nothing is lost or done twice.

const takeOverMs = 10_000;
const [lookMs, waitMsMax, catchesMax, databaseRestarts, downMs] = [25, 60_000, 200, 3, 700];

let cluster: ServiceCluster;
let record: WatchRecord;
let members: Member[];
let load: { readonly stop: () => Promise<void> };
let folder: string;

before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-service-two-")));
  cluster = await openServiceCluster(folder, 3);
  members = [cluster.begin(allRoles), cluster.begin(allRoles)];
  await Promise.all(members.map(({ started }) => started));
  record = await openWatchRecord(cluster.postgres.url, cluster.environment);
  const ending = new AbortController();
  const sending = keepSending(cluster, 4, ending.signal);
  load = {
    stop: () => {
      ending.abort();
      return sending;
    },
  };
});
after(async () => {
  await record?.close();
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A worker's name says whose process it is. */
const isOf = (worker: string | undefined, member: Member) => worker?.split(".").at(-2) === String(member.child()?.pid);
const claimedBy = (member: Member) => {
  const { run, desks } = record.state();
  return [...desks].flatMap(([caseId, { claim }]) =>
    run.cases.get(caseId)?.status === "in-progress" && isOf(claim?.worker, member) ? [caseId] : [],
  );
};
const holdsDesk = (member: Member) => isOf(record.state().desk?.worker, member);

async function until(holds: () => boolean, what: string): Promise<number> {
  const fromMs = performance.now();
  for (;;) {
    await record.refresh();
    if (holds()) return performance.now() - fromMs;
    assert.ok(performance.now() - fromMs < waitMsMax, what);
    await sleep(lookMs);
  }
}

/** Suspends a process while it looks at a case, whose work then stands still; gives the cases that it holds, and since when. */
async function suspendedAtWork(member: Member): Promise<{ readonly held: readonly string[]; readonly atMs: number }> {
  for (let tries = 0; tries < catchesMax; tries++) {
    await until(() => claimedBy(member).length > 0, "it claimed no case");
    const atMs = performance.now();
    member.child()?.kill("SIGSTOP");
    // What it sent before may still arrive.
    await sleep(100);
    await record.refresh();
    const held = claimedBy(member);
    if (held.length > 0) return { held, atMs };
    member.child()?.kill("SIGCONT");
    await sleep(lookMs);
  }
  throw new Error("it was never caught at work");
}

/** Waits until cases and desk of one are no longer its own. */
const relieved = (member: Member, held: readonly string[]) =>
  until(() => claimedBy(member).length === 0 && !holdsDesk(member), `${held.join(", ")} stayed with a process that gives no sign of life`);

describe("two processes of the service on one PostgreSQL", () => {
  test("both look at cases", async () => {
    const looks = (member: Member) => record.facts.filter((fact) => fact.type === "CaseClaimed" && isOf(fact.claim.worker, member)).length;
    await until(() => members.every((member) => looks(member) >= 3), "one of them looks at no case");
  });

  test(`a killed one's cases move within ${takeOverMs / 1_000} s`, async (t) => {
    const [first] = members as [Member, Member];
    const { held, atMs } = await suspendedAtWork(first);
    await first.kill();
    await relieved(first, held);
    const tookMs = performance.now() - atMs;
    t.diagnostic(`${held.length} cases after ${Math.round(tookMs)} ms`);
    assert.ok(tookMs <= takeOverMs);
    members[0] = cluster.begin(allRoles);
    await members[0].started;
  });

  test(`a suspended one's cases move within ${takeOverMs / 1_000} s, what it does on waking is refused, and it works on`, async (t) => {
    const [, second] = members as [Member, Member];
    const { held, atMs } = await suspendedAtWork(second);
    await relieved(second, held);
    const tookMs = performance.now() - atMs;
    t.diagnostic(`${held.length} cases after ${Math.round(tookMs)} ms`);
    assert.ok(tookMs <= takeOverMs);
    second.child()?.kill("SIGCONT");
    const before = record.facts.length;
    const newest = () => record.facts.slice(before).filter((fact) => fact.type === "CaseClaimed" && isOf(fact.claim.worker, second)).length;
    await until(() => newest() > 0, "it claims nothing more after it woke up");
    assert.equal(second.child()?.exitCode, null);
  });

  test(`the database is stopped and started ${databaseRestarts} times under load: both go on`, async () => {
    for (let restart = 0; restart < databaseRestarts; restart++) {
      await sleep(1_000);
      await cluster.postgres.restart(downMs);
    }
    const before = record.facts.length;
    const read = () => record.facts.slice(before).some(({ type }) => type === "IntakeRead");
    await until(read, "nothing is read after the restarts");
    for (const member of members) assert.equal(member.child()?.exitCode, null);
  });

  // Tickets are the kill trial's: after a restart of the database the writing back of a process that lives on may stand still.
  test("in the end every alert and case is there once", async () => {
    await load.stop();
    await untilIdle(cluster, { writtenBack: false });
    await requireWhole(cluster, { writtenBack: false });
    await record.refresh();
    requireOneEndPerClaim();
  });
});

/** Between two verdicts of a case somebody claimed it anew: no process ended what another had taken over. */
function requireOneEndPerClaim(): void {
  const open = new Map<string, boolean>();
  for (const fact of record.facts) {
    if (fact.type === "CaseClaimed") open.set(fact.caseId, true);
    if (fact.type !== "CaseClosed" && fact.type !== "CaseEscalated") continue;
    assert.ok(open.get(fact.caseId), `${fact.caseId} was ended by somebody who had not claimed it`);
    open.set(fact.caseId, false);
  }
}
