import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { OverviewEntry } from "#shared/duties/rollup";
import type { HomeAnswer } from "#shared/duties/schema";
import type { Duties } from "#shared/duties/types";
import type { ownRecord } from "#shared/members/schema";
import type { HandoverAnswer } from "#shared/org/handover";
import { get, type Page, post } from "../../lib/api";

export const homeOf = query((branchId: string) => get<HomeAnswer>(`/api/branches/${branchId}/home`), "home");
export const dutiesOf = query(
  (branchId: string, year: number) => get<Duties>(`/api/branches/${branchId}/duties`, { year }),
  "duties",
);
export const overview = query(
  (year?: number) => get<Page<OverviewEntry> & { year: number }>("/api/overview", { year }),
  "overview",
);

export type OwnRecord = z.infer<typeof ownRecord>;
export const ownRecordOf = query(() => get<OwnRecord>("/api/me/record"), "own-record");

/** The successor confirms the list that was handed over. */
export async function receiveHandover(branchId: string, handoverId: string): Promise<void> {
  await post<HandoverAnswer>(`/api/branches/${branchId}/handovers/${handoverId}/receipt`);
  await revalidate(homeOf.keyFor(branchId));
}
