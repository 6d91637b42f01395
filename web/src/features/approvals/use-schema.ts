import * as z from "zod";

export const useInput = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, { error: "请填写 6 位数字" }),
});
