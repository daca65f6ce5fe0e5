import { hourMs } from "../../../src/redteam/records/time.ts";
import { employees, servers } from "../company.ts";
import { raise } from "../network.ts";
import { sites } from "../site.ts";
import type { World } from "../world.ts";

const policyAlerts = [
  {
    signatureId: 9_000_101,
    signature: "POLICY Cleartext request by a software updater",
    category: "Potential Corporate Privacy Violation",
    severity: 3,
  },
  {
    signatureId: 9_000_102,
    signature: "POLICY Remote assistance protocol on an unusual port",
    category: "Not Suspicious Traffic",
    severity: 3,
  },
  { signatureId: 9_000_103, signature: "INFO Query for a dynamic name service", category: "Misc activity", severity: 3 },
  {
    signatureId: 9_000_104,
    signature: "POLICY Peer-to-peer discovery on the local network",
    category: "Potential Corporate Privacy Violation",
    severity: 2,
  },
  { signatureId: 9_000_105, signature: "INFO Certificate issued less than 30 days ago", category: "Misc activity", severity: 3 },
  {
    signatureId: 9_000_106,
    signature: "STREAM Packet outside the window of its connection",
    category: "Generic Protocol Command Decode",
    severity: 3,
  },
] as const;

/** What the sensor calls its trifles. */
export const sensorNoise: readonly string[] = policyAlerts.map(({ signature }) => signature);

/** The intrusion detection talks all day about things that are merely so. */
export function grumble(world: World): void {
  const chance = world.chance.fork("sensor");
  world.recording.marked("sensor-noise", "policy-alerts", () => {
    for (let alert = 0; alert < 640; alert++) {
      const site = chance.pick(sites);
      const policy = chance.pick(policyAlerts);
      raise(world.network, world.day.startMs + Math.floor(chance.fraction() * 24 * hourMs), {
        ...policy,
        source: chance.pick(employees).address,
        sourcePort: chance.integer(49_152, 65_535),
        target: policy.signatureId === 9_000_104 ? servers.files.address : site.address,
        targetPort: site.isEncrypted ? 443 : 80,
        protocol: "TCP",
        appProtocol: site.isEncrypted ? "tls" : "http",
      });
    }
  });
}
