import { type Double, type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type User = {
  id: string;
  userPrincipalName: string;
  accountEnabled: boolean;
  signInSessionsValidFromDateTime: string | null;
  onPremisesSyncEnabled: boolean | null;
};

/**
 * Users of Microsoft Graph as its reference documents them: 204 for a change, readers that see it a few looks later (replicas), tokens that run out,
 * and the error envelope with a code and an inner error.
 */
export async function startEntra(parts: { readonly looksUntilSeen?: number } = {}) {
  const users = new Map<string, User>();
  const stale = new Map<string, { left: number; readonly old: User }>();
  const tokens = tokenBooth();
  let refuses = false;
  let minute = 0;
  const double: Double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization")))
      return failure(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
    if (seen.path === "/v1.0/users" && seen.method === "GET") return search(seen, [...users.values()]);
    const [, id, rest] = /^\/v1\.0\/users\/([^/]+)(\/[^/]+)?$/.exec(seen.path) ?? [];
    const user = id ? users.get(id) : undefined;
    if (!user) return failure(404, "Request_ResourceNotFound", `Resource '${id}' does not exist`);
    if (rest === undefined && seen.method === "GET")
      return { status: 200, json: { "@odata.context": "https://graph.example.test/v1.0/$metadata#users/$entity", ...asSeen(user) } };
    if (refuses) return failure(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    if (rest === undefined && seen.method === "PATCH") return patch(seen, user);
    if (rest === "/revokeSignInSessions" && seen.method === "POST") return revoke(user);
    return failure(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
  });

  /** Who reads right after a change may meet a copy that has not heard of it. */
  function asSeen(user: User): User {
    const copy = stale.get(user.id);
    if (!copy) return user;
    if (copy.left-- > 0) return copy.old;
    stale.delete(user.id);
    return user;
  }

  function changing(user: User, change: () => void): void {
    stale.set(user.id, { left: parts.looksUntilSeen ?? 2, old: { ...user } });
    change();
  }

  function patch(seen: Seen, user: User): Said {
    const { accountEnabled, ...others } = JSON.parse(seen.text) as { accountEnabled?: unknown };
    if (typeof accountEnabled !== "boolean" || Object.keys(others).length > 0)
      return failure(400, "Request_BadRequest", "Invalid property");
    changing(user, () => {
      user.accountEnabled = accountEnabled;
    });
    return { status: 204, nothing: true };
  }

  function revoke(user: User): Said {
    changing(user, () => {
      user.signInSessionsValidFromDateTime = `2026-01-02T03:${String(minute++).padStart(2, "0")}:00Z`;
    });
    return { status: 200, json: { "@odata.context": "https://graph.example.test/v1.0/$metadata#Edm.Boolean", value: true } };
  }

  return {
    double,
    tokens,
    add: (id: string, userPrincipalName: string, onPremisesSyncEnabled: boolean | null = null) =>
      void users.set(id, {
        id,
        userPrincipalName,
        accountEnabled: true,
        signInSessionsValidFromDateTime: "2025-12-01T00:00:00Z",
        onPremisesSyncEnabled,
      }),
    userOf: (id: string) => users.get(id),
    refuse: () => {
      refuses = true;
    },
  };
}

function giveToken(seen: Seen, give: () => string): Said {
  if (new URLSearchParams(seen.text).get("client_secret") !== "canary-secret")
    return { status: 401, json: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret provided." } };
  return { status: 200, json: { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: give() } };
}

function search(seen: Seen, users: readonly User[]): Said {
  const filter = seen.query.get("$filter");
  const names = filter?.split(" or ").map((each) => /^userPrincipalName eq '([^']*)'$/.exec(each)?.[1]);
  if (names?.includes(undefined)) return failure(400, "BadRequest", "Invalid filter clause");
  const value = users.filter(({ userPrincipalName }) => names === undefined || names.includes(userPrincipalName.toLowerCase()));
  return {
    status: 200,
    json: {
      "@odata.context": "https://graph.example.test/v1.0/$metadata#users",
      value: value.slice(0, Number(seen.query.get("$top") ?? "100")),
    },
  };
}

const failure = (status: number, code: string, message: string): Said => ({
  status,
  json: { error: { code, message, innerError: { date: "2026-01-02T03:04:05", "request-id": "11111111-2222-4333-8444-555555555555" } } },
});
