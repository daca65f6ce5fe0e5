import { z } from "zod";

/** Where a secret is read from, never the secret itself; `sealed` is what `watchkeeper secret seal` printed. */
export const SecretPlace = z.union([
  z.strictObject({ file: z.string().min(1).max(4_096) }),
  z.strictObject({ env: z.string().min(1).max(255) }),
  z.strictObject({ command: z.array(z.string().min(1).max(4_096)).min(1).max(32) }),
  z.strictObject({ sealed: z.string().min(1).max(65_536) }),
]);
export type SecretPlace = z.infer<typeof SecretPlace>;
