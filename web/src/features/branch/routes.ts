import type { RouteDefinition } from "@solidjs/router";

export const branchRoutes: RouteDefinition[] = [];
