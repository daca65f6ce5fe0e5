import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import { fingerprintOf, isPlaybookIn, playbookNamed } from "../../core/autonomy/closing.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import { autonomyWorld, type GrantBasis } from "../../core/autonomy/grant.ts";
import type { Person } from "../../core/person/person.ts";
import { basisOf } from "../../engine/autonomy/basis.ts";
import { openAutonomyDesk } from "../../engine/autonomy/desk.ts";
import type { Clock } from "../../ports/clock.ts";
import { admins, type DemoKeys } from "./demo-orders.ts";
import type { TenantService } from "./tenant.ts";

/** What the agent would close on the recorded day. The people of the demo granted exactly these classes; everything else waits for whoever opens it. */
const grantedClasses: readonly AlertClass[] = [
  "suricata/9000101",
  "suricata/9000102",
  "suricata/9000103",
  "suricata/9000104",
  "suricata/9000105",
  "suricata/9000106",
  "suricata/9000302",
  "suricata/9000401",
  "suricata/9000402",
  "suricata/9000403",
  "suricata/9000404",
  "suricata/9000405",
  "watchkeeper/0c031a62-eb2f-4ab5-8bb9-4e14ba4f9315",
  "watchkeeper/5a7f4919-a89b-4ff2-bd9d-3c545088b77e",
  "watchkeeper/63fb028e-f638-48bd-99e5-78f18f14d63a",
  "watchkeeper/902482fd-c638-4e06-9226-bb6012527954",
  "watchkeeper/93ab35aa-1700-4fa8-a212-10e60f240311",
  "watchkeeper/b6e128e5-de1e-402b-a9a3-3935d7ed62b3",
  "watchkeeper/bce367e2-09ae-4401-ac31-639e6a3c3ca9",
  "watchkeeper/c2390dbc-cf7f-4a5e-8e80-4eaaccd43b94",
  "watchkeeper/e09ab4c8-624d-426a-ae04-69bf3f6e0235",
  "watchkeeper/e38acf32-d477-4ae8-8cf7-a85f8835ba23",
  "watchkeeper/e9178219-ce90-483f-84ce-c4e33f1f56cc",
  "watchkeeper/f5053246-84c7-433c-8436-9a7e82f34713",
];

/**
 * Has the made-up people of the demo grant the agent what it closes on the recorded day, as people would: out of cases that they decided in shadow (made up
 * as they are), with two signatures, in a record that ends with the demo. Gives the classes.
 */
export async function grantDemoClasses(
  keys: DemoKeys,
  { name: tenant, store, knowledge, watch }: Pick<TenantService, "name" | "store" | "knowledge" | "watch">,
  clock: Clock,
): Promise<readonly AlertClass[]> {
  const known = await knowledge.now();
  const bounds = AutonomyBounds.parse({});
  const looks = grantedClasses.flatMap((of) => madeUpLooks(of, basisOf(of, known), bounds["judged-min"], clock.nowMs()));
  const desk = await openAutonomyDesk({
    tenant,
    journal: (await store.world(autonomyWorld)).journal,
    clock,
    bounds,
    keysOf: async (person) => {
      const key = keys.get(person.slice("person:".length));
      return key ? [{ key: key.publicKey, origins: [] }] : [];
    },
    watch: { looks: async () => looks, grantsChanged: async () => {} },
    basisOf: async () => (of) => basisOf(of, known),
  });
  for (const of of grantedClasses) {
    const { text } = await desk.propose({ act: "close", class: of }, `person:${admins[0]}`);
    for (const admin of admins) {
      const by: Person = `person:${admin}`;
      const { digest, bytes } = await desk.toSign(text.id, by);
      await desk.sign(text.id, by, { digest, signature: keys.get(admin)?.sign(bytes) ?? "" });
    }
  }
  await watch?.grantsChanged(await desk.closing());
  return grantedClasses;
}

/** As many as a grant takes, by every playbook in turn. */
function madeUpLooks(of: AlertClass, basis: GrantBasis, count: number, atMs: number): EndedLook[] {
  const playbooks = basis
    .filter(isPlaybookIn)
    .map(({ name, version }) => ({ name: name.slice(playbookNamed("").length), digest: version }));
  const judged = { status: "closed", verdict: "benign", by: `person:${admins[0]}`, atMs } as const;
  return Array.from({ length: count }, (_, at) => ({
    ...{ caseId: `made-up-${at + 1}`, classes: [of], judgedBy: [[of, fingerprintOf(basis)]], verdict: "benign", severity: "informational" },
    ...{ end: "waiting", playbook: playbooks[at % playbooks.length], grants: [], atMs, judged },
  })) as EndedLook[];
}
