import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder, guard, lacking, type Missing, run } from "./part.ts";
import { unpacked } from "./unpacked.ts";

/** A Suricata of our own: it looks at recorded traffic with one rule of ours and writes `eve.json` as a sensor does. */
export type Suricata = {
  /** Where it writes. */
  readonly logs: string;
  /** Looks at one more web attack and one more question to a name server; what it sees is appended to `eve.json`. `number` is in both; `atMs` is when they were. */
  readonly see: (number: number, atMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** When its traffic was, where nobody says. */
const recordedMs = Date.UTC(2026, 10, 23, 9);

/** What its rule says. */
export const suricataRule = { id: 9_000_001, title: "EXAMPLE command in a web request", technique: "T1190" };

const libraries = [
  ...["libbpf1", "libcap-ng0", "libevent-2.1-7", "libevent-pthreads-2.1-7", "libfdt1", "libhiredis0.14", "libhyperscan5", "libjansson4"],
  ...[
    "libluajit-5.1-2",
    "libluajit-5.1-common",
    "liblz4-1",
    "libmagic1",
    "libmaxminddb0",
    "libnet1",
    "libnetfilter-log1",
    "libnetfilter-queue1",
  ],
  ...["libnfnetlink0", "libnuma1", "libpcap0.8", "libxdp1", "libyaml-0-2"],
  ...[
    "bus-pci23",
    "bus-vdev23",
    "eal23",
    "ethdev23",
    "hash23",
    "ip-frag23",
    "kvargs23",
    "mbuf23",
    "mempool23",
    "meter23",
    "net-bond23",
    "net23",
  ].map((name) => `librte-${name}`),
  ...["pci23", "rcu23", "ring23", "sched23", "telemetry23"].map((name) => `librte-${name}`),
];
// Bookworm has it in its backports alone; unpacked, it changes nothing of the system.
const wanted = { part: "suricata", packages: libraries, backports: ["suricata", "libhtp2"], program: "usr/bin/suricata" };

const needs = [{ program: "/usr/lib/python3/dist-packages/scapy", from: "python3-scapy" }];

export function startSuricata(): Suricata | Missing {
  const missing = lacking("Suricata's traffic", needs, "as anyone");
  if (missing) return missing;
  const found = unpacked(wanted);
  if ("missing" in found) return found;
  const folder = freshFolder("suricata");
  const release = guard({ folders: [folder] });
  const logs = join(folder, "logs");
  mkdirSync(logs);
  const { id, title, technique } = suricataRule;
  const rule = `alert http any any -> any any (msg:"${title}"; flow:established,to_server; http.uri; content:"/run?command="; classtype:web-application-attack; sid:${id}; rev:1; metadata:mitre_technique_id ${technique};)\n`;
  writeFileSync(join(folder, "own.rules"), rule);
  writeFileSync(join(folder, "classification.config"), "config classification: web-application-attack,Web Application Attack,1\n");
  writeFileSync(join(folder, "reference.config"), "");
  writeFileSync(join(folder, "suricata.yaml"), configuration(folder));
  const see = async (number: number, atMs = recordedMs + number * 1_000) => {
    const traffic = join(folder, `${number}.pcap`);
    run("/usr/bin/python3", ["-c", packets, traffic, String(number), String(atMs / 1_000)]);
    const given = ["-r", traffic, "-S", join(folder, "own.rules"), "-c", join(folder, "suricata.yaml"), "-k", "none", "-l", logs];
    await ended(join(found.root, wanted.program), given, found.libraries.join(":"), folder);
  };
  return { logs, see, stop: release };
}

function ended(program: string, given: readonly string[], libraryPath: string, cwd: string): Promise<void> {
  return new Promise((settle, fail) => {
    const child = spawn(program, given, {
      cwd,
      env: { ...process.env, LD_LIBRARY_PATH: libraryPath },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
      said = (said + bytes.toString("utf8")).slice(-2_000);
    });
    child.once("error", fail);
    child.once("close", (status) => (status === 0 ? settle() : fail(new Error(`suricata ended with ${status}: ${said}`))));
  });
}

function configuration(folder: string): string {
  return `%YAML 1.1
---
vars:
  address-groups: { HOME_NET: "[192.0.2.0/24]", EXTERNAL_NET: "!$HOME_NET" }
classification-file: ${join(folder, "classification.config")}
reference-config-file: ${join(folder, "reference.config")}
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types: [{ alert: { metadata: yes } }, http, dns, flow]
app-layer:
  protocols:
    http: { enabled: yes, libhtp: { default-config: { personality: IDS } } }
    dns: { tcp: { enabled: yes, detection-ports: { dp: 53 } }, udp: { enabled: yes, detection-ports: { dp: 53 } } }
`;
}

/** A whole conversation with a web server, and a question to a name server. */
const packets = `
import sys
from scapy.all import DNS, DNSQR, DNSRR, IP, TCP, UDP, Ether, wrpcap
path, number, start = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
client, server, names, port = "192.0.2.10", "198.51.100.20", "198.51.100.53", 40000 + number
def tcp(out, flags, seq, ack, data=b""):
    ends = dict(src=client, dst=server) if out else dict(src=server, dst=client)
    ports = dict(sport=port, dport=80) if out else dict(sport=80, dport=port)
    return Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / IP(**ends) / TCP(flags=flags, seq=seq, ack=ack, **ports) / data
asked = b"GET /run?command=number-%d HTTP/1.1\\r\\nHost: www.example.test\\r\\nUser-Agent: example\\r\\n\\r\\n" % number
said = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"
a, b = 1000, 5000
flow = [tcp(1, "S", a, 0), tcp(0, "SA", b, a + 1), tcp(1, "A", a + 1, b + 1), tcp(1, "PA", a + 1, b + 1, asked),
        tcp(0, "A", b + 1, a + 1 + len(asked)), tcp(0, "PA", b + 1, a + 1 + len(asked), said), tcp(1, "A", a + 1 + len(asked), b + 1 + len(said)),
        tcp(1, "FA", a + 1 + len(asked), b + 1 + len(said)), tcp(0, "FA", b + 1 + len(said), a + 2 + len(asked)), tcp(1, "A", a + 2 + len(asked), b + 2 + len(said))]
name = "host-%d.example.test" % number
frame = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
flow += [frame / IP(src=client, dst=names) / UDP(sport=port, dport=53) / DNS(id=number, rd=1, qd=DNSQR(qname=name)),
         frame / IP(src=names, dst=client) / UDP(sport=53, dport=port) / DNS(id=number, qr=1, qd=DNSQR(qname=name), an=DNSRR(rrname=name, rdata="203.0.113.5"))]
for index, packet in enumerate(flow):
    packet.time = start + index / 1000
wrpcap(path, flow)
`;

/** The lines that Suricata has written so far. */
export const eveLines = ({ logs }: Suricata): readonly string[] =>
  readFileSync(join(logs, "eve.json"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
