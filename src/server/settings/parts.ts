import type { z } from "zod";
import { type Configuration, Configuration as ConfigurationShape, type TenantConfiguration, tenantsOf } from "../../ports/configuration.ts";
import type { SecretPlace } from "../../ports/connector.ts";
import type { Settings } from "../contract/settings.ts";
import { type SettingWords, settingWords } from "./words.ts";

type Part = z.output<typeof Settings>["parts"][number];
type Line = Part["lines"][number];
type Tree = Readonly<Record<string, unknown>>;

const depthMax = 4;
/** What only concerns the machine is told to those who run it: the people of the tenant that the file itself describes. */
const ofTheMachine: ReadonlySet<string> = new Set(["server", "logs", "telemetry", "limits"]);
const sections = ["retention", "watch", "server", "logs", "telemetry", "limits"] as const;
const ofTenant = ["write-back", "quality-samples"] as const;

/** Everything that is configured and concerns this tenant, part by part, in words. */
export function settingParts(tenant: string, configuration: Configuration): Part[] {
  const order = tenantsOf(configuration).find(({ name }) => name === tenant);
  if (!order) return [];
  const defaults = ConfigurationShape.parse({ version: 1 });
  const shown = sections.filter((name) => tenant === "default" || !ofTheMachine.has(name));
  const whole = shown.map((name) => partOf(name, configuration[name], defaults[name], true));
  const place = tenant === "default" ? "" : `tenants.${tenant}.`;
  const own = ofTenant.map((name) => partOf(name, order[name], defaults[name], false, place));
  return [...whole, knowledge(order, place), products(order, place), signIn(order, place), ...own];
}

function partOf(name: string, value: Tree, byDefault: Tree, hasVariables: boolean, place = ""): Part {
  const { title, says } = wordsOf(name);
  return { id: name, title, says, lines: linesOf([name], value, byDefault, { hasVariables, place }) };
}

type How = { readonly hasVariables: boolean; readonly place: string };

function linesOf(path: readonly string[], value: Tree, byDefault: unknown, how: How): Line[] {
  const usual = isTree(byDefault) ? byDefault : {};
  const keys = [...new Set([...Object.keys(value), ...Object.keys(optional(path))])];
  return keys.flatMap((key) => {
    const [at, said] = [[...path, key], value[key]];
    if (isTree(said) && path.length < depthMax) return linesOf(at, said, usual[key], how);
    const name = at.join(".");
    const variable = how.hasVariables && !Array.isArray(said) ? `WATCHKEEPER_${at.join("_").replaceAll("-", "_").toUpperCase()}` : null;
    return [
      {
        name: `${how.place}${name}`,
        value: textOf(said),
        says: settingWords(name, said),
        byDefault: JSON.stringify(said) === JSON.stringify(usual[key]),
        variable,
      },
    ];
  });
}

/** Settings that are worth a line while nobody says them. */
const optional = (path: readonly string[]): Tree =>
  path.join(".") === "server"
    ? { "public-url": undefined, tls: undefined }
    : path.join(".") === "telemetry"
      ? { "otlp-url": undefined }
      : path.join(".") === "logs"
        ? { file: undefined }
        : {};

function knowledge(order: TenantConfiguration, place: string): Part {
  const names = ["inventory", "indicators", "rules", "builtin-rules", "containment"] as const;
  const lines = names.map((name) => ({
    name: `${place}${name}`,
    value: textOf(order[name]),
    says: settingWords(name, order[name]),
    byDefault: order[name] === undefined || order[name] === true || (Array.isArray(order[name]) && order[name].length === 0),
    variable: null,
  }));
  return { id: "knowledge", ...wordsOf("knowledge"), lines };
}

function products(order: TenantConfiguration, place: string): Part {
  const lines = order.connectors.map(({ name, product, use, secrets, "may-receive": mayReceive }) => ({
    name: `${place}connectors.${name}`,
    value: product,
    says: [
      use ? `used for ${use.join(", ")}` : "used for all that it serves",
      `may be sent up to TLP:${mayReceive.toUpperCase()}`,
      ...Object.entries(secrets).map(([secret, from]) => `${secret} ${secretIn(from)}`),
    ].join("; "),
    byDefault: false,
    variable: null,
  }));
  return { id: "connectors", ...wordsOf("connectors"), lines };
}

function signIn({ "sign-in": { provider } }: TenantConfiguration, place: string): Part {
  const line = (name: string, value: string, says: string): Line => ({
    name: `${place}sign-in.provider${name}`,
    value,
    says,
    byDefault: provider === undefined,
    variable: null,
  });
  const lines = provider
    ? [
        line(".issuer", provider.issuer, `people may come in by "${provider.name}" beside their passwords and passkeys`),
        line(".client-id", provider["client-id"], `the provider's secret ${secretIn(provider["client-secret"])}`),
        line(".roles-claim", provider["roles-claim"], "the claim whose values give roles; whoever has none of them does not come in"),
        ...Object.entries(provider.roles).map(([value, roles]) =>
          line(`.roles.${value}`, roles.join(", "), "the roles that this value gives"),
        ),
      ]
    : [line("", "none", "people come in by name and password, or by passkey; no provider is named")];
  return { id: "sign-in", ...wordsOf("sign-in"), lines };
}

/** Where a secret is read from: the words of a command may hold more than its name, and what was sealed is of no use to a reader. */
function secretIn(place: SecretPlace): string {
  if ("file" in place) return `is read from the file ${place.file}`;
  if ("env" in place) return `is read from the variable ${place.env}`;
  if ("command" in place) return `is asked of the command ${place.command[0] ?? ""}`;
  return "lies sealed in the configuration";
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
const wordsOf = (part: string): SettingWords => partWords[part] ?? { title: part, says: "" };

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  if (Array.isArray(value))
    return value.length === 0 ? "none" : value.map((each) => (isTree(each) ? holdText(each) : String(each))).join(", ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

/** A legal hold, the one list of more than words. */
function holdText({ because, source, from, to }: Tree): string {
  return `${String(because)} (${source === undefined ? "all sources" : String(source)}, ${String(from ?? "from the beginning")} to ${String(to ?? "now on")})`;
}

const partWords: Readonly<Record<string, SettingWords>> = {
  retention: { title: "How long what is kept", says: "A pass every night lets go of what is too old, unless a hold keeps it." },
  watch: { title: "How the watch works", says: "When alerts belong together, and when a case is looked into." },
  server: { title: "Where it listens", says: "The address of this console and of the API." },
  logs: { title: "What it logs", says: "The log of the service itself. No evidence is written there." },
  telemetry: { title: "Where its own figures go", says: "Nowhere unless an address is named." },
  limits: { title: "What one process takes on", says: "Bounds of this process." },
  knowledge: { title: "What it knows of the company", says: "Files beside the configuration, and the standing orders." },
  connectors: { title: "What is connected", says: "Their settings stand in the file; their health stands under Connectors." },
  "sign-in": { title: "How people come in", says: "Beside the accounts under People." },
  "quality-samples": {
    title: "What is judged again",
    says: "Cases that the agent closed, by people who do not see what it said. Changes take effect with the next epoch.",
  },
  "write-back": { title: "What is written back", says: "To products and tickets, never above what each may receive." },
};
