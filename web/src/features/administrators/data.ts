import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { administratorsAnswer, administratorsInput, appointmentAnswer } from "#shared/accounts/schema";
import { get, post, Refusal } from "../../lib/api";

export type State = z.infer<typeof administratorsAnswer>;
export type Appointed = z.infer<typeof appointmentAnswer>["items"][number];

/** Whether the three administrators are named, and where each of them stands. */
export const administratorsState = query(() => get<State>("/api/administrators"), "administrators");

/** Names them and gives their links; null when somebody else was first. */
export const nameAdministrators = (
  input: z.output<typeof administratorsInput>,
  key: string,
): Promise<Appointed[] | null> =>
  post<{ items: Appointed[] }>("/api/administrators", input, key).then(
    ({ items }) => items,
    (error: unknown) => {
      if (error instanceof Refusal && error.code === "administrators.named") return null;
      throw error;
    },
  );

export const refreshAdministrators = () => revalidate([administratorsState.key, "accounts"]);
