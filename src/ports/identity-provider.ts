import type { OidcName } from "../core/access/account.ts";

/** What has to be kept between the two halves of a sign-in, and never leaves us. */
export type ProviderMemory = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Somebody whom a provider vouched for: all of its checks held. */
export type Vouched = {
  readonly name: OidcName;
  /** What they are called there; any text. */
  readonly wantedName: string;
  /** The values of the claim that roles are mapped from. */
  readonly groups: readonly string[];
};

/** A company's identity provider (OpenID Connect: code flow with PKCE, state and nonce). */
export type IdentityProvider = {
  readonly name: string;
  /** Where the browser goes, and what to keep for when it comes back. Refuses (`connector/…`) when the provider cannot be reached. */
  readonly begin: () => Promise<{ readonly url: string; readonly memory: ProviderMemory }>;
  /** What the browser came back with: the whole query as it came. Refuses (`access/provider-refused`) whatever does not hold. */
  readonly finish: (query: string, memory: ProviderMemory) => Promise<Vouched>;
};
