import { cefLine } from "../../src/redteam/records/cef.ts";
import type { Chance } from "../../src/redteam/records/chance.ts";
import type { Log, Recording } from "../../src/redteam/records/recording.ts";
import { jsonLines, textLines } from "../../src/redteam/records/recording.ts";
import { alertRecord, type NetworkAlert } from "../../src/redteam/records/suricata.ts";
import { bsdTimeOf } from "../../src/redteam/records/time.ts";
import { type ZeekRecord, zeekColumns, zeekJson, zeekTsv } from "../../src/redteam/records/zeek.ts";
import { servers } from "./company.ts";
import type { Site } from "./site.ts";

/** What the network sensor, the intrusion detection and the web proxy write. */
export type Network = {
  readonly chance: Chance;
  readonly conn: Log<ZeekRecord>;
  readonly dns: Log<ZeekRecord>;
  readonly ssl: Log<ZeekRecord>;
  readonly http: Log<ZeekRecord>;
  readonly rpc: Log<ZeekRecord>;
  readonly smbFiles: Log<ZeekRecord>;
  readonly proxy: Log<string>;
  readonly eve: Log<object>;
};

export function openNetwork(recording: Recording, chance: Chance): Network {
  return {
    chance,
    conn: recording.log("zeek/conn.log", zeekJson("conn")),
    dns: recording.log("zeek/dns.log", zeekTsv("dns", zeekColumns.dns)),
    ssl: recording.log("zeek/ssl.log", zeekJson("ssl")),
    http: recording.log("zeek/http.log", zeekJson("http")),
    rpc: recording.log("zeek/dce_rpc.log", zeekJson("dce_rpc")),
    smbFiles: recording.log("zeek/smb_files.log", zeekJson("smb_files")),
    proxy: recording.log("proxy/proxy01.log", textLines),
    eve: recording.log("suricata/eve.json", jsonLines),
  };
}

/** One flow between two machines. */
export type Flow = {
  readonly client: string;
  readonly server: string;
  readonly serverPort: number;
  readonly clientPort?: number;
  readonly protocol?: "tcp" | "udp";
  readonly service?: string;
  readonly seconds: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly state?: "SF" | "S0" | "REJ" | "RSTO" | "S1";
};

export type Carried = { readonly uid: string; readonly endpoints: ZeekRecord; readonly clientPort: number };

const isInternal = (address: string) => address.startsWith("10.");
const histories = { SF: "ShADadFf", S0: "S", REJ: "Sr", RSTO: "ShADadR", S1: "ShADad" } as const;

/** Zeek's line about a flow; what rides on it carries the same uid. */
export function carry(network: Network, timeMs: number, flow: Flow): Carried {
  const uid = `C${network.chance.word(17)}`;
  const clientPort = flow.clientPort ?? network.chance.integer(49_152, 65_535);
  const endpoints = { uid, "id.orig_h": flow.client, "id.orig_p": clientPort, "id.resp_h": flow.server, "id.resp_p": flow.serverPort };
  const { state = "SF", protocol = "tcp" } = flow;
  const packets = (bytes: number) => Math.max(protocol === "tcp" ? 4 : 1, Math.ceil(bytes / 1_380));
  const out = state === "S0" ? 1 : packets(flow.bytesOut);
  const back = state === "S0" ? 0 : packets(flow.bytesIn);
  network.conn.add(timeMs, {
    ...endpoints,
    proto: protocol,
    service: flow.service,
    duration: Number(flow.seconds.toFixed(6)),
    orig_bytes: flow.bytesOut,
    resp_bytes: flow.bytesIn,
    conn_state: state,
    local_orig: isInternal(flow.client),
    local_resp: isInternal(flow.server),
    missed_bytes: 0,
    history: protocol === "tcp" ? histories[state] : "Dd",
    orig_pkts: out,
    orig_ip_bytes: flow.bytesOut + out * 40,
    resp_pkts: back,
    resp_ip_bytes: flow.bytesIn + back * 40,
  });
  return { uid, endpoints, clientPort };
}

const recordTypes = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 } as const;

/** A name asked of the domain controller, as the sensor sees it. No answers means that the name does not exist. */
export function lookUp(
  network: Network,
  timeMs: number,
  asked: { client: string; name: string; answers: readonly string[]; type?: keyof typeof recordTypes },
): void {
  const { client, name, answers, type = "A" } = asked;
  const roundTrip = network.chance.integer(300, 28_000) / 1_000_000;
  const { endpoints } = carry(network, timeMs, {
    client,
    server: servers.controller.address,
    serverPort: 53,
    protocol: "udp",
    service: "dns",
    seconds: roundTrip,
    bytesOut: name.length + 18,
    bytesIn: name.length + 18 + 16 * answers.length,
  });
  network.dns.add(timeMs, {
    ...endpoints,
    proto: "udp",
    trans_id: network.chance.integer(1, 65_535),
    rtt: Number(roundTrip.toFixed(6)),
    query: name,
    qclass: 1,
    qclass_name: "C_INTERNET",
    qtype: recordTypes[type],
    qtype_name: type,
    rcode: answers.length > 0 ? 0 : 3,
    rcode_name: answers.length > 0 ? "NOERROR" : "NXDOMAIN",
    AA: name.endsWith("alderbrook.example"),
    TC: false,
    RD: true,
    RA: answers.length > 0,
    Z: 0,
    answers: answers.length > 0 ? answers : undefined,
    TTLs: answers.length > 0 ? answers.map(() => "300.000000") : undefined,
    rejected: false,
  });
}

/** One request of a client to a site. */
export type Request = {
  readonly client: string;
  readonly user: string;
  readonly site: Site;
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT" | "CONNECT";
  readonly agent: string;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly seconds?: number;
  readonly status?: number;
  readonly action?: "allowed" | "blocked";
  readonly reason?: string;
};

/** A web request: the flow, what the sensor reads of it, and the proxy's own line. */
export function request(network: Network, timeMs: number, asked: Request): Carried {
  const { client, site, agent, bytesOut, bytesIn, seconds = 0.2 + network.chance.fraction() * 4 } = asked;
  const serverPort = site.isEncrypted ? 443 : 80;
  const service = site.isEncrypted ? "ssl" : "http";
  const carried = carry(network, timeMs, { client, server: site.address, serverPort, service, seconds, bytesOut, bytesIn });
  if (site.isEncrypted)
    network.ssl.add(timeMs + 12, {
      ...carried.endpoints,
      version: "TLSv13",
      cipher: "TLS_AES_256_GCM_SHA384",
      curve: "x25519",
      server_name: site.domain,
      resumed: false,
      established: true,
      ssl_history: "CsiI",
    });
  else
    network.http.add(timeMs + 9, {
      ...carried.endpoints,
      trans_depth: 1,
      method: asked.method ?? "GET",
      host: site.domain,
      uri: asked.path,
      version: "1.1",
      user_agent: agent,
      request_body_len: asked.method === "POST" ? bytesOut : 0,
      response_body_len: bytesIn,
      status_code: asked.status ?? 200,
      status_msg: asked.status === 403 ? "Forbidden" : "OK",
    });
  network.proxy.add(timeMs + 20, proxyLine(timeMs + 20, asked, { sourcePort: carried.clientPort, serverPort }));
  return carried;
}

function proxyLine(timeMs: number, asked: Request, ports: { sourcePort: number; serverPort: number }): string {
  const { client, user, site, path, agent, bytesOut, bytesIn, status = 200, action = "allowed" } = asked;
  const message = cefLine({
    vendor: "Northgate",
    product: "Web Proxy",
    version: "7.2",
    signature: String(status),
    name: action === "allowed" ? "Request allowed" : "Request blocked",
    severity: action === "allowed" ? 2 : 5,
    extension: {
      rt: timeMs,
      act: action,
      app: site.isEncrypted ? "HTTPS" : "HTTP",
      src: client,
      spt: ports.sourcePort,
      suser: user,
      dst: site.address,
      dpt: ports.serverPort,
      dhost: site.domain,
      requestMethod: asked.method ?? "GET",
      request: `${site.isEncrypted ? "https" : "http"}://${site.domain}${path}`,
      requestClientApplication: agent,
      outcome: status,
      out: bytesOut,
      in: bytesIn,
      cat: site.category,
      reason: asked.reason,
    },
  });
  // As CEF asks: the time, the host, and then the record without a program in between.
  return `<134>${bsdTimeOf(timeMs)} ${servers.proxy.name} ${message}`;
}

/** An alert of the intrusion detection. */
export function raise(network: Network, timeMs: number, alert: NetworkAlert): void {
  network.eve.add(timeMs, alertRecord(timeMs, alert, network.chance));
}
