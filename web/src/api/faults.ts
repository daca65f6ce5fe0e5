/** What this page itself refuses, each with a code that no build takes away. */
const words = {
  "console/no-passkey": {
    problem: "you have no passkey here",
    remedy:
      "add one under Settings and have it named in the standing orders, or sign with your key at the command line (watchkeeper contain)",
  },
  "console/other-action": {
    problem: "what would be signed is not what is shown here",
    remedy: "sign nothing, and tell whoever runs this service: the server may be taken over",
  },
  "console/passkey-there": {
    problem: "this device has a passkey of your account already, so no other was made on it",
    remedy:
      "use the one that is there; or add one on another device, a phone or a security key. To make it anew, remove it from the list here and from the device first",
  },
  "console/no-passkey-made": {
    problem: "no passkey was made: the device turned it away, or it was not confirmed in time",
    remedy: "try again, and confirm on the device; your account is as it was",
  },
  "console/page-not-here": {
    problem: "this page was never fetched here, and there is no line to the server",
    remedy: "it comes by itself once the line is back; what you looked at before is still there",
  },
  "console/unsigned": { problem: "nothing was signed", remedy: "try again, and confirm on your device" },
} as const;

/** A refusal of this page. */
export class ConsoleFault extends Error {
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
  constructor(said: keyof typeof words | { readonly code: string; readonly problem: string; readonly remedy: string }) {
    const { code, problem, remedy } = typeof said === "string" ? { code: said, ...words[said] } : said;
    super(problem);
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** What kept a passkey from being made, in words; anything else as it was thrown. Browsers say by InvalidStateError that the device has one of the account. */
export function faultOfRegistration(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "InvalidStateError") return new ConsoleFault("console/passkey-there");
  return error.name === "NotAllowedError" || error.name === "AbortError" ? new ConsoleFault("console/no-passkey-made") : error;
}
