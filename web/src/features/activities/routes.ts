import type { RouteDefinition } from "@solidjs/router";

export const activityRoutes: RouteDefinition[] = [];
