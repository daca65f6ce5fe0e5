/** The words of a part. */
export type SettingWords = { readonly title: string; readonly says: string };

const yearDays = 365;

/** "30 days", "730 days (2 years)" */
function days(value: unknown): string {
  const count = Number(value);
  const years = count / yearDays;
  const whole = Number.isInteger(years) && years >= 1 ? ` (${years === 1 ? "a year" : `${years} years`})` : "";
  return `${count === 1 ? "a day" : `${count} days`}${whole}`;
}

type Says = string | ((value: unknown) => string);

/** What settings mean, by their places. A setting without words is shown by its name and value alone. */
const words: Readonly<Record<string, Says>> = {
  "retention.raw-days": (value) => `what came in is kept as it came for ${days(value)}, then deleted`,
  "retention.events-days": (value) => `what was made searchable of it is kept for ${days(value)}, then deleted`,
  "retention.watch-days": (value) =>
    `what was decided about it is kept for ${days(value)}; then its keys are erased: the record still proves itself, and nobody can read it`,
  "retention.legal-hold": (value) =>
    Array.isArray(value) && value.length > 0 ? "this is kept whatever its age" : "nothing is held beyond these times",
  "watch.window-hours": "alerts that are further apart than this many hours do not become one case",
  "watch.settle-seconds": "a case rests this long after its last alert before it is looked into",
  "watch.settle-most-seconds": "and never longer than this, however many alerts arrive",
  "watch.cases-at-once": "cases that one process investigates at a time",
  "watch.answer-seconds": "how long one question waits for one product, before the answer goes without it",
  "server.listen": "the address and port that it listens on",
  "server.public-url": "what people open; sign-in and passkeys are bound to it",
  "server.tls": "without it, only a loopback address or a proxy is taken",
  "server.tls.certificate": "the file with the certificate",
  "server.tls.key": "the file with the key of the certificate",
  "server.behind-proxy": "whether a proxy ends TLS and says who asks",
  "server.proxies": "from where that proxy asks; whoever asks from elsewhere is who they seem to be",
  "server.try-internal": "whether a connector that is tried here may be inside the company's network",
  "logs.level": "how much is logged; taken anew when the process gets SIGUSR2",
  "logs.format": "lines of JSON, or text for people",
  "logs.file": "standard error where no file is named",
  "telemetry.otlp-url": "where traces and metrics are sent (OTLP)",
  "telemetry.service-name": "the name it goes by there",
  "telemetry.trace-share": "the part of traces that is sent, from 0 to 1",
  "telemetry.every-seconds": "how often it sends",
  "telemetry.internal": "whether that place may be inside the company's network",
  "limits.database-connections": "connections to the database",
  "limits.shutdown-seconds": "how long it finishes what it began when it is told to stop",
  inventory: "files and folders with assets and identities",
  indicators: "files and folders with indicators",
  rules: "folders of Sigma rules beside the built-in ones",
  "builtin-rules": "whether the built-in rules look too",
  containment: (value) => (value === undefined ? "containment.yaml beside the configuration" : "the standing orders of containment"),
  "write-back.verdicts": "whose verdicts go back to the products that raised the alerts",
  "write-back.tickets": "which cases get a ticket",
  "write-back.close-tickets": "whether a ticket is closed when its case is",
  "write-back.attach": "what goes with a ticket",
  "write-back.findings": "of which cases a finding is written",
  "write-back.publish": "whether true-positive cases are published as STIX",
  "write-back.notify.severity-from": "people are told of a case from this severity on",
  "write-back.notify.priority-to": "and from this priority on; 1 is now",
  "quality-samples.share": "the part of all closed cases that people judge again, laid out over the strata",
  "quality-samples.least-share": "no stratum is judged less than this",
  "quality-samples.minimum": "so many of each stratum in an epoch, as far as there are",
  "quality-samples.rare-share": "the part of strata that are new or rare",
  "quality-samples.high-risk-share": "at least this part where severity or asset is high or critical",
  "quality-samples.second-share": "the part of the samples that a second person judges too",
  "quality-samples.gold-share": "gold alerts for each sample: they are made to be found, and measure the reviewers",
  "quality-samples.due-days": "days until a sample is due",
  "quality-samples.epoch-days": "days for which one secret decides who is drawn; then it is revealed",
  "write-back.notify.approvals": "whether people are told that something waits for approval",
};

/** What a setting means, for somebody who never saw the file. */
export function settingWords(name: string, value: unknown): string {
  if (name.startsWith("write-back.markings.")) return `how confidential ${name.slice(20)} are that we write (TLP)`;
  if (name.startsWith("telemetry.headers")) return "what is sent with it is read from its place, and not shown";
  const found = Object.hasOwn(words, name) ? words[name] : undefined;
  return typeof found === "function" ? found(value) : (found ?? "");
}
