import type { RouteDefinition } from "@solidjs/router";

export const importRoutes: RouteDefinition[] = [];
