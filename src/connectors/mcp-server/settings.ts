import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

/** The most tools that one server may be allowed. */
export const toolsAllowedMax = 64;

/** One tool that a person allowed, pinned to what it was then: `watchkeeper connector pin NAME` prints these lines. */
const Allowed = z.strictObject({
  tool: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, "takes a tool's name of letters, digits, _, . and -"),
  version: z.string().min(1).max(100),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "takes 64 hexadecimal digits"),
  /** What it is asked for, in words of this installation: the server's own description is never shown to a model. */
  summary: z.string().min(1).max(300),
});
export type Allowed = z.infer<typeof Allowed>;

const isReadable = (url: string) => {
  if (!URL.canParse(url)) return true;
  try {
    decodeURIComponent(new URL(url).pathname);
    return true;
  } catch {
    return false;
  }
};

/** A server that is reached over streamable HTTP (`url`), or a program that is started and spoken to over its standard input and output (`command`). */
export const Settings = z
  .strictObject({
    ...reachedAt,
    url: reachedAt.url.refine(isReadable, "holds a path that cannot be read").optional(),
    command: z.array(z.string().min(1).max(4_096)).min(1).max(64).optional(),
    /** The variable in which the program gets the secret `token`; nothing else of ours is in its environment but PATH. */
    "token-variable": z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,99}$/, "takes capital letters, digits and _")
      .refine((name) => !/^(?:PATH|NODE_OPTIONS|LD_[A-Z_]+|DYLD_[A-Z_]+)$/.test(name), "changes how programs are loaded")
      .optional(),
    tools: z
      .array(Allowed)
      .max(toolsAllowedMax)
      .refine((tools) => new Set(tools.map(({ tool }) => tool)).size === tools.length, "names a tool twice")
      .default([]),
    /** The longest that one question may take, from beginning to end. */
    "answer-seconds": z.int().min(1).max(25).default(10),
  })
  .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
    path: ["url"],
    message: "stands alone, or a command in its place: one of the two",
  });
export type Settings = z.infer<typeof Settings>;
