import { sealWebhook } from "../core/webhook/webhook.ts";
import type { Route } from "../server/route.ts";
import { openBrowser } from "./access-scene.ts";
import type { Example, Examples, Held, Proofs } from "./crossing-examples.ts";
import type { CrossingScene, CrossingTenant } from "./crossing-scene.ts";
import type { FakeClock } from "./fake-clock.ts";

export const tenantNames = ["default", "harbour"] as const;
export type TenantName = (typeof tenantNames)[number];
/** Numbers that begin at 1 in every tenant: only the tenant that has fewer asks for what it has not itself. */
const counted = ["position", "letter", "action", "handover", "grant", "sample", "account", "second"] as const;

/** Asks what is served on behalf of either of two tenants, and compares what is the other's with what is nowhere. */
export function askAcross(all: CrossingScene, clock: FakeClock) {
  const sides = (tenant: TenantName): { own: CrossingTenant; other: CrossingTenant } => {
    const otherName = tenantNames.find((each) => each !== tenant)!;
    return { own: all.tenants.get(tenant)!, other: all.tenants.get(otherName)! };
  };
  const routeOf = (operation: string): Route => all.scene.routes.find((route) => route.operation === operation)!;

  /** Asks; whoever comes in by a public door has a browser of their own. */
  function send({ page, hookKey }: CrossingTenant, route: Route, { params = {}, query = "", body, bytes }: Example) {
    const from = route.right === "public" ? openBrowser(all.scene.server, {}) : page;
    const address = route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? "")) + query;
    const method = route.method as "POST";
    if (bytes !== undefined) {
      const raw = Buffer.from(bytes);
      const seal = sealWebhook(hookKey, { body: raw, nonce: "a-nonce-of-this-test", sentAtMs: clock.nowMs() });
      return from.ask(method, address, raw, { "content-type": "application/octet-stream", ...seal });
    }
    return from.ask(method, address, body, route.path === "/mcp" ? { accept: "application/json, text/event-stream" } : {});
  }

  /** What an answer says, with what was asked for by its name: two answers are the same when only the ids in them differ. */
  async function said(asker: CrossingTenant, operation: string, example: Example, held: Held): Promise<Said> {
    const answer = await send(asker, routeOf(operation), example);
    let text = answer.body.replace(/"request":"[^"]*"/, "");
    const named = JSON.stringify([example.params, example.query, example.body]);
    for (const [name, id] of Object.entries(held))
      if (typeof id === "string" && (named.includes(`"${id}"`) || (id.length > 3 && named.includes(id))))
        text = text.replaceAll(new RegExp(`(?<![\\w-])${id.replaceAll(".", "\\.")}(?![\\w-])`, "g"), `<${name}>`);
    const isJson = String(answer.headers["content-type"]).includes("json");
    const code = isJson ? (JSON.parse(answer.body) as { code?: string }).code : undefined;
    return {
      status: answer.statusCode,
      code,
      says: `${answer.statusCode} ${text}`,
      whole: `${answer.body}${JSON.stringify(answer.headers)}`,
    };
  }

  /** Asks as one tenant for what is the other's, and for what is nobody's; gives what crossed. */
  async function crossings(
    tenant: TenantName,
    table: Readonly<Record<string, Examples>>,
  ): Promise<{ found: string[]; asked: number; strict: number }> {
    const { own, other } = sides(tenant);
    const nowhere = nobodys(other.held);
    const found: string[] = [];
    let asked = 0;
    let strict = 0;
    let before = await other.kept();
    for (const [operation, examples] of Object.entries(table)) {
      const unknown = examples(nowhere, own.held);
      for (const [at, example] of examples(other.held, own.held).entries()) {
        const named = JSON.stringify([example.params, example.query, example.body]);
        const where = `${operation} ${named}`;
        const answer = await said(own, operation, example, other.held);
        const after = await other.kept();
        asked++;
        for (const [place, digest] of Object.entries(after)) if (digest !== before[place]) found.push(`${where} changes ${place}`);
        before = after;
        for (const secret of secretsOf(other.held, own.held))
          if (!named.includes(secret) && answer.whole.includes(secret)) found.push(`${where} says ${secret}: ${answer.says.slice(0, 200)}`);
        if (answer.status >= 500) found.push(`${where} fails: ${answer.says}`);
        if (example.free) {
          if (![answer.status, answer.code].includes(example.owner)) found.push(`${where} is answered ${answer.says.slice(0, 200)}`);
          continue;
        }
        if (isOnesOwnNumber(example, tenant)) continue;
        strict++;
        const none = await said(own, operation, unknown[at]!, nowhere);
        if (none.says !== answer.says)
          found.push(`${where} is answered ${answer.says.slice(0, 200)}, what is nowhere ${none.says.slice(0, 200)}`);
      }
    }
    return { found, asked, strict };
  }

  /** The tenant that has more of what is counted has those numbers itself. */
  function isOnesOwnNumber({ params, body }: Example, tenant: TenantName): boolean {
    if (tenant === "default") return false;
    const { held } = sides(tenant).other;
    const words = Object.values({ ...params, ...body });
    return counted.some((name) => words.includes(held[name]));
  }

  return { sides, routeOf, said, crossings };
}

type Said = { readonly status: number; readonly code: string | undefined; readonly says: string; readonly whole: string };

/** What must not be said: every id and word of the other tenant by which something of it could be known, but those that both have. */
const secretsOf = (held: Held, own: Held): string[] => {
  const known = new Set(Object.values(own).map(String));
  return Object.entries(held).flatMap(([name, each]) =>
    name !== "tenant" &&
    !counted.includes(name as (typeof counted)[number]) &&
    typeof each === "string" &&
    each.length > 6 &&
    !known.has(each)
      ? [each]
      : [],
  );
};

/** Ids of the same shapes that are in no tenant. */
export function nobodys(held: Held & Proofs): Held & Proofs {
  const turned = (id: string) => id.replace(/[0-9a-f]/g, (digit) => ((Number.parseInt(digit, 16) + 5) % 16).toString(16));
  const shaped = Object.entries(held).map(([name, value]) => {
    if (typeof value !== "string" || name.endsWith("Digest")) return [name, value];
    if (value.includes(held.tenant)) return [name, value.replaceAll(held.tenant, "nowhere")];
    if (value.includes(held.word)) return [name, value.replaceAll(held.word, "CanaryOfNobody")];
    if (/^\D{0,2}\d{1,8}$/.test(value))
      return [name, value.replace(/\d+/, (digits) => String(Number(digits) + 1_000_000).padStart(digits.length, "0"))];
    return [name, turned(value)];
  });
  return Object.fromEntries(shaped) as Held & Proofs;
}
