import type { AccessRole } from "../../core/access/right.ts";
import type { AccessStore } from "../../ports/access-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { IdentityProvider } from "../../ports/identity-provider.ts";
import type { PasswordHasher } from "../../ports/password-hasher.ts";
import type { Random } from "../../ports/random.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import type { AccessRecord } from "./access-record.ts";
import type { Background } from "./background.ts";

/** Who we are to a browser's passkeys: `id` is the host name, `origins` where our pages are. */
export type RelyingParty = { readonly id: string; readonly name: string; readonly origins: readonly string[] };

/** Which roles a value of the provider's claim gives; keys are from the configuration. */
export type RoleMapping = ReadonlyMap<string, readonly AccessRole[]>;

/** What signing in is made of, for one tenant. */
export type AccessParts = {
  readonly tenant: string;
  readonly record: AccessRecord;
  readonly store: AccessStore;
  readonly box: SecretBox;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly relyingParty: RelyingParty;
  readonly provider?: { readonly provider: IdentityProvider; readonly roles: RoleMapping };
  /** What is done beside a request that goes on without it. */
  readonly background: Background;
};

/** From where somebody asks, as far as it is known: all of it is from outside. */
export type Caller = { readonly address: string; readonly agent: string; readonly device?: string | undefined };
