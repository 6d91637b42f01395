import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Units = lazy(async () => ({ default: (await import("./list")).UnitsPage }));

export const unitRoutes: RouteDefinition[] = [{ path: "/units", component: Units }];
