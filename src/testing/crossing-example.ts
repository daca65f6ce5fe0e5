import type { ErrorCode } from "../core/soc-error.ts";

/** What one tenant of the test holds, by the ids and words under which somebody would ask for it. */
export type Held = {
  readonly tenant: string;
  /** It stands in every text of this tenant. */
  readonly word: string;
  readonly alert: string;
  readonly caseId: string;
  readonly otherCase: string;
  /** Numbers of one's own begin at 1 in every tenant: these are the last. */
  readonly position: string;
  readonly letter: string;
  readonly action: string;
  readonly actionDigest: string;
  readonly world: string;
  readonly pack: string;
  readonly job: string;
  readonly connector: string;
  readonly source: string;
  readonly playbook: string;
  readonly sample: string;
  readonly handover: string;
  readonly handoverDigest: string;
  readonly grant: string;
  readonly grantDigest: string;
  readonly alertClass: string;
  readonly view: string;
  readonly account: string;
  readonly second: string;
  readonly name: string;
  readonly ask: string;
  readonly robot: string;
  readonly session: string;
  readonly passkey: string;
  readonly link: string;
  readonly factorTicket: string;
  readonly stepUpTicket: string;
  readonly totpTicket: string;
  readonly newPasskeyTicket: string;
  readonly passkeyTicket: string;
};

/** What only the holder can show, made when it is asked for. */
export type Proofs = {
  /** What the authenticator app shows now. */
  readonly code: () => string;
  /** The same of the app that is being added. */
  readonly newCode: () => string;
  readonly shown: object;
  readonly made: object;
};

/** One request: what fills the address, the query, the body. */
export type Example = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
  readonly bytes?: string;
  /** What whoever holds what is named is answered: the status, or the code of a refusal that says what else it lacks. */
  readonly owner: number | ErrorCode;
  /** It names nothing that is another tenant's: names in it are the asker's to choose, and the asker is answered as an owner is. */
  readonly free?: true;
};

/** The examples of an operation: `named` is what is asked for, `own` what the asker holds. */
export type Examples = (named: Held & Proofs, own: Held & Proofs) => readonly Example[];

export const because = "it is asked";
export const signature = Buffer.alloc(64, 1).toString("base64");
export const free = (owner: Example["owner"], more: Omit<Example, "owner" | "free"> = {}): Examples => {
  return () => [{ ...more, owner, free: true }];
};
export const byId = (id: string, owner: Example["owner"], body?: object): Example => ({ params: { id }, owner, ...(body && { body }) });
