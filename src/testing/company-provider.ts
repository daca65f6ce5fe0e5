import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A company's identity provider: `oidc-provider`, in this process, on a port of the loopback address. */
export type CompanyProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What a person does there: opens the address, says who they are, agrees. Gives the query that the browser comes back with. */
  readonly visit: (address: string, login: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** A library without types, as far as it is used here. */
type ProviderModule = {
  readonly default: new (
    issuer: string,
    configuration: object,
  ) => { readonly callback: () => Parameters<typeof createServer>[1]; on: (event: string, heard: () => void) => void };
};

/** Starts it. `groupsOf` is what the company says of its people; `redirectUrl` is where they are sent back to. */
export async function startCompanyProvider(
  redirectUrl: string,
  groupsOf: Readonly<Record<string, readonly string[]>>,
): Promise<CompanyProvider> {
  const library = "oidc-provider";
  const { default: Provider } = (await import(library)) as ProviderModule;
  const server = createServer();
  const issuer = await listening(server);
  const [clientId, clientSecret] = ["watchkeeper", "EXAMPLE-of-a-client-secret"];
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUrl], application_type: "native" }],
    cookies: { keys: ["EXAMPLE of a cookie key"] },
    claims: { profile: ["preferred_username", "groups"] },
    scopes: ["openid", "profile"],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: sub.replace("subject-", ""), groups: groupsOf[sub.replace("subject-", "")] ?? [] }),
    }),
  });
  const answer = provider.callback();
  server.on("request", answer!);
  return {
    issuer,
    clientId,
    clientSecret,
    visit: (address, login) => visit(address, login, new URL(redirectUrl)),
    close: () => closed(server),
  };
}

/** Listens on a free port of the loopback address, and says where. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server with every connection of it. */
export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
}

const stepsMax = 20;

/** Follows redirects and fills in the provider's own forms until the browser is sent home. */
async function visit(address: string, login: string, home: URL): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { url: URL; form?: string } = { url: new URL(address) };
  for (let step = 0; step < stepsMax; step++) {
    if (next.url.origin === home.origin && next.url.pathname === home.pathname) return next.url.search;
    const { answer, body } = await asked(next.url, next.form, cookies);
    const location = answer.headers.location;
    if (location !== undefined) next = { url: new URL(location, next.url) };
    else next = { url: new URL(/action="([^"]+)"/.exec(body)?.[1] ?? "", next.url), form: formOf(body, login) };
  }
  throw new Error("the provider sends the browser around for ever");
}

function formOf(body: string, login: string): string {
  const prompt = /name="prompt" value="(\w+)"/.exec(body)?.[1] ?? "";
  return new URLSearchParams({ prompt, ...(prompt === "login" && { login: `subject-${login}`, password: "any" }) }).toString();
}

function asked(url: URL, form: string | undefined, cookies: Map<string, string>): Promise<{ answer: IncomingMessage; body: string }> {
  return new Promise((settle, fail) => {
    const headers = {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(form)) }),
    };
    const asking = request(url, { method: form === undefined ? "GET" : "POST", headers }, (answer) => {
      let body = "";
      for (const line of answer.headers["set-cookie"] ?? []) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      answer.setEncoding("utf8");
      answer.on("data", (piece: string) => {
        body += piece;
      });
      answer.on("end", () => settle({ answer, body }));
    });
    asking.on("error", fail);
    asking.end(form);
  });
}
