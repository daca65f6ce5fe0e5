import { z } from "zod";
import { reachedAt } from "../kit/define.ts";
import { entraApplication } from "../kit/microsoft.ts";

const folder = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}/\\]+$/u, "takes the name of a folder");

/** What watchkeeper.yaml says of a mailbox of Microsoft 365. */
export const Settings = z
  .strictObject({
    ...reachedAt,
    ...entraApplication,
    url: reachedAt.url.default("https://graph.microsoft.com"),
    /** The mailbox that people report to. */
    mailbox: z
      .string()
      .max(320)
      .regex(/^[^\s@/\\?#%]+@[A-Za-z0-9.-]+$/, "takes the address of a mailbox"),
    /** Where people's reports arrive. */
    folder: folder.default("inbox"),
    /** Where mails go once they are kept; somebody makes it, beside the inbox or right below it. */
    "processed-folder": folder.default("Processed"),
    "every-seconds": z.int().min(5).max(3_600).default(15),
    "page-size": z.int().min(2).max(20).default(10),
  })
  .refine((given) => given.folder.toLowerCase() !== given["processed-folder"].toLowerCase(), {
    path: ["processed-folder"],
    error: "is the folder itself",
  });
export type MailSettings = z.output<typeof Settings>;
