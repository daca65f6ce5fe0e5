import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/** Sessions, what was used up, tries that are counted, and when tokens were used. Who there is and what they may is in the journal. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE watchkeeper.sessions (
  tenant text NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  id text NOT NULL,
  account text NOT NULL,
  made_at_ms bigint NOT NULL,
  seen_at_ms bigint NOT NULL,
  stepped_up_at_ms bigint,
  how text NOT NULL,
  address text NOT NULL,
  agent text NOT NULL,
  PRIMARY KEY (tenant, hash),
  UNIQUE (tenant, id)
);
CREATE INDEX sessions_by_account ON watchkeeper.sessions (tenant, account, made_at_ms);
CREATE TABLE watchkeeper.access_spent (
  tenant text NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  ends_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, hash)
);
CREATE TABLE watchkeeper.sign_in_attempts (
  tenant text NOT NULL,
  subject text NOT NULL CHECK (length(subject) <= 200),
  failures int NOT NULL,
  last_ms bigint NOT NULL,
  PRIMARY KEY (tenant, subject)
);
CREATE TABLE watchkeeper.token_uses (
  tenant text NOT NULL,
  token text NOT NULL,
  used_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, token)
)`)
    .execute(db);
  await tenantTables(db, ["sessions", "access_spent", "sign_in_attempts", "token_uses"]);
}
