import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startElastic } from "../../src/testing/doubles/elastic.ts";
import { type Dovecot, startDovecot } from "../../src/testing/real/dovecot.ts";
import { type Nats, startNats } from "../../src/testing/real/nats.ts";
import { freePort, type Missing } from "../../src/testing/real/part.ts";
import { type RequestTracker, startRequestTracker } from "../../src/testing/real/request-tracker.ts";
import { type Slapd, startSlapd } from "../../src/testing/real/slapd.ts";
import { type Suricata, startSuricata } from "../../src/testing/real/suricata.ts";
import { type SyslogNg, startSyslogNg } from "../../src/testing/real/syslog-ng.ts";

/** The SOC's own tools, all of them running: real programs, and a double of the SIEM alone. */
export type Products = {
  readonly mail: Dovecot;
  readonly directory: Slapd;
  readonly tracker: RequestTracker;
  readonly bus: Nats;
  readonly sensor: Suricata;
  readonly syslog: SyslogNg;
  readonly siem: Awaited<ReturnType<typeof startElastic>>;
  /** Where syslog-ng sends what it is given. */
  readonly syslogPort: number;
  readonly stop: () => Promise<void>;
};

type Stopped = { readonly stop: () => Promise<void> };

/** Starts all of them, or says what is missing and leaves nothing running. */
export async function startProducts(): Promise<Products | Missing> {
  const running: Stopped[] = [];
  const stop = async () => {
    for (const each of running.toReversed()) await each.stop();
  };
  const taken = <Part extends Stopped>(part: Part | Missing): Part => {
    if ("missing" in part) throw new Absent(part.missing);
    running.push(part);
    return part;
  };
  try {
    const syslogPort = await freePort();
    const siem = await startElastic({ space: "soc" });
    running.push({ stop: siem.close });
    const parts = {
      sensor: taken(startSuricata()),
      mail: taken(await startDovecot()),
      directory: taken(await startSlapd()),
      bus: taken(await startNats()),
      syslog: taken(await startSyslogNg({ port: syslogPort, transport: "tcp", style: "5424" })),
      tracker: taken(await startRequestTracker()),
    };
    await parts.bus.makeStream("ALERTS", "alerts.>");
    return { ...parts, siem, syslogPort, stop };
  } catch (error) {
    await stop();
    if (error instanceof Absent) return { missing: error.message };
    throw error;
  }
}

class Absent extends Error {}

const secrets = (folder: string, values: Readonly<Record<string, string>>) => {
  mkdirSync(join(folder, "secrets"), { mode: 0o700 });
  for (const [name, value] of Object.entries(values)) writeFileSync(join(folder, "secrets", name), `${value}\n`, { mode: 0o600 });
};

/** Writes the installation's folder as a company would: watchkeeper.yaml, the orders for containment, the inventory, and a file for each secret. */
export function writeInstallation(
  folder: string,
  products: Products,
  { port, people, now }: { readonly port: number; readonly people: string; readonly now: string },
): void {
  const { directory, tracker } = products;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  secrets(folder, {
    mailbox: "person-EXAMPLE",
    tracker: tracker.service.password,
    directory: directory.service.password,
    siem: "canary-key",
  });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("inventory.yaml", inventory(now));
  write("containment.yaml", orders(people, directory));
  write("watchkeeper.yaml", serverPart(port) + sourcesPart(products) + deskPart(products));
}

const orders = (people: string, directory: Slapd) => `people:
${people}
inventory: [inventory.yaml]
effectors:
  - name: company-directory
    product: directory-ldap
    for: [disable-account]
    settings: { kind: openldap, url: "ldap://127.0.0.1:${directory.port}", base: "ou=people,${directory.base}", bind-dn: "${directory.service.dn}" }
    secrets: { password: { file: secrets/directory } }
`;

const serverPart = (port: number) => `version: 1
server: { listen: "127.0.0.1:${port}", public-url: "http://localhost:${port}" }
inventory: [inventory.yaml]
containment: containment.yaml
watch: { settle-seconds: 4, settle-most-seconds: 15 }
logs: { file: service.log }
`;

/** What hands over. */
const sourcesPart = ({ mail, sensor, bus, syslogPort }: Products) => `connectors:
  - name: abuse
    product: imap-mailbox
    settings:
      { host: 127.0.0.1, port: ${mail.port}, tls: none, user: abuse, processed-folder: Archive }
    secrets: { password: { file: secrets/mailbox } }
  - name: perimeter
    product: syslog-listener
    settings: { port: ${syslogPort}, transport: tcp }
  - name: sensor
    product: file-tail
    settings: { folder: ${sensor.logs}, files: ["eve.json*"], every-ms: 250 }
  - name: bus
    product: nats
    settings: { url: "nats://127.0.0.1:${bus.port}", internal: true, stream: ALERTS }
`;

/** What is also written to. */
const deskPart = ({ mail, siem, tracker }: Products) => `  - name: siem
    product: elastic
    may-receive: amber
    settings:
      url: ${siem.kibana.url}
      internal: true
      elasticsearch: { url: "${siem.elasticsearch.url}", internal: true }
      space: soc
      every-seconds: 5
    secrets: { api-key: { file: secrets/siem } }
  - name: tracker
    product: request-tracker
    may-receive: amber
    settings:
      url: ${tracker.url}
      internal: true
      queue: Incidents
      user: ${tracker.service.user}
      closure-field: Resolution
      closure-codes: { Incident: true-positive, False positive: false-positive }
    secrets: { password: { file: secrets/tracker } }
  - name: on-call
    product: mail-out
    settings:
      {
        host: 127.0.0.1,
        port: ${mail.lmtpPort},
        protocol: lmtp,
        tls: none,
        internal: true,
        from: watchkeeper@soc.example.test,
        to: [on-call@example.test],
      }
`;

const inventory = (now: string) => `as-of: ${now}
own-addresses: ["192.0.2.0/24"]
own-domains: [example.test]
assets:
  - { name: ws-mara, role: workstation, addresses: ["192.0.2.10"] }
  - { name: ws-joss, role: workstation, addresses: ["192.0.2.11"] }
  - { name: vpn01, role: gateway server, addresses: ["192.0.2.20"], criticality: high }
  - { name: fw01, role: firewall, addresses: ["192.0.2.1"], criticality: high }
identities:
  - { name: mara, aliases: ["mara@example.test"], role: administrator of the database, privileged: true, usual-hosts: [ws-mara] }
  - { name: joss, aliases: ["joss@example.test"], role: staff, usual-hosts: [ws-joss] }
`;
