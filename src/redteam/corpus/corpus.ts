import { breakings } from "./breaking.ts";
import { dilutions } from "./dilution.ts";
import { injections } from "./injection.ts";
import type { Payload } from "./payload.ts";
import { renderings } from "./rendering.ts";

/** All hostile text of the exercise, always the same and in the same order. */
export function corpus(): readonly Payload[] {
  return [...injections(), ...renderings(), ...breakings(), ...dilutions()];
}
