import type { RouteDefinition } from "@solidjs/router";

export const learningRoutes: RouteDefinition[] = [];
