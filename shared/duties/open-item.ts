import * as z from "zod";

/** One thing that is open when the secretary changes. */
export const openItem = z.object({
  kind: z.enum(["duty", "activity", "resolution"]),
  /** The rule of a duty, else the activity's id. */
  id: z.string(),
  title: z.string(),
  detail: z.string(),
  dueOn: z.string().nullable(),
});
export type OpenItem = z.infer<typeof openItem>;
