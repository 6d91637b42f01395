import type { SetStoreFunction } from "solid-js/store";
import type { ActivityValues } from "./values";

/** What the parts of the form write to; `at` names a field and tells what is wrong with it. */
export type Editor = {
  values: ActivityValues;
  set: SetStoreFunction<ActivityValues>;
  at: (path: string) => { name: string; error: string | undefined };
};
