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
