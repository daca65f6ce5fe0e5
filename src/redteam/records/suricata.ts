import type { Chance } from "./chance.ts";
import { isoOf } from "./time.ts";

/** One alert of the network sensor. Severity 1 is the gravest. */
export type NetworkAlert = {
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  readonly protocol: "TCP" | "UDP" | "ICMP";
  readonly appProtocol?: string;
  readonly signatureId: number;
  readonly signature: string;
  readonly category: string;
  readonly severity: 1 | 2 | 3;
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  readonly http?: object;
  readonly tls?: object;
  readonly dns?: object;
};

/** The EVE record of an alert. */
export function alertRecord(timeMs: number, alert: NetworkAlert, chance: Chance): object {
  return {
    timestamp: `${isoOf(timeMs).replace("Z", "")}${String(chance.integer(0, 999)).padStart(3, "0")}+0000`,
    flow_id: chance.integer(100_000_000_000_000, 2_000_000_000_000_000),
    in_iface: "ens192",
    event_type: "alert",
    src_ip: alert.source,
    src_port: alert.sourcePort,
    dest_ip: alert.target,
    dest_port: alert.targetPort,
    proto: alert.protocol,
    pkt_src: "wire/pcap",
    ...(alert.http ? { tx_id: 0 } : {}),
    alert: {
      action: "allowed",
      gid: 1,
      signature_id: alert.signatureId,
      rev: 2,
      signature: alert.signature,
      category: alert.category,
      severity: alert.severity,
      ...(alert.metadata ? { metadata: alert.metadata } : {}),
    },
    ...(alert.http ? { http: alert.http } : {}),
    ...(alert.tls ? { tls: alert.tls } : {}),
    ...(alert.dns ? { dns: alert.dns } : {}),
    ...(alert.appProtocol ? { app_proto: alert.appProtocol } : {}),
    direction: "to_server",
    flow: {
      pkts_toserver: chance.integer(2, 40),
      pkts_toclient: chance.integer(1, 40),
      bytes_toserver: chance.integer(120, 9_000),
      bytes_toclient: chance.integer(60, 90_000),
      start: `${isoOf(timeMs - 40).replace("Z", "")}000+0000`,
      src_ip: alert.source,
      dest_ip: alert.target,
      src_port: alert.sourcePort,
      dest_port: alert.targetPort,
    },
  };
}
