import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CardFigure } from "../stages/governance/card.ts";

const Figures = z.object({
  figures: z
    .array(
      z.object({
        suite: z.string().max(200),
        figure: z.string().max(400),
        value: z.number().nullable(),
        interval: z.array(z.number()).length(2).optional(),
        of: z.number().optional(),
      }),
    )
    .max(2_000),
});

/** The figures that came out when this copy of the product was measured (`docs/quality.json`); undefined where it brings none. */
export async function qualityFigures(home: string): Promise<readonly CardFigure[] | undefined> {
  const text = await readFile(join(home, "docs", "quality.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Figures.parse(JSON.parse(text)).figures;
}
