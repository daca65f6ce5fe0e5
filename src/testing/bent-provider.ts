import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { closed, listening } from "./company-provider.ts";

/** How an answer is bent. Whatever is not named is as it should be. */
export type Bend = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  readonly tokenEndpoint?: string;
  readonly signedBy?: "another key" | "nobody";
  readonly redirectTo?: string;
  readonly status?: number;
  readonly token?: string;
};

/** An identity provider made of a few lines, which answers as it is told to: what a hostile or broken one might send. */
export type BentProvider = {
  readonly issuer: string;
  bend: Bend;
  /** What the provider was asked, in order. */
  readonly asked: string[];
  readonly bodies: URLSearchParams[];
  /** What a browser comes back with, for an address that a sign-in began with. */
  readonly callback: (address: string, more?: Readonly<Record<string, string>>) => string;
  readonly close: () => Promise<void>;
};

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Starts it, for one client. */
export async function startBentProvider(clientId: string, nowSeconds: () => number): Promise<BentProvider> {
  const [key, other] = [generateKeyPairSync("rsa", { modulusLength: 2_048 }), generateKeyPairSync("rsa", { modulusLength: 2_048 })];
  const jwk = { ...key.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" };
  const server = createServer();
  const issuer = await listening(server);
  const nonces = new Map<string, string>();
  const idToken = (code: string): string => {
    const { bend } = provider;
    const header = { alg: bend.signedBy === "nobody" ? "none" : "RS256", kid: "k1", ...bend.header };
    const at = nowSeconds();
    const claims = {
      iss: issuer,
      sub: "s-1",
      aud: clientId,
      iat: at,
      exp: at + 300,
      nonce: nonces.get(code),
      preferred_username: "berta",
      groups: ["soc"],
      ...bend.claims,
    };
    const text = `${base64url(header)}.${base64url(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)))}`;
    if (bend.signedBy === "nobody") return `${text}.`;
    return `${text}.${sign("sha256", Buffer.from(text), (bend.signedBy === "another key" ? other : key).privateKey).toString("base64url")}`;
  };
  const answers: Readonly<Record<string, (response: ServerResponse, body: URLSearchParams) => void>> = {
    "/.well-known/openid-configuration": (response) =>
      json(response, {
        issuer: provider.bend.issuer ?? issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: provider.bend.tokenEndpoint ?? `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      }),
    "/keys": (response) => json(response, { keys: [jwk] }),
    "/token": (response, body) =>
      json(response, {
        access_token: "EXAMPLE",
        token_type: "Bearer",
        expires_in: 60,
        id_token: provider.bend.token ?? idToken(body.get("code") ?? ""),
      }),
  };
  const provider: BentProvider = {
    issuer,
    bend: {},
    asked: [],
    bodies: [],
    callback(address, more = {}) {
      const { searchParams } = new URL(address);
      const code = createHash("sha256").update(address).digest("hex");
      nonces.set(code, searchParams.get("nonce") ?? "");
      return `?${new URLSearchParams({ code, state: searchParams.get("state") ?? "", ...more })}`;
    },
    close: () => closed(server),
  };
  server.on("request", (request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    request.on("end", () => {
      const path = request.url ?? "";
      provider.asked.push(`${request.method} ${path}`);
      const body = new URLSearchParams(text);
      provider.bodies.push(body);
      if (path === "/token" && provider.bend.redirectTo) response.writeHead(302, { location: provider.bend.redirectTo }).end();
      else if (path === "/token" && provider.bend.status) response.writeHead(provider.bend.status).end("no");
      else answers[path]?.(response, body) ?? response.writeHead(404).end();
    });
  });
  return provider;
}

const json = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
