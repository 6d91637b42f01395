import type { Activity, ActivityFile } from "#shared/activities/schema";
import { makeId } from "#shared/ids";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { Replayed } from "../platform/write";
import { entryTime } from "./drafts";
import { cleanName, MAX_FILES } from "./file-types";
import { activityRecords, type Place } from "./records";

/** Evidence of an activity: pictures and papers, kept apart from the table. */
export function fileService(actor: Actor, platform: Platform, place: Place) {
  const { store, scope, load, commit } = activityRecords(actor, platform, place);

  const fileOf = (activity: Activity, id: string): ActivityFile => {
    const file = activity.files.find((one) => one.id === id);
    if (!file) throw new Fault("record.missing");
    return file;
  };

  return {
    /** Also after the confirmation: `at` says when it came. */
    async attach(activityId: string, name: string, bytes: Uint8Array) {
      const before = await load(activityId);
      scope.requireWriting(before);
      if (before.files.length >= MAX_FILES)
        throw new Fault("record.conflict", { detail: `一次活动最多 ${MAX_FILES} 个附件` });
      const { kindOf } = await import("./file-kind");
      const { type, extension } = await kindOf(bytes);
      const id = makeId("f", actor.now, random(5));
      const file: ActivityFile = {
        ...{ id, name: cleanName(name, extension), type, size: bytes.length },
        ...{ at: entryTime(actor), by: actor.name },
      };
      const after: Activity = { ...before, files: [...before.files, file], version: before.version + 1 };
      const answer = { ...file, version: after.version };
      await platform.files.put(id, bytes);
      try {
        const detail = { id, name: file.name, type, size: file.size };
        await commit([store.write(after, before, { action: "activity.file-added", detail })], activityId, answer);
      } catch (error) {
        // Where the outcome is unknown an unused file is better than a lost one.
        if (error instanceof Fault || error instanceof Replayed) await platform.files.remove(id);
        throw error;
      }
      return answer;
    },

    async open(activityId: string, id: string) {
      const file = fileOf(await load(activityId), id);
      const bytes = await platform.files.get(id);
      if (!bytes) throw new Fault("record.missing");
      return { ...file, bytes };
    },

    /** Evidence of a confirmed record stays. */
    async detach(activityId: string, id: string) {
      const before = await load(activityId);
      scope.requireWriting(before);
      const file = fileOf(before, id);
      if (before.state === "confirmed") throw new Fault("activity.confirmed", { detail: "已确认的活动，附件不能删除" });
      const files = before.files.filter((one) => one.id !== id);
      const after: Activity = { ...before, files, version: before.version + 1 };
      const detail = { id, name: file.name };
      await commit([store.write(after, before, { action: "activity.file-removed", detail })], activityId, null);
      await platform.files.remove(id);
    },
  };
}
