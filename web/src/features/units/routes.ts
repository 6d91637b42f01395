import type { RouteDefinition } from "@solidjs/router";

export const unitRoutes: RouteDefinition[] = [];
