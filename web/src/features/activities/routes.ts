import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { branchOf } from "../branch/data";
import { activityOf } from "./data";

const List = lazy(async () => ({ default: (await import("./list")).ActivityListPage }));
const NewActivity = lazy(async () => ({ default: (await import("./new")).NewActivityPage }));
const EditActivity = lazy(async () => ({ default: (await import("./edit")).EditActivityPage }));
const Record = lazy(async () => ({ default: (await import("./record")).ActivityRecordPage }));

export const activityRoutes: RouteDefinition[] = [
  { path: "/branches/:b/activities", component: List },
  {
    path: "/branches/:b/activities/new",
    component: NewActivity,
    preload: ({ params }) => void branchOf(params.b ?? ""),
  },
  {
    path: "/branches/:b/activities/:a",
    component: Record,
    preload: ({ params }) => void activityOf(params.b ?? "", params.a ?? ""),
  },
  { path: "/branches/:b/activities/:a/edit", component: EditActivity },
];
