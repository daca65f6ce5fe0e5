import { z } from "zod";

/** That the server answers. */
export const Health = z.strictObject({ status: z.literal("ok"), version: z.string() });
/** Which release it is, and which shape its assessments have. */
export const Version = z.strictObject({ version: z.string(), assessment: z.literal("watchkeeper/assessment@1") });
