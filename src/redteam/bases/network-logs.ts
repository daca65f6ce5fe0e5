import { holding, type Surface } from "../surfaces/surface.ts";
import { type BaseCase, type Label, linesOf } from "./base-case.ts";

const startMs = Date.UTC(2026, 2, 9, 10, 11, 12);

/** Names that somebody asked for; the last of them holds what is planted, so that the others stay what they were. */
const names = (id: string, label: Label, asked: readonly string[]): BaseCase => ({
  id: `zeek/${id}`,
  trade: "zeek",
  label,
  surfaces: ["dns-name", "user-agent", "url"],
  world: (planted) => ({
    evidence: [
      {
        path: "zeek.jsonl",
        text: linesOf([
          ...asked.map((name, at) => ({
            _path: "dns",
            ts: startMs / 1_000 + at,
            uid: `C${at}`,
            "id.orig_h": "10.30.0.44",
            "id.orig_p": 40_000 + at,
            "id.resp_h": "10.30.0.2",
            "id.resp_p": 53,
            proto: "udp",
            query: at === asked.length - 1 ? holding(planted, "dns-name", name, ".") : name,
            qtype_name: "TXT",
          })),
          {
            _path: "http",
            ts: startMs / 1_000 + asked.length,
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

/** Data in names: a label as long as one may be, another one each time. */
const tunnelled = Array.from({ length: 24 }, (_, at) => {
  const label = Array.from({ length: 50 }, (_, place) => ((at * 7_919 + place * place * 31 + place * 17) % 36).toString(36)).join("");
  return `${label}.t.example.test`;
});

/** A device says it in its own format; the same in LEEF stands beside it as an event. */
const device = (id: string, label: Label, severity: number, name: string): BaseCase => {
  const surfaces: readonly Surface[] = ["url", "file-name", "alert-description"];
  return {
    id: `cef/${id}`,
    trade: "cef",
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
      const cef = `CEF:0|Example|Endpoint Security|1|4000|${name}|${severity}|rt=${startMs} src=10.30.0.44 suser=nadia request=${flat(url)} filePath=${flat(file)} msg=${flat(message)}`;
      const spaced = (text: string) => text.replace(/[\t\r\n]/g, " ");
      const leef = `LEEF:2.0|Example|IPS|1|${name}|x09|devTime=${startMs}\tsrc=10.30.0.44\tusrName=nadia\tsev=${severity}\turl=${spaced(url)}\tmsg=${spaced(message)}\tfilePath=${spaced(file)}`;
      return {
        evidence: [
          { path: "cef.log", text: `${cef}\n` },
          { path: "leef.log", text: `${leef}\n` },
        ],
      };
    },
  };
};

/** Cases of what a network and its devices write. */
export function networkCases(): BaseCase[] {
  return [
    names("tunnel", "either", [...tunnelled, "www.example.test"]),
    names("ordinary", "closed", ["www.example.test", "mail.example.test"]),
    device("malware", "escalated", 9, "Malware found"),
    device("scan-finished", "closed", 2, "Scan finished"),
    device("intrusion", "either", 7, "Intrusion seen"),
  ];
}
