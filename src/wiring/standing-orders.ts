import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import canonicalize from "canonicalize";
import ipaddr from "ipaddr.js";
import { LineCounter, parseDocument } from "yaml";
import { StandingOrders } from "../core/containment/orders.ts";
import { isPublicKey, keyBytes, readPublicKey } from "../core/containment/public-key.ts";
import { SocError } from "../core/soc-error.ts";

/** The standing orders as a file gave them, with the folder that relative paths in them begin at. */
export type ReadOrders = { readonly orders: StandingOrders; readonly path: string; readonly folder: string };

const fileBytesMax = 4 * 1_048_576;
const aliasesMax = 100;
const mistakesShownMax = 12;
const adminsMin = 2;

/** Reads `containment.yaml`. Refuses (`orders/not-readable`, `orders/malformed`) the whole, with every mistake by its place. */
export async function readStandingOrders(given: string): Promise<ReadOrders> {
  const path = resolve(given);
  const text = await textOf(path);
  return { orders: parseStandingOrders(text, given), path, folder: dirname(path) };
}

type Mistake = { readonly path: readonly PropertyKey[]; readonly says: string };

/** The text of `containment.yaml` as standing orders; `name` is what messages call it. Refuses (`orders/malformed`). */
export function parseStandingOrders(text: string, name: string): StandingOrders {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ""), { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error)
    throw malformed(name, [`line ${lines.linePos(error.pos[0]).line}: it is not YAML (${error.code.toLowerCase().replaceAll("_", " ")})`]);
  const shown = (mistakes: readonly Mistake[]) =>
    malformed(
      name,
      mistakes.map(({ path, says }) => `${placeOf(path)}: ${says}`),
    );
  const placeOf = (path: readonly PropertyKey[]) => {
    const line = lineOf(path);
    return `${line === undefined ? "" : `line ${line}: `}"${path.map(String).join(".").slice(0, 200) || "the whole"}"`;
  };
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined;
      if (node?.range) return lines.linePos(node.range[0]!).line;
    }
    return undefined;
  };
  const checked = StandingOrders.safeParse(contentOf(document, name));
  if (!checked.success)
    throw shown(
      checked.error.issues.map(({ path, message }) => ({ path, says: `${message.charAt(0).toLowerCase()}${message.slice(1, 300)}` })),
    );
  const orders = withOrigins(checked.data);
  const mistakes = mistakesIn(orders);
  if (mistakes.length > 0) throw shown(mistakes);
  return orders;
}

/** Where a person's passkey signs is said once for all of them, or for one alone. */
function withOrigins({ people, ...orders }: StandingOrders): StandingOrders {
  const { origins } = orders;
  const isOnPasskey = (key: string) => readPublicKey(key)?.holder === "passkey";
  return {
    ...orders,
    people: people.map((each) => (origins && !each.origins && isOnPasskey(each["public-key"]) ? { ...each, origins } : each)),
  };
}

/**
 * The digest that admins sign: `sha256:…` over the RFC 8785 form of the orders and of the version of the policies, so that either changing is other orders.
 * What is left out in the file counts as its default.
 */
export function ordersDigestOf(orders: StandingOrders, policyVersion: string): string {
  const canonical = canonicalize({ schema: "watchkeeper/standing-orders@1", orders, policies: policyVersion }) ?? "";
  return `sha256:${createHash("sha256").update(canonical, "utf8").digest("hex")}`;
}

/** What a schema cannot say: what must be distinct, and what must be there for anything ever to be allowed. */
function mistakesIn({ people, effectors, protected: kept }: StandingOrders): Mistake[] {
  const admins = people.filter(({ roles }) => roles.includes("admin")).length;
  return [
    ...repeated(people.map(({ name }, index) => ({ key: name.normalize("NFKC").toLowerCase(), path: ["people", index, "name"] }))).map(
      (path) => ({
        path,
        says: "is the name of another person too; each person has one entry",
      }),
    ),
    ...repeated(people.map((each, index) => ({ key: keyBytes(each["public-key"]) ?? "", path: ["people", index, "public-key"] }))).map(
      (path) => ({
        path,
        says: "is the key of another person too; two people with one key would be one person with two names",
      }),
    ),
    ...people.flatMap((each, index) =>
      isPublicKey(each["public-key"])
        ? []
        : [
            {
              path: ["people", index, "public-key"],
              says: "is no Ed25519 key and no passkey; take the line that contain keygen printed, or the account page shows",
            },
          ],
    ),
    ...people.flatMap((each, index) =>
      readPublicKey(each["public-key"])?.holder !== "passkey" || each.origins
        ? []
        : [{ path: ["people", index, "public-key"], says: "is a passkey, and nothing says where its page is; name it under origins" }],
    ),
    ...(people.length > 0 && admins < adminsMin
      ? [{ path: ["people"], says: `names ${admins} with the role admin; two must sign these orders before anything is carried out` }]
      : []),
    ...repeated(effectors.map(({ name }, index) => ({ key: name, path: ["effectors", index, "name"] }))).map((path) => ({
      path,
      says: "is the name of another effector too",
    })),
    ...kept.addresses.flatMap((address, index) =>
      ipaddr.isValid(address) || ipaddr.isValidCIDR(address)
        ? []
        : [{ path: ["protected", "addresses", index], says: "is neither an IP address nor a range such as 192.0.2.0/24" }],
    ),
  ];
}

function repeated(keys: readonly { readonly key: string; readonly path: readonly PropertyKey[] }[]): (readonly PropertyKey[])[] {
  const seen = new Set<string>();
  return keys.flatMap(({ key, path }) => {
    if (seen.has(key)) return [path];
    seen.add(key);
    return [];
  });
}

function contentOf(document: ReturnType<typeof parseDocument>, name: string): unknown {
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: aliasesMax }) ?? {};
    // A digest is over JSON, which has neither infinity nor a date.
    if (canonicalize(content) === undefined) throw new Error("not JSON");
  } catch {
    throw malformed(name, ["it holds a value that JSON has no word for, or aliases that unfold without end"]);
  }
  return content;
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > fileBytesMax) throw malformed(path, [`it is larger than ${fileBytesMax} bytes`]);
    return await readFile(path, "utf8");
  } catch (cause) {
    throw cause instanceof SocError ? cause : notReadable(path, cause);
  }
}

const notReadable = (path: string, cause: unknown) =>
  new SocError({
    code: "orders/not-readable",
    problem: `the standing orders "${path}" cannot be read`,
    remedy: "name the file with --orders, or put containment.yaml into the data folder",
    retry: "never",
    cause,
  });

function malformed(name: string, mistakes: readonly string[]): SocError {
  const rest = mistakes.length - mistakesShownMax;
  return new SocError({
    code: "orders/malformed",
    problem: `the standing orders "${name}" cannot be used: ${mistakes.slice(0, mistakesShownMax).join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`,
    remedy: "correct these places; docs/guides/containment.md shows a whole file. Nothing is carried out until then",
    retry: "never",
  });
}
