import { type ErrorCode, SocError } from "../soc-error.ts";

type Reason = Extract<ErrorCode, `regulation/${string}`>;

const remedies: Readonly<Record<Reason, string>> = {
  "regulation/pack-not-signed": "take the pack from its maker again, or name the key that signed it under regulation.pack-keys",
  "regulation/pack-malformed": "mend the pack where it says, and have it signed again",
  "regulation/pack-conflict": "give the packs different names, or agree on what a value is",
  "regulation/unknown": "look at the board or the worksheet, and name a case, regime, stage or value of it",
  "regulation/not-a-person": "sign in as the person whose word it is",
  "regulation/bad-value": "give a value of the type that the worksheet names",
  "regulation/in-the-future": "give the time at which it happened",
  "regulation/not-as-it-stands": "read the worksheet anew and see where it stands",
  "regulation/other-report": "read the report as it is now, and sign that",
  "regulation/not-signed": "sign the report first; only what a person signed is noted as handed in",
  "regulation/bad-signature": "sign with a passkey of your account, or the key beside your name in containment.yaml",
  "regulation/passkey-needed": "sign with one of your passkeys",
  "regulation/no-proof": "sign in, show your second factor, and sign from that session",
  "regulation/too-many": "finish what is there first",
};

/** Why something cannot be done with the papers for regulators. `problem` quotes at most a name. */
export const refusedRegulation = (code: Reason, problem: string) => new SocError({ code, problem, remedy: remedies[code], retry: "never" });
