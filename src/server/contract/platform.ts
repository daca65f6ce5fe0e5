import { z } from "zod";

const count = z.int().min(0);

/** A connector as it is configured, and how it fares. `proven` is what its tests ran against. */
export const ConnectorLine = z.strictObject({
  name: z.string(),
  product: z.string(),
  title: z.string(),
  serves: z.array(z.string()),
  proven: z.enum(["the real product", "a double", "nothing"]),
  state: z.enum(["open", "failing", "not opened"]),
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
  calls: count,
  failures: count,
});
export type ConnectorLine = z.infer<typeof ConnectorLine>;

/** A learnt model: its name, its digest, whether it is the one in use, and its card as plain text. */
export const ModelCard = z.strictObject({
  name: z.string(),
  digest: z.string(),
  inUse: z.boolean(),
  card: z.string(),
});
export type ModelCard = z.infer<typeof ModelCard>;
