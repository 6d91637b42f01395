import { activityStateNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { History, type Restore } from "../trail/history";
import type { Readable } from "../trail/sentence";
import { change, pathOf } from "./data";
import { isField, type Names, shownValue, valuesOf } from "./values";

const isFile = (value: unknown): value is { name: string } =>
  typeof value === "object" && value !== null && "name" in value && "size" in value;
const stateNames: Record<string, string> = activityStateNames;
const lists = ["kinds", "items", "resolutions"];

/** Every change of an activity; while it is not confirmed, an earlier value can be put back. */
export function ActivityHistory(props: { activity: ActivityAnswer; names: Names }) {
  const readable: Readable = (field, value) => {
    if (field === "state") return stateNames[String(value)];
    if (field === "files" && isFile(value)) return value.name;
    if (field === "groupId" || !isField(field)) return undefined;
    const isPart = lists.includes(field) && !Array.isArray(value);
    const text = shownValue(field, (isPart ? [value] : value) as never, props.names);
    return isPart ? text.replace(/^1\. /, "") : text;
  };
  const restore: Restore = {
    can: (field, value) =>
      isField(field) && field !== "reason" && JSON.stringify(value) !== JSON.stringify(valuesOf(props.activity)[field]),
    save: (field, value) => change(props.activity, props.activity.version, { [field]: value }),
  };
  return (
    <History
      path={pathOf(props.activity)}
      readable={readable}
      restore={props.activity.state === "confirmed" ? undefined : restore}
    />
  );
}
