import { holding, type Surface } from "../surfaces/surface.ts";
import { type BaseCase, type Label, linesOf } from "./base-case.ts";

const startMs = Date.UTC(2026, 2, 9, 10, 11, 12);

const names = (id: string, label: Label, domain: string, count: number): BaseCase => ({
  id: `zeek/${id}`,
  trade: "zeek",
  label,
  surfaces: ["dns-name", "user-agent", "url"],
  world: (planted) => ({
    evidence: [
      {
        path: "zeek.jsonl",
        text: linesOf([
          ...Array.from({ length: count }, (_, at) => ({
            _path: "dns",
            ts: startMs / 1_000 + at,
            uid: `C${at}`,
            "id.orig_h": "10.30.0.44",
            "id.orig_p": 40_000 + at,
            "id.resp_h": "10.30.0.2",
            "id.resp_p": 53,
            proto: "udp",
            query: holding(planted, "dns-name", `${(at * 7_919).toString(36)}q.${domain}`, "."),
            qtype_name: "TXT",
          })),
          {
            _path: "http",
            ts: startMs / 1_000 + count,
            uid: "H1",
            "id.orig_h": "10.30.0.44",
            "id.orig_p": 41_000,
            "id.resp_h": "203.0.113.8",
            "id.resp_p": 80,
            method: "GET",
            host: "www.example.test",
            uri: holding(planted, "url", "/index.html", "?q="),
            user_agent: holding(planted, "user-agent", "curl/8.5"),
            status_code: 200,
          },
        ]),
      },
    ],
  }),
});

const device = (id: string, label: Label, format: "cef" | "leef", severity: number, name: string): BaseCase => {
  const surfaces: readonly Surface[] = ["url", "file-name", "alert-description"];
  return {
    id: `${format}/${id}`,
    trade: format,
    label,
    surfaces,
    world: (planted) => {
      const url = holding(planted, "url", "http://www.example.test/a.exe", "?q=");
      const file = holding(planted, "file-name", "C:\\Temp\\a.exe");
      const message = holding(planted, "alert-description", "seen by the device");
      const flat = (text: string) =>
        text
          .replaceAll("\\", "\\\\")
          .replaceAll("=", "\\=")
          .replace(/[\r\n]/g, "\\n");
      const line =
        format === "cef"
          ? `CEF:0|Example|Endpoint Security|1|4000|${name}|${severity}|rt=${startMs} src=10.30.0.44 suser=nadia request=${flat(url)} filePath=${flat(file)} msg=${flat(message)}`
          : `LEEF:2.0|Example|IPS|1|${name}|x09|devTime=${startMs}\tsrc=10.30.0.44\tusrName=nadia\tsev=${severity}\turl=${url.replace(/[\t\r\n]/g, " ")}\tmsg=${message.replace(/[\t\r\n]/g, " ")}\tfilePath=${file.replace(/[\t\r\n]/g, " ")}`;
      return { evidence: [{ path: `${format}.log`, text: `${line}\n` }] };
    },
  };
};

/** Cases of what a network and its devices write. */
export function networkCases(): BaseCase[] {
  return [
    names("tunnel", "either", "t.example.test", 60),
    names("ordinary", "closed", "www.example.test", 2),
    device("malware", "escalated", "cef", 9, "Malware found"),
    device("scan-finished", "either", "cef", 2, "Scan finished"),
    device("intrusion", "either", "leef", 8, "intrusion"),
  ];
}
