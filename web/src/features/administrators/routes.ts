import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Administrators = lazy(async () => ({ default: (await import("./page")).AdministratorsPage }));

export const administratorRoutes: RouteDefinition[] = [{ path: "/administrators", component: Administrators }];
