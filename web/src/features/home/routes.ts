import type { RouteDefinition } from "@solidjs/router";

export const homeRoutes: RouteDefinition[] = [];
