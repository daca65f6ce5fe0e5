import type { PersonAtDesk } from "./person.ts";

// What the one who works today asks of the service.

type CaseLine = { id: string; state: string; verdict: string | null; title: string; alerts: number };

type Job = {
  key: string;
  kind: string;
  connector: string;
  case: string;
  status: string;
  problem: string | null;
  written: { id: string } | null;
};

type Action = { id: string; verb: string; target: string; status: string; tier: number; says: string };
type Alert = { id: string; source: string; product: string; case: string | null; state: string };
export type Source = { source: string; accepted: number; repeated: number; deadLettered: number; waiting: number; state: string };
type Accounting = { accepted: number; closed: number; escalated: number; open: number; deadLettered: number };
export const cases = async (rhea: PersonAtDesk) => await rhea.ask<{ cases: CaseLine[]; accounting: Accounting }>("GET", "/api/v1/cases");
export const jobs = async (rhea: PersonAtDesk) => (await rhea.ask<{ jobs: Job[] }>("GET", "/api/v1/write-back/jobs?limit=500")).jobs;
export const actions = async (rhea: PersonAtDesk) => (await rhea.ask<{ actions: Action[] }>("GET", "/api/v1/actions")).actions;
export const alerts = async (rhea: PersonAtDesk) => (await rhea.ask<{ alerts: Alert[] }>("GET", "/api/v1/alerts?limit=500")).alerts;
type Entries = { entries: { type: string; event: unknown }[]; next: number | null };

export async function entries(rhea: PersonAtDesk, world: string, type: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Entries = await rhea.ask("GET", `/api/v1/journal/${world}/entries?type=${type}&after=${after}&limit=500`);
    found.push(...page.entries.map(({ event }) => event));
    after = page.next;
  }
  return found;
}
