import type { RouteDefinition } from "@solidjs/router";

export const memberRoutes: RouteDefinition[] = [];
