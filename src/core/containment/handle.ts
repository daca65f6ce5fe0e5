/** What a containment action can be done to. */
export const targetKinds = ["host", "account", "address", "domain", "mail", "file", "process"] as const;
/** One word of `targetKinds`. */
export type TargetKind = (typeof targetKinds)[number];

/**
 * A target that code resolved, never a string out of a text or a model (invariants.md 1.3): `id` is its one name in the whole record, such as
 * `host:ws-1.example.test`, `account:mara`, `address:192.0.2.9`, `file:ws-1.example.test:<sha-256 of the path>`; two spellings of one target have one id.
 */
export type Handle = {
  readonly kind: TargetKind;
  readonly id: string;
  /** As whoever knows it names it: the inventory's name of a machine or account, the canonical form of an address or domain, the message id of a mail. */
  readonly name: string;
  /** The machine that holds a file or runs a process, as the inventory names it. */
  readonly host?: string;
  /** Who says that it exists. Outsiders' addresses and domains, mails, files and processes are known from the evidence of the case alone. */
  readonly knownTo: "inventory" | "evidence";
  /** Every other name and address that is this target, as the inventory has them. */
  readonly aliases: readonly string[];
};
