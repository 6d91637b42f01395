import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const SignIn = lazy(async () => ({ default: (await import("./sign-in")).SignIn }));
const SetUp = lazy(async () => ({ default: (await import("./set-up")).SetUp }));

export const sessionRoutes: RouteDefinition[] = [
  { path: "/sign-in", component: SignIn },
  { path: "/setup", component: SetUp },
];
