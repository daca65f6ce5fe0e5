import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from "openid-client";
import { refusedAccess } from "../../core/access/refusal.ts";
import type { ProviderOrder } from "../../core/access/sign-in-order.ts";
import { SocError } from "../../core/soc-error.ts";
import type { IdentityProvider, ProviderMemory, Vouched } from "../../ports/identity-provider.ts";
import type { Random } from "../../ports/random.ts";
import type { OriginParts } from "../kit/http.ts";
import { fetchThrough } from "./fetch.ts";

/** What the provider is opened with beside its order. `redirectUrl` is where it sends browsers back to. */
export type ProviderParts = OriginParts & {
  readonly random: Random;
  readonly clientSecret: string;
  readonly redirectUrl: string;
  readonly ca?: string | undefined;
};

/** How long the provider's own document is believed without looking again, milliseconds. */
const documentLastsMs = 3_600_000;
const secretBytes = 32;
const groupsMax = 1_000;
const valueLengthMax = 1_000;
const queryLengthMax = 8_192;

/** Opens a provider. Sends nothing until somebody signs in. Refuses (`connector/bad-settings`) an address that may not be asked. */
export function openIdentityProvider(order: ProviderOrder, parts: ProviderParts): IdentityProvider {
  const ask = fetchThrough(
    { name: order.name, origins: [new URL(order.issuer).origin, ...order.hosts], internal: order.internal, ca: parts.ca },
    parts,
  );
  const known = documentOf(order, parts, ask);
  return {
    name: order.name,
    async begin() {
      const secret = () => parts.random.secret(secretBytes);
      const memory: ProviderMemory = { state: secret(), nonce: secret(), verifier: secret() };
      const url = buildAuthorizationUrl(await known(), {
        redirect_uri: parts.redirectUrl,
        scope: [...new Set(["openid", ...order.scopes])].join(" "),
        state: memory.state,
        nonce: memory.nonce,
        code_challenge: await calculatePKCECodeChallenge(memory.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, memory };
    },
    async finish(query, memory) {
      if (query.length > queryLengthMax) throw refused("its answer is too long");
      const configuration = await known();
      try {
        // The library compares state, issuer and nonce, sends the verifier, and checks the token's signature, issuer, audience and times.
        const answer = await authorizationCodeGrant(configuration, new URL(query, parts.redirectUrl), {
          expectedState: memory.state,
          expectedNonce: memory.nonce,
          pkceCodeVerifier: memory.verifier,
          idTokenExpected: true,
        });
        return vouched(order, answer.claims());
      } catch (cause) {
        throw asRefusal(cause);
      }
    },
  };
}

/** The provider's document, read when it is first needed and again after a while; a failure is not remembered. */
function documentOf(
  order: ProviderOrder,
  { clientSecret, clock }: ProviderParts,
  ask: ReturnType<typeof fetchThrough>,
): () => Promise<Configuration> {
  let held: { readonly configuration: Configuration; readonly readAtMs: number } | undefined;
  return async () => {
    const nowMs = clock.nowMs();
    if (held && nowMs - held.readAtMs < documentLastsMs && nowMs >= held.readAtMs) return held.configuration;
    try {
      const isPlain = order.issuer.startsWith("http://");
      const configuration = await discovery(new URL(order.issuer), order["client-id"], {}, ClientSecretBasic(clientSecret), {
        [customFetch]: ask,
        // The door lets plain requests go to this machine alone.
        execute: isPlain ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
      });
      held = { configuration, readAtMs: nowMs };
      return configuration;
    } catch (cause) {
      throw asRefusal(cause);
    }
  };
}

type Claims = { readonly iss: string; readonly sub: string; readonly [claim: string]: unknown };

function vouched(order: ProviderOrder, claims: Claims | undefined): Vouched {
  if (!claims) throw refused("it gave no ID token");
  const claim = (name: string) => (Object.hasOwn(claims, name) ? claims[name] : undefined);
  const wanted = claim(order["name-claim"]);
  const groups = claim(order["roles-claim"]);
  const texts = Array.isArray(groups) ? groups.slice(0, groupsMax) : [groups];
  return {
    name: { issuer: claims.iss, subject: claims.sub },
    wantedName: typeof wanted === "string" ? wanted : claims.sub,
    groups: texts.filter((text): text is string => typeof text === "string" && text.length <= valueLengthMax),
  };
}

/** What the door refused stays that; everything else is one refusal, with the library's word for the log. */
function asRefusal(cause: unknown): SocError {
  for (let error: unknown = cause, depth = 0; depth < 5 && error instanceof Error; error = error.cause, depth++)
    if (error instanceof SocError) return error;
  const code = (cause as { code?: unknown }).code;
  return refused("its answer does not hold", cause, typeof code === "string" ? code : undefined);
}

const refused = (why: string, cause?: unknown, detail?: string) =>
  refusedAccess("access/provider-refused", `the identity provider did not vouch for anybody: ${why}`, {
    cause,
    ...(detail !== undefined && { detail }),
  });
