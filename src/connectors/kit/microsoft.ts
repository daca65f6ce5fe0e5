import { z } from "zod";
import { originOf } from "./define.ts";
import type { Secrets } from "./secrets.ts";
import { clientCredentials, type FetchToken } from "./token.ts";
import { openToldOrigin, type ToldParts } from "./told-origin.ts";

const guid = z.guid("takes an id such as 11111111-2222-4333-8444-555555555555");

/** Settings of an application that signs in at Microsoft Entra; its secret is called "client-secret". */
export const entraApplication = {
  tenant: guid,
  "client-id": guid,
  "login-url": z.string().min(1).max(2_048).default("https://login.microsoftonline.com"),
};

type Application = {
  readonly tenant: string;
  readonly "client-id": string;
  readonly "login-url": string;
  readonly internal: boolean;
  readonly ca?: string | undefined;
};

/** Tokens for one API of Microsoft's, which is named by its address. */
export function entraToken(name: string, app: Application, secrets: Secrets, parts: ToldParts, api: string): FetchToken {
  const login = openToldOrigin(originOf(name, { ...app, url: app["login-url"] }), parts);
  return clientCredentials(login, [app.tenant, "oauth2", "v2.0", "token"], {
    grant_type: "client_credentials",
    client_id: app["client-id"],
    client_secret: secrets.get("client-secret"),
    scope: `${api.replace(/\/+$/, "")}/.default`,
  });
}
