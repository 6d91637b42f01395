import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Profile = lazy(async () => ({ default: (await import("./profile")).ProfilePage }));
const Handover = lazy(async () => ({ default: (await import("./handover")).HandoverPage }));

export const branchRoutes: RouteDefinition[] = [
  { path: "/branches/:b/profile", component: Profile },
  { path: "/branches/:b/handover", component: Handover },
];
