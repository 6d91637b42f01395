import type { RouteDefinition } from "@solidjs/router";

export const accountRoutes: RouteDefinition[] = [];
