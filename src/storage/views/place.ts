import { SocError } from "../../core/soc-error.ts";
import { storable } from "../event/storable.ts";

const afterLengthMax = 1_000;

/** Where a page ends, as whoever asks for the next one hands it back. */
export const writeAfter = (place: readonly unknown[]): string => Buffer.from(JSON.stringify(place)).toString("base64url");

/** Where a page ended, as we said it; whoever brings it may have made it up. */
export function readAfter<Place>(after: string, isPlace: (place: readonly unknown[]) => place is readonly unknown[] & Place): Place {
  try {
    const place: unknown = after.length <= afterLengthMax ? JSON.parse(Buffer.from(after, "base64url").toString()) : undefined;
    if (Array.isArray(place) && isPlace(place)) return place.map((part) => (typeof part === "string" ? storable(part) : part)) as Place;
  } catch {
    // Not what we said.
  }
  throw noSuchPage();
}

const noSuchPage = () =>
  new SocError({
    code: "query/malformed",
    problem: "the place after which the next page is asked for is none that a list ended with",
    remedy: 'hand back the "next" of the page before as it was, or leave it out to begin anew',
    retry: "never",
  });
