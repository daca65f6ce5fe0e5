import type { Settling } from "./crossing-desk.ts";

/** Has the agent of a tenant close cases that are drawn, with the tenant's word in what it says of them; gives the last sample. */
export async function closeSome({ scene, tenant, word, times }: Settling): Promise<{ readonly sample: string }> {
  const { quality } = scene.tenant(tenant);
  await quality.desk.begin();
  for (let each = 1; each <= times; each++) await quality.close(`case-${each}`, { rule: word, because: word });
  return { sample: `qs-${times}` };
}
