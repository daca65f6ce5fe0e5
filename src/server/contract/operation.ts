import type { z } from "zod";
import type { Right } from "../../core/access/right.ts";

/** How an operation is asked. */
export type Method = "GET" | "POST" | "PUT" | "DELETE" | "PATCH";

/** Who may ask: everybody, whoever is signed in, or whoever holds a right. */
export type Access = Right | "public" | "self";

/** What an answer without a schema is: plain text, bytes of a type of their own, a stream of events, or no body at all. */
export type Bare = "text" | "bytes" | "events" | "nothing";

/** One operation of the API as it is published: everything but what it does. The routes, the OpenAPI document and the client are made from it. */
export type Operation = {
  readonly method: Method;
  /** As OpenAPI writes it: `/api/v1/cases/{id}`. Every name in braces stands in `params`. */
  readonly path: `/${string}`;
  /** Its name in the client and the document: a verb and a noun, as "listCases". */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly right: Access;
  /** Strict objects; what they do not name is refused. They read text: numbers take `whole` of `common.ts`. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** JSON of this shape, or "bytes" for a body that is taken as it came. Without one, a body is refused. */
  readonly body?: z.ZodType | "bytes";
  readonly answer: z.ZodType | Bare;
  /** Of an answer that went well; 200 (or 204 for "nothing") where it is not said. */
  readonly status?: 200 | 201 | 202 | 204;
  /** What else it answers, beside what every operation may: status and when. */
  readonly problems?: Readonly<Record<number, string>>;
  /**
   * Takes an `Idempotency-Key`: the same key with the same request gets the same answer for a day. The answer is kept in the database meanwhile, so it must
   * hold no secret.
   */
  readonly idempotent?: boolean;
  /**
   * A pace of its own, for public operations that no page of ours asks: "machine" where programs ask often and sign each time, "report" where browsers hand in
   * what they refused to do, without saying from which page.
   */
  readonly pace?: "machine" | "report";
  /** A session must have shown a second factor lately (`stepUpLastsMs`); a token carries its rights without. */
  readonly stepUp?: boolean;
  /** Bytes of the body; `bodyBytesMax` where it is not said. */
  readonly bodyBytesMax?: number;
  /** Answers carry an ETag, and `If-None-Match` is heeded. */
  readonly etag?: boolean;
  /** A long answer goes out compressed to whoever takes it so. It must hold no secret: its length would tell of it. */
  readonly gzip?: boolean;
};

/** Keeps the exact types of an operation, so that its route and its client know its shapes. */
export const operation = <const Shape extends Operation>(shape: Shape): Shape => shape;

/** The largest body of an operation that says nothing about it, bytes. */
export const bodyBytesMax = 65_536;
/** The longest name in an address, characters. */
export const idLengthMax = 200;
