import { z } from "zod";

// Only what we use of the Table API: ServiceNow may add columns without breaking us. Times are UTC where values are asked for, and not what a person sees.

export const sysId = z.string().regex(/^[0-9a-f]{32}$/);
const text = z.string().max(65_536).default("");
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
  .transform((value) => Date.parse(`${value.replace(" ", "T")}Z`))
  .pipe(z.number());

const one = <Row extends z.ZodType>(row: Row) => z.object({ result: row });
const many = <Row extends z.ZodType>(row: Row, rowsMax: number) => z.object({ result: z.array(row).max(rowsMax) });

export const pageSize = 1_000;
export const Written = one(z.object({ sys_id: sysId }));
export const Keys = many(z.object({ sys_id: sysId, correlation_id: text }), pageSize);
export const Ids = many(z.object({ sys_id: sysId }), pageSize);

export const Attachments = many(z.object({ sys_id: sysId, table_sys_id: text, file_name: text, sys_created_by: text }), pageSize);

export const Incident = one(
  z.object({
    sys_id: sysId,
    state: z.string().min(1).max(40),
    sys_updated_on: moment,
    sys_mod_count: z.string().max(20),
    close_code: text,
    close_notes: text,
    "assigned_to.user_name": text,
    "resolved_by.user_name": text,
    "closed_by.user_name": text,
  }),
);
export type Incident = z.output<typeof Incident>["result"];

export const Entry = z.object({ sys_id: sysId, value: text, sys_created_by: text, sys_created_on: moment });
export type Entry = z.output<typeof Entry>;
export const Entries = many(Entry, pageSize);

export const Items = many(
  z.object({ sys_id: sysId, name: text, fqdn: text, ip_address: text, sys_class_name: text, "assigned_to.user_name": text }),
  pageSize,
);
export type Item = z.output<typeof Items>["result"][number];
export const Users = many(
  z.object({ sys_id: sysId, user_name: text, email: text, name: text, title: text, "department.name": text }),
  pageSize,
);
export type User = z.output<typeof Users>["result"][number];
