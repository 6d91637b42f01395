import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type {
  ActivityAnswer,
  ActivityChange,
  ActivityFile,
  ActivityInput,
  ActivityKind,
  AmendmentInput,
  Followup,
  prefillAnswer,
} from "#shared/activities/schema";
import type { GridRow } from "#shared/duties/views";
import { get, type Page, patch, post, remove, upload } from "../../lib/api";

export type Prefilled = z.infer<typeof prefillAnswer>;
export type ActivityYear = { activities: ActivityAnswer[]; grid: GridRow[] };

const path = (branchId: string, activityId = "") =>
  `/api/branches/${branchId}/activities${activityId && `/${activityId}`}`;
export const pathOf = ({ branchId, id }: Pick<ActivityAnswer, "branchId" | "id">) => path(branchId, id);

async function allOf(branchId: string, year: number, cursor?: string): Promise<ActivityAnswer[]> {
  const page = await get<Page<ActivityAnswer>>(path(branchId), { year, limit: 200, cursor });
  return page.next === null ? page.items : [...page.items, ...(await allOf(branchId, year, page.next))];
}

/** A year's activities and their grid. The rules come beside the records, not before the page. */
export const activityYear = query(async (branchId: string, year: number): Promise<ActivityYear> => {
  const [{ yearGrid }, activities] = await Promise.all([import("#shared/duties/views"), allOf(branchId, year)]);
  return { activities, grid: yearGrid(activities, year) };
}, "activity-year");
export const activityOf = query(
  (branchId: string, activityId: string) => get<ActivityAnswer>(path(branchId, activityId)),
  "activity",
);
export const prefillOf = query(
  (branchId: string, kind: ActivityKind, on: string, groupId: string | null) =>
    get<Prefilled>(`${path(branchId)}/prefill`, { kinds: kind, on, groupId }),
  "activity-prefill",
);
export const followupsOf = query(
  async (branchId: string) =>
    (await get<Page<Followup>>(`/api/branches/${branchId}/followups`, { open: true, limit: 200 })).items,
  "followups",
);
export const noticeOf = query(
  async (branchId: string, activityId: string) =>
    (await get<{ text: string }>(`${path(branchId, activityId)}/notice`)).text,
  "activity-notice",
);

/** Whatever counts activities is asked for anew. */
const counted = () => [
  ...[activityYear.key, prefillOf.key, followupsOf.key],
  ...["home", "duties", "assessment", "assessments", "overview", "history"],
];
const changed = () => revalidate([...counted(), activityOf.key, noticeOf.key]);

async function after<T>(act: Promise<T>): Promise<T> {
  const answer = await act;
  await changed();
  return answer;
}

export const create = (branchId: string, input: ActivityInput, key: string) =>
  after(post<ActivityAnswer>(path(branchId), input, key));
export const change = (activity: ActivityAnswer, version: number, input: ActivityChange) =>
  after(patch<ActivityAnswer>(pathOf(activity), version, input));
/** Confirms what was seen: a version that somebody has changed since is refused. */
export const confirmActivity = (activity: ActivityAnswer) =>
  after(post<ActivityAnswer>(`${pathOf(activity)}/confirm`, {}, undefined, activity.version));
export const amend = (activity: ActivityAnswer, version: number, input: AmendmentInput, key: string) =>
  after(post<ActivityAnswer>(`${pathOf(activity)}/amendments`, input, key, version));
/** Its own page is about to be left and is not asked for again. */
export async function removeActivity(activity: ActivityAnswer): Promise<void> {
  await remove(pathOf(activity), activity.version);
  await revalidate(counted());
}
export const finishResolution = (branchId: string, activityId: string, n: number, doneOn: string | null) =>
  after(post<ActivityAnswer>(`${path(branchId, activityId)}/resolutions/${n}/done`, { doneOn }));

export const attach = (activity: ActivityAnswer, file: Blob, name: string) =>
  upload<ActivityFile>(`${pathOf(activity)}/files`, file, file.type || "application/octet-stream", { name });
export const detach = (activity: ActivityAnswer, fileId: string) =>
  after(remove(`${pathOf(activity)}/files/${fileId}`));
export const reload = changed;
